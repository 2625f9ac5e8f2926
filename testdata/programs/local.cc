// Functions of C++ that GCC gives no linkage names, all inlined: see elf.sh. Each is called by
// measure() or by a function that has code of its own.
namespace shapes {
namespace {
enum Color { red, green };
template <int sides, Color color> struct Polygon {
	const int *lengths;
	int around(int scale) const
	{
		int sum = color;
		for (int i = 0; i < sides; i++)
			sum += lengths[i] * scale;
		return sum;
	}
};
static inline int fold(const int (&numbers)[3], int (*with)(int, int))
{
	return with(with(numbers[0], numbers[1]), numbers[2]);
}
} // namespace

struct Box {
	int edge;
	int volume(const char *name) const;
};

int Box::volume(const char *name) const
{
	struct Cube {
		static int of(int edge) { return edge * edge * edge; }
	};
	const auto longer = [name](int by) { return name[by] + Cube::of(by); };
	return longer(edge);
}
} // namespace shapes

template <class F> static inline long repeat(F call, long times)
{
	long sum = 0;
	while (times--)
		sum += call(times);
	return sum;
}

extern "C" long measure(int *numbers, long count)
{
	const shapes::Polygon<3, shapes::green> triangle = {numbers};
	const int three[3] = {numbers[3], numbers[4], numbers[5]};
	long sum = triangle.around(2);
	sum += shapes::fold(three, [](int a, int b) { return a * 3 + b; });
	sum += repeat(
		[numbers](long i) {
			const auto twice = [](auto a, int b) { return a * b; };
			return twice(numbers[i], 2) + twice(i, 3);
		},
		count);
	return sum + repeat([numbers](long i) { return numbers[i] ^ i; }, count);
}
