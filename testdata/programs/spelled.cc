/* Types, values and lambdas as arguments of functions that have no linkage names: each is inlined,
 * and leaves an instruction, into one of the functions at the end. */
#define INLINED inline __attribute__((always_inline))
#define LEAVE __asm__ volatile("nop")

namespace
{

struct Plain {
	int x;
	INLINED int area(int by, ...) const
	{
		LEAVE;
		return [by] {
			LEAVE;
			return by;
		}();
	}
	INLINED int change(const char *)
	{
		LEAVE;
		return [](int n) {
			LEAVE;
			return n;
		}(x);
	}
	static INLINED int none()
	{
		LEAVE;
		return [] {
			LEAVE;
			return 1;
		}();
	}
};
union Both {
	int x;
	char y;
};
enum Color { red, green = 1 };
typedef unsigned short small;
template <class T> struct Holder {
	T held;
};
struct {
	int x;
} unnamed_structure;
union {
	int x;
} unnamed_union;
enum { one_value } unnamed_values;

template <class T> INLINED void type()
{
	LEAVE;
}
template <class... T> INLINED void types()
{
	LEAVE;
}
template <int n> INLINED void number()
{
	LEAVE;
}
template <class T, T n> INLINED void value()
{
	LEAVE;
}
template <template <class> class T> INLINED void family()
{
	LEAVE;
}

} // namespace

namespace
{
auto first = [](int n, small, const char *const &) {
	LEAVE;
	return n;
};
auto second = [](int (*)(char), int (&)[2], ...) {
	LEAVE;
	return 2;
};
} // namespace

extern "C" {

void spell_numbers(void)
{
	type<bool>();
	type<char>();
	type<short>();
	type<unsigned short>();
	type<unsigned>();
	type<long>();
	type<unsigned long>();
	type<long long>();
	type<unsigned long long>();
	type<double>();
	type<decltype(nullptr)>();
}

void spell_types(void)
{
	type<const char *>();
	type<char *const>();
	type<volatile int *>();
	type<void *>();
	type<int &>();
	type<int &&>();
	type<int (*)(char, long)>();
	type<void (&)(int, ...)>();
	type<void()>();
	type<int[3]>();
	type<int(*)[4]>();
	type<int(&)[5]>();
	type<int[]>();
	type<int *(*)()>();
}

void spell_classes(void)
{
	type<Plain>();
	type<Both *>();
	type<Color>();
	type<Holder<Holder<int>>>();
	type<decltype(unnamed_structure)>();
	type<decltype(unnamed_union)>();
	type<decltype(unnamed_values)>();
	types<int, Plain, small>();
	types<>();
	family<Holder>();
}

void spell_values(void)
{
	number<3>();
	number<-1>();
	value<unsigned, 4000000000u>();
	value<long, -5l>();
	value<unsigned long, 6ul>();
	value<long long, 7ll>();
	value<unsigned long long, 8ull>();
	value<bool, true>();
	value<bool, false>();
	value<char, 'a'>();
	value<signed char, -2>();
	value<Color, green>();
}

int spell_lambdas(int n, Plain *plain)
{
	auto inner = [n](int by) {
		LEAVE;
		return n + by;
	};
	{
		auto block = [n] {
			auto deep = [n] {
				LEAVE;
				return n;
			};
			auto deeper = [n] {
				LEAVE;
				return n + 1;
			};
			LEAVE;
			return deep() + deeper();
		};
		n += block();
	}
	int pair[2];
	n += inner(3) + plain->area(n) + plain->change("") + Plain::none();
	return n + first(1, 2, "") + second(nullptr, pair);
}
}
