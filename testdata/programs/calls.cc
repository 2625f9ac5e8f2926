// Functions inlined several deep, for files with little else in them; see elf.sh.
namespace
{
struct Matrix {
	int cells[4];

	int at(int row, int column) const
	{
		return cells[row * 2 + column];
	}

	int trace() const
	{
		return at(0, 0) * at(1, 1);
	}
};

__attribute__((noinline)) int hidden(const Matrix &matrix, int n)
{
	return matrix.trace() / n;
}
}

template <class T> static inline T twice(T value)
{
	return value * value + 7;
}

extern "C" int outside(int);

extern "C" int plain(int n)
{
	int sum = outside(n);
	for (int i = 0; i < n; i++)
		sum += twice(i) % 3;
	return sum;
}

namespace shapes
{
int area(const int *sides)
{
	Matrix matrix = {{sides[0], sides[1], sides[2], sides[3]}};
	return hidden(matrix, sides[4]) + twice(matrix.at(0, 1));
}
}
