// What kinds.cc calls, in a file of its own: calls name the files where they stand.
static inline int INNER(int n)
{
	return n * n + 7;
}

static inline int MIDDLE(int n)
{
	return INNER(n) % 13 + INNER(n + 3);
}
