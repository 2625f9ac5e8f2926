// Functions inlined into each other, compiled twice (-DPART=1, 2) to the same shape under other names:
// in debug information that is split, entries of both lie at the same places of their files. See elf.sh.
#if PART == 1
#define INNER red_inner
#define MIDDLE red_middle
#define OUTER red_outer
#define Shape RedShape
#else
#define INNER sea_inner
#define MIDDLE sea_middle
#define OUTER sea_outer
#define Shape SeaShape
#endif
#include "kinds.h"

struct Shape {
	int side;
	virtual int area();
	virtual ~Shape();
};

struct Pair {
	int first, second;
};

extern "C" int outside(int);

Shape::~Shape()
{
	side = outside(side);
}

int Shape::area()
{
	return MIDDLE(side);
}

extern "C" int OUTER(int n)
{
	Pair pair = {outside(n), n};
	for (int i = 0; i < pair.second; i++)
		pair.first += MIDDLE(i ^ pair.first);
	return pair.first;
}
