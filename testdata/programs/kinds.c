/* The same in C, linked with kinds.cc by a compiler that sees both: one unit has two languages. */
int outside(int n);

static inline int low_inner(int n)
{
	return n * 5 - 2;
}

static int low_middle(int n)
{
	return low_inner(n) ^ low_inner(n / 3);
}

int low_outer(int n)
{
	return low_middle(outside(n)) + 1;
}
