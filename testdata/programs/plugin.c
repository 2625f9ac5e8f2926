/* The code that modules.c loads from odd places. It calls back, to have frames on both sides. */
unsigned plugin_run(unsigned (*call)(unsigned), unsigned turns)
{
	unsigned sum = 0;

	for (unsigned i = 0; i < turns; i++) {
		volatile unsigned sink = i;

		for (unsigned j = 0; j < 2000; j++)
			sink += j;
		sum += call(sink);
	}
	return sum;
}
