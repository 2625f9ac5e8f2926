/* Whether code keeps frame pointers, and how call chains are recorded. */
#include "config.h"

#include "record/call_graph.h"
#include "record/code_start.h"
#include "record/frame_pointers.h"
#include "record/loaded.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

Suite *frame_pointers_suite(void);

static struct error err;

START_TEST(starts_of_functions_x86_64)
{
	static const struct {
		const char *bytes;
		size_t size;
		enum code_verdict verdict;
	} rows[] = {
		{"\x55\x48\x89\xe5", 4, CODE_KEEPS},
		{"\x55\x48\x8b\xec", 4, CODE_KEEPS},
		{"\xf3\x0f\x1e\xfa\x55\x48\x89\xe5", 8, CODE_KEEPS},
		{"\x31\xc0\x55\x89\xf8\x48\x89\xe5", 8, CODE_KEEPS},          /* others between */
		{"\x55\x48\x89\xfd\x53\x48\x83\xec\x08", 9, CODE_LEAVES_OUT}, /* mov %rdi,%rbp */
		{"\x48\x89\xe5\x55", 4, CODE_LEAVES_OUT},
		{"\x53\x48\x83\xec\x08", 5, CODE_LEAVES_OUT},
		{"\x55\x48\x89", 3, CODE_LEAVES_OUT},
		{"\x55", 1, CODE_LEAVES_OUT},
		{"", 0, CODE_LEAVES_OUT},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		ck_assert_int_eq(
			code_start_judge(CODE_X86_64, (const uint8_t *)rows[i].bytes, rows[i].size),
			rows[i].verdict);
	uint8_t far[CODE_START_MAX + 8];
	memset(far, 0x90, sizeof far);
	far[0] = 0x55;
	memcpy(far + 24, "\x48\x89\xe5", 3);
	ck_assert_int_eq(code_start_judge(CODE_X86_64, far, sizeof far), CODE_KEEPS);
	memset(far + 24, 0x90, 3);
	memcpy(far + 25, "\x48\x89\xe5", 3);
	ck_assert_int_eq(code_start_judge(CODE_X86_64, far, sizeof far), CODE_LEAVES_OUT);
}
END_TEST

START_TEST(starts_of_functions_arm64)
{
	static const struct {
		uint32_t code[4];
		enum code_verdict verdict;
	} rows[] = {
		/* paciasp; stp x29, x30, [sp, #-32]!; mov x29, sp */
		{{0xd503233f, 0xa9be7bfd, 0x910003fd, 0xd65f03c0}, CODE_KEEPS},
		/* sub sp, sp, #48; stp x29, x30, [sp, #32]; add x29, sp, #32 */
		{{0xd100c3ff, 0xa9027bfd, 0x910083fd, 0xd65f03c0}, CODE_KEEPS},
		/* stp x29, x30, [sp, #-32]!, and x29 stays */
		{{0xa9be7bfd, 0xd503201f, 0xd503201f, 0xd503201f}, CODE_LEAVES_OUT},
		/* str x30, [sp, #-16]! */
		{{0xf81f0ffe, 0xd503201f, 0xd503201f, 0xd503201f}, CODE_LEAVES_OUT},
		/* stp x19, x30, [sp, #-16]!; stp x19, x20, [sp, #-16]! */
		{{0xa9bf7bf3, 0xd503201f, 0xd503201f, 0xd503201f}, CODE_LEAVES_OUT},
		{{0xa9bf53f3, 0xd503201f, 0xd503201f, 0xd65f03c0}, CODE_SAYS_NOTHING},
		/* stp x30, x19, [sp, #-16]! */
		{{0xa9bf4ffe, 0xd503201f, 0xd503201f, 0xd503201f}, CODE_LEAVES_OUT},
		/* calls nothing */
		{{0x0b010000, 0xd65f03c0, 0xd503201f, 0xd503201f}, CODE_SAYS_NOTHING},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		uint8_t bytes[16];
		for (size_t k = 0; k < sizeof bytes; k++)
			bytes[k] = (uint8_t)(rows[i].code[k / 4] >> (8 * (k % 4)));
		ck_assert_int_eq(code_start_judge(CODE_ARM64, bytes, sizeof bytes),
		                 rows[i].verdict);
	}
}
END_TEST

/* --- files ------------------------------------------------------------------------------------ */

START_TEST(files_that_are_no_programs)
{
	struct frame_pointer_count count = {1, 1, true};
	ck_assert_int_eq(frame_pointers_of_file("/nowhere", &count), FRAME_POINTERS_UNKNOWN);
	ck_assert_uint_eq(count.judged, 0);
	ck_assert(!count.go);
	ck_assert_int_eq(frame_pointers_of_file("/dev/null", NULL), FRAME_POINTERS_UNKNOWN);
	ck_assert_int_eq(frame_pointers_of_file(TESTDATA "/README", NULL), FRAME_POINTERS_UNKNOWN);
}
END_TEST

#if defined HAVE_ELFUTILS && (defined __x86_64__ || defined __aarch64__)
/* Builds a program of some functions with a compiler's option; false where there is no compiler. */
static bool build(const char *path, const char *option)
{
	char command[1024];
	snprintf(command, sizeof command,
	         "printf '#include <stdlib.h>\\n"
	         "__attribute__((noinline)) int a(int x) { return rand() + x; }\\n"
	         "__attribute__((noinline)) int b(int x) { return a(x) * a(x + 1); }\\n"
	         "__attribute__((noinline)) int c(int x) { return b(x) * b(x + 1); }\\n"
	         "int main(int n, char **v) { (void)v; return c(n) + c(n); }\\n' >%s.c && "
	         "cc -O2 %s -o %s %s.c 2>/dev/null",
	         path, option, path, path);
	return system(command) == 0; // NOLINT: the text is ours
}
#endif

START_TEST(programs_built_with_and_without)
{
#if defined HAVE_ELFUTILS && (defined __x86_64__ || defined __aarch64__)
	char folder[] = "/tmp/frame-pointers-XXXXXX", path[64], source[80];
	ck_assert(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/program", folder);
	snprintf(source, sizeof source, "%s.c", path);
	if (build(path, "-fno-omit-frame-pointer")) {
		struct frame_pointer_count count;
		ck_assert_int_eq(frame_pointers_of_file(path, &count), FRAME_POINTERS_KEPT);
		ck_assert_uint_ge(count.judged, 4);
	}
	if (build(path, "-fomit-frame-pointer"))
		ck_assert_int_eq(frame_pointers_of_file(path, NULL), FRAME_POINTERS_LEFT_OUT);
	unlink(path);
	unlink(source);
	rmdir(folder);
#endif
}
END_TEST

START_TEST(files_that_are_loaded)
{
	struct word_list files = {0};
	char self[512];
	ssize_t size = readlink("/proc/self/exe", self, sizeof self - 1);
	ck_assert_int_gt(size, 0);
	self[size] = '\0';
	ck_assert_int_eq(loaded_by_program(self, &files, &err), STATUS_OK);
	ck_assert_str_eq(files.items[0], self);
#ifdef HAVE_ELFUTILS
	size_t found = 0;
	for (size_t i = 1; i < files.count; i++)
		found += strstr(files.items[i], "libc.so") != NULL ||
		         strstr(files.items[i], "libc.musl") != NULL;
	ck_assert_uint_le(found, 1);
#endif
	words_free(&files);

	ck_assert_int_eq(loaded_by_process(getpid(), &files, &err), STATUS_OK);
	size_t own = 0;
	for (size_t i = 0; i < files.count; i++)
		own += strstr(files.items[i], self) != NULL;
	ck_assert_uint_eq(own, 1);
	words_free(&files);
	ck_assert_int_eq(loaded_by_process(0x7ffffff0, &files, &err), STATUS_FAILED);
	ck_assert_str_eq(err.text, "process 2147483632: there is no such process");
	words_free(&files);
}
END_TEST

START_TEST(programs_and_interpreters)
{
	char folder[] = "/tmp/interpreters-XXXXXX", script[64];
	ck_assert(mkdtemp(folder));
	snprintf(script, sizeof script, "%s/script", folder);
	static const char *const lines[] = {"#!/bin/sh -e", "#! /usr/bin/env -S A=1 sh -e",
	                                    "#!/usr/bin/env sh"};
	char *sh = loaded_find_program("sh");
	ck_assert(sh && strchr(sh, '/'));
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		FILE *file = fopen(script, "w");
		fprintf(file, "%s\n", lines[i]);
		fclose(file);
		ck_assert_ptr_null(loaded_find_program(script)); /* it may not be executed */
		char *found = loaded_find_interpreter(script);
		ck_assert_str_eq(found, sh);
		free(found);
	}
	chmod(script, 0700);
	char *found = loaded_find_program(script);
	ck_assert(found);
	free(found);
	ck_assert_ptr_null(loaded_find_interpreter(sh));
	ck_assert_ptr_null(loaded_find_interpreter("/nowhere"));
	ck_assert_ptr_null(loaded_find_program("no-such-program"));
	free(sh);
	unlink(script);
	rmdir(folder);
}
END_TEST

/* --- the choice ------------------------------------------------------------------------------- */

START_TEST(call_graphs_are_chosen)
{
	char *unknown[] = {"/nowhere/program", "/lib64/ld-linux-x86-64.so.2", NULL};
	const struct word_list files = {unknown, 2, 2};
	struct call_graph choice;
	call_graph_choose(&(struct call_graph_question){.runtime = "Node.js", .files = &files},
	                  &choice);
	ck_assert_str_eq(choice.mode, "fp");
	ck_assert(strstr(choice.why, "code that Node.js generates"));
	call_graph_choose(&(struct call_graph_question){.whole_system = true}, &choice);
	ck_assert_str_eq(choice.mode, "fp");
	call_graph_choose(
		&(struct call_graph_question){.whole_system = true, .branch_stacks = true},
		&choice);
	ck_assert_str_eq(choice.mode, "lbr");
	call_graph_choose(&(struct call_graph_question){.files = &files}, &choice);
	ck_assert_str_eq(choice.mode, "dwarf,8192");
	ck_assert(strstr(choice.why, "it is unknown"));
}
END_TEST

Suite *frame_pointers_suite(void)
{
	Suite *suite = suite_create("frame_pointers");
	TCase *tests = tcase_create("all");
	tcase_add_test(tests, starts_of_functions_x86_64);
	tcase_add_test(tests, starts_of_functions_arm64);
	tcase_add_test(tests, files_that_are_no_programs);
	tcase_add_test(tests, programs_built_with_and_without);
	tcase_add_test(tests, files_that_are_loaded);
	tcase_add_test(tests, programs_and_interpreters);
	tcase_add_test(tests, call_graphs_are_chosen);
	suite_add_tcase(suite, tests);
	return suite;
}
