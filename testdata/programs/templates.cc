// Names that are hard to take apart: templates, operators, lambdas, std::function, anonymous and
// inline namespaces, function pointers as template arguments.
#include <cstdio>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <map>
#include <memory>
#include <new>
#include <string>
#include <utility>
#include <vector>

static volatile uint64_t sink;

static void burn(unsigned turns)
{
	for (unsigned i = 0; i < turns; i++)
		sink = sink * 6364136223846793005ULL + i;
}

namespace
{
	uint64_t twice(uint64_t n)
	{
		burn(30000);
		return n * 2;
	}

	struct Hidden {
		uint64_t value;
		explicit Hidden(uint64_t n) : value(n) { burn(30000); }
		~Hidden() { burn(30000); }
	};

	template <typename T> struct Box {
		T value;
		bool operator<(const Box &other) const { burn(1500); return value < other.value; }
		bool operator>(const Box &other) const { burn(60000); return value > other.value; }
		T *operator->() { burn(60000); return &value; }
		T &operator*() { burn(60000); return value; }
		Box &operator<<(const T &more) { burn(60000); value += more; return *this; }
		Box &operator>>=(unsigned by) { burn(60000); value += by; return *this; }
		T &operator[](const char *) { burn(60000); return value; }
		bool operator()(const T &a, const T &b) const { burn(1500); return a < b; }
		Box &operator,(const Box &) { burn(60000); return *this; }
		operator bool() const { burn(60000); return true; }
		operator std::vector<std::pair<int, T>>() const
		{
			burn(60000);
			return {{1, value}};
		}
	};
}

namespace shop
{
	inline namespace v2
	{
		struct Point {
			int x = 0;
			int add(int n) const volatile { burn(30000); return x + n; }
			int &&take() && { burn(30000); return std::move(x); }
		};
	}

	// A function pointer and a member function pointer as template arguments.
	template <uint64_t (*F)(uint64_t), typename T> T apply(T n)
	{
		burn(30000);
		return F(n);
	}

	template <int (Point::*M)(int) const volatile> int call(const Point &p, int n)
	{
		burn(30000);
		return (p.*M)(n);
	}

	template <bool B, char C, typename... Rest> size_t count(const Rest &...)
	{
		burn(60000);
		return sizeof...(Rest) + (B ? 1 : 0) + (C == ';' ? 1 : 0);
	}

	template <typename F> auto with(F f, int n) -> decltype(f(n, "x"))
	{
		burn(30000);
		return f(n, "x");
	}
}

static unsigned allocations;

void *operator new(size_t size)
{
	void *p = std::malloc(size > 0 ? size : 1);

	if (p == nullptr)
		throw std::bad_alloc();
	burn(3000);
	allocations++;
	return p;
}

void operator delete(void *p) noexcept { burn(3000); std::free(p); }
void operator delete(void *p, size_t) noexcept { burn(3000); std::free(p); }
void *operator new[](size_t size) { return operator new(size); }
void operator delete[](void *p) noexcept { operator delete(p); }
void operator delete[](void *p, size_t) noexcept { operator delete(p); }

uint64_t operator""_km(unsigned long long n) { burn(30000); return n * 1000; }

static uint64_t lambdas(int n, const std::string &text)
{
	auto nested = [n](int a, const char *b) {
		auto inner = [a](const char *c) { burn(30000); return a + c[0]; };
		burn(30000);
		return inner(b) + n;
	};
	auto generic = [](auto a, auto b) { burn(30000); return a < b; };
	std::function<int(int, const char *)> stored = nested;
	std::function<void(void (*)(int), std::function<void()>)> higher =
		[&](void (*f)(int), std::function<void()> g) { f(1); g(); };

	higher([](int) { burn(30000); }, [&text] { burn((unsigned)text.size() * 3000); });
	return (uint64_t)(shop::with(nested, n) + stored(n, "y")) + generic(n, 2L) +
	       generic(1.5, 2.5F);
}

static uint64_t operators()
{
	using Text = Box<std::string>;
	Text a{"a"}, b{"b"};
	std::map<Text, int, std::less<>> ordered;
	std::map<std::string, int, Text> compared(a);

	for (int i = 0; i < 5; i++) {
		ordered[Text{std::to_string(i)}] = i;
		compared[std::to_string(i)] = i;
	}
	a << "more";
	a >>= '!';
	(a, b);
	std::vector<std::pair<int, std::string>> converted = a;
	return a->size() + (*b).size() + a["k"].size() + converted.size() + (b ? 1 : 0) +
	       (a > b ? 1 : 0);
}

static uint64_t round_trip(int n)
{
	Hidden hidden(7);
	shop::Point point;
	std::unique_ptr<Box<uint64_t>[]> boxes(new Box<uint64_t>[4]);

	return lambdas(n, "some text") + operators() + shop::apply<twice, uint64_t>(hidden.value) +
	       (uint64_t)shop::call<&shop::Point::add>(point, n) + 3_km +
	       (uint64_t)shop::Point().take() +
	       shop::count<true, ';', int, void (*)(char, long), std::pair<int, char>>(
		       n, nullptr, std::pair<int, char>()) +
	       boxes[0].value;
}

int main(int argc, char **argv)
{
	int rounds = argc > 1 ? std::atoi(argv[1]) : 300;
	uint64_t sum = 0;

	for (int i = 0; i < rounds; i++)
		sum += round_trip(i);
	std::printf("%llu %u\n", (unsigned long long)sum, allocations);
	return 0;
}
