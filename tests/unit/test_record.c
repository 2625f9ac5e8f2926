/* How flame records: perf's command line, the runtimes' settings, what hinders, how far it is. */
#include "record/checkup.h"
#include "record/arguments.h"
#include "record/cgroup.h"
#include "record/family.h"
#include "record/hindrance.h"
#include "record/perf.h"
#include "record/probe.h"
#include "record/progress.h"
#include "record/runtime.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

Suite *record_suite(void);

static struct error err;

/* --- words ------------------------------------------------------------------------------------ */

/* Asserts that the words are those of a text, each before a '|'. */
static void assert_words(const struct word_list *words, const char *expected)
{
	char text[2048] = "";
	for (size_t i = 0; i < words->count; i++) {
		strcat(text, words->items[i]);
		strcat(text, "|");
	}
	ck_assert_str_eq(text, expected);
	ck_assert(!words->items || !words->items[words->count]);
}

START_TEST(texts_are_split_into_words)
{
	static const struct {
		const char *text, *words;
	} rows[] = {
		{"", ""},
		{" \t ", ""},
		{"-m 1024", "-m|1024|"},
		{" a\tb ", "a|b|"},
		{"'a b' c", "a b|c|"},
		{"\"a 'b\" c", "a 'b|c|"},
		{"x'a b'y", "xa by|"},
		{"a\\ b \\'", "a b|'|"},
		{"'a\\' b", "a\\|b|"},
		{"\"a\\\"b\"", "a\"b|"},
		{"''", "|"},
		{"a\\", "a\\|"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct word_list words = {0};
		ck_assert_int_eq(words_split(&words, rows[i].text, &err), STATUS_OK);
		assert_words(&words, rows[i].words);
		words_free(&words);
	}
	struct word_list words = {0};
	ck_assert_int_eq(words_split(&words, "a 'b", &err), STATUS_FAILED);
	ck_assert_str_eq(err.text, "'a 'b': a quote is not closed");
	words_free(&words);
}
END_TEST

START_TEST(command_line_of_perf)
{
	const pid_t pids[] = {12, 34};
	const char *const extra[] = {"-m", "16"};
	struct word_list words = {0};
	struct record_plan plan = {
		.output = "x.data",
		.events = (const char *const[]){"cycles"},
		.event_count = 1,
		.frequency = "997",
		.call_graph = "fp",
		.buffers = "1024",
		.pids = pids,
		.pid_count = 2,
		.no_children = true,
		.control = 5,
		.answers = 6,
		.extra = extra,
		.extra_count = 2,
	};
	ck_assert_int_eq(record_arguments(&plan, &words, &err), STATUS_OK);
	assert_words(&words, "perf|record|-o|x.data|-N|-e|cycles|-F|997|--call-graph|fp|-m|1024|"
	                     "--no-inherit|-p|12,34|--delay|-1|--control=fd:5,6|-m|16|");
	words_free(&words);
	plan = (struct record_plan){
		.output = "y",
		.events = (const char *const[]){"sched:sched_switch", "cpu-clock/freq=99/"},
		.event_count = 2,
		.whole_system = true,
		.cgroup = "user.slice",
		.control = 10,
		.answers = 11,
	};
	ck_assert_int_eq(record_arguments(&plan, &words, &err), STATUS_OK);
	assert_words(
		&words,
		"perf|record|-o|y|-N|-e|sched:sched_switch|-e|cpu-clock/freq=99/|-a|-G|user.slice|"
		"--delay|-1|--control=fd:10,11|");
	words_free(&words);
}
END_TEST

/* --- runtimes --------------------------------------------------------------------------------- */

START_TEST(runtimes_by_name)
{
	static const struct {
		const char *called, *file, *name;
	} rows[] = {
		{"node", NULL, "Node.js"},
		{"/usr/bin/nodejs", "/usr/bin/node", "Node.js"},
		{"npm", "/usr/share/nodejs/npm/bin/npm-cli.js", "Node.js"},
		{"app", "/usr/bin/node", "Node.js"},
		{"node2", NULL, NULL},
		{"nod", NULL, NULL},
		{"java", NULL, "Java"},
		{"mvn", NULL, "Java"},
		{"python3", "/usr/bin/python3.11", "Python"},
		{"python3.12", NULL, "Python"},
		{"python", NULL, "Python"},
		{"pythonic", NULL, NULL},
		{"ruby3.1", NULL, "Ruby"},
		{"go", NULL, "Go"},
		{"make", NULL, ""},
		{"./program", "/home/me/program", NULL},
		{NULL, NULL, NULL},
		{"3", NULL, NULL},
		{"", "", NULL},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct runtime *found = runtime_of_program(rows[i].called, rows[i].file);
		if (rows[i].name) {
			ck_assert_msg(found, "%s", rows[i].called);
			ck_assert_str_eq(found->name, rows[i].name);
		} else {
			ck_assert_msg(!found, "%s", rows[i].called);
		}
	}
}
END_TEST

#define NODE_FLAGS "--perf-basic-prof --interpreted-frames-native-stack"

START_TEST(environment_gets_what_is_needed)
{
	static const struct {
		const char *program, *before, *other, *after;
	} rows[] = {
		{"node", "A=1", NULL, "A=1|NODE_OPTIONS=" NODE_FLAGS "|"},
		{"node", "NODE_OPTIONS=--x", "A=1", "NODE_OPTIONS=--x " NODE_FLAGS "|A=1|"},
		{"node", "NODE_OPTIONS2=--x", NULL,
	         "NODE_OPTIONS2=--x|NODE_OPTIONS=" NODE_FLAGS "|"},
		{"python3", "A=1", NULL, "A=1|PYTHONPERFSUPPORT=1|"},
		{"python3", "PYTHONPERFSUPPORT=0", NULL, "PYTHONPERFSUPPORT=0|"},
		{"make", "A=1", NULL, "A=1|NODE_OPTIONS=" NODE_FLAGS "|PYTHONPERFSUPPORT=1|"},
		{"mvn", "A=1", NULL, "A=1|JAVA_TOOL_OPTIONS=-XX:+PreserveFramePointer|"},
		{"java", "A=1", NULL, "A=1|"},
		{"other", "A=1", NULL, "A=1|"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char *const before[] = {(char *)rows[i].before, (char *)rows[i].other, NULL};
		struct word_list made = {0};
		ck_assert_int_eq(runtime_environment(runtime_of_program(rows[i].program, NULL),
		                                     before, &made, &err),
		                 STATUS_OK);
		assert_words(&made, rows[i].after);
		words_free(&made);
	}
}
END_TEST

START_TEST(arguments_for_java)
{
	const char *const words[] = {"java", "-jar", "x.jar"};
	static const struct {
		unsigned version;
		const char *made;
	} rows[] = {
		{0, "java|-XX:+PreserveFramePointer|-jar|x.jar|"},
		{11, "java|-XX:+PreserveFramePointer|-jar|x.jar|"},
		{17, "java|-XX:+PreserveFramePointer|-XX:+UnlockDiagnosticVMOptions|"
	             "-XX:+DumpPerfMapAtExit|-jar|x.jar|"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct word_list made = {0};
		ck_assert_int_eq(runtime_arguments(runtime_of_program("java", NULL), words, 3,
		                                   rows[i].version, &made, &err),
		                 STATUS_OK);
		assert_words(&made, rows[i].made);
		words_free(&made);
	}
	struct word_list made = {0};
	ck_assert_int_eq(runtime_arguments(NULL, words, 3, 17, &made, &err), STATUS_OK);
	assert_words(&made, "java|-jar|x.jar|");
	words_free(&made);
}
END_TEST

/* A new folder, below which files are made. */
static char *new_folder(void)
{
	static char folder[] = "/tmp/record-XXXXXX";
	strcpy(folder, "/tmp/record-XXXXXX");
	ck_assert(mkdtemp(folder));
	return folder;
}

static char *write_file(const char *folder, const char *name, const char *text, mode_t mode)
{
	static char path[256];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	FILE *file = fopen(path, "w");
	ck_assert(file);
	fputs(text, file);
	fclose(file);
	chmod(path, mode);
	return path;
}

/* Removes files in the folder, and the folder. */
static void remove_files(const char *folder, const char *const *names)
{
	char path[256];
	for (; *names; names++) {
		snprintf(path, sizeof path, "%s/%s", folder, *names);
		unlink(path);
		rmdir(path);
	}
	rmdir(folder);
}

START_TEST(versions_of_runtimes)
{
	ck_assert_uint_eq(runtime_python_version("/usr/bin/python3.11"), 11);
	ck_assert_uint_eq(runtime_python_version("python3"), 0);
	ck_assert_uint_eq(runtime_python_version("/opt/python3.12/bin/python"), 0);
	static const struct {
		const char *release;
		unsigned version;
	} rows[] = {
		{"IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"17.0.2\"\n", 17},
		{"JAVA_VERSION=\"1.8.0_312\"\n", 8},
		{"JAVA_VERSION=\"21\"\n", 21},
		{"JAVA=\"21\"\n", 0},
	};
	char *folder = new_folder(), bin[256], java[256];
	snprintf(bin, sizeof bin, "%s/bin", folder);
	snprintf(java, sizeof java, "%s/bin/java", folder);
	ck_assert_int_eq(mkdir(bin, 0700), 0);
	ck_assert_uint_eq(runtime_java_version(java), 0);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		write_file(folder, "release", rows[i].release, 0600);
		ck_assert_uint_eq(runtime_java_version(java), rows[i].version);
	}
	ck_assert_uint_eq(runtime_java_version("java"), 0);
	remove_files(folder, (const char *const[]){"release", "bin", NULL});
}
END_TEST

START_TEST(names_of_a_running_jvm)
{
	char *folder = new_folder(), java[256], script[512], found[64] = "";
	snprintf(java, sizeof java, "%s/java", folder);
	snprintf(script, sizeof script, "#!/bin/sh\necho \"$*\" >%s/called\n", folder);
	write_file(folder, "jcmd", script, 0700);
	ck_assert(runtime_write_java_map(java, 123));
	snprintf(script, sizeof script, "%s/called", folder);
	FILE *file = fopen(script, "r");
	ck_assert(file && fgets(found, sizeof found, file));
	fclose(file);
	ck_assert_str_eq(found, "123 Compiler.perfmap\n");
	write_file(folder, "jcmd", "#!/bin/sh\nexit 1\n", 0700);
	ck_assert(!runtime_write_java_map(java, 123));
	remove_files(folder, (const char *const[]){"jcmd", "called", NULL});
}
END_TEST

/* --- where perf is ---------------------------------------------------------------------------- */

#define WORKS "#!/bin/sh\nexit 0\n"
#define FAILS "#!/bin/sh\necho no perf for this kernel\nexit 2\n"

/* Asserts that perf is found as folder/name. */
static void assert_found(const struct perf_places *places, const char *folder, const char *name)
{
	char *found = NULL, expected[256];
	snprintf(expected, sizeof expected, "%s/%s", folder, name);
	ck_assert_int_eq(perf_find(places, "/dev/null", &found, &err), STATUS_OK);
	ck_assert_str_eq(found, expected);
	free(found);
}

START_TEST(perf_that_runs_is_found)
{
	char *folder = new_folder(), path[256], pattern[256];
	snprintf(path, sizeof path, "/nowhere::%s", folder);
	snprintf(pattern, sizeof pattern, "/nowhere/*:%s/tools-*", folder);
	const struct perf_places places = {path, pattern};
	write_file(folder, "perf", WORKS, 0700);
	write_file(folder, "tools-6.8.0-9", WORKS, 0700);
	write_file(folder, "tools-6.8.0-31", WORKS, 0700);
	assert_found(&places, folder, "perf");
	write_file(folder, "perf", FAILS, 0700); /* Ubuntu's wrapper without its perf */
	assert_found(&places, folder, "tools-6.8.0-31");
	write_file(folder, "perf", WORKS, 0600); /* no program */
	assert_found(&places, folder, "tools-6.8.0-31");
	write_file(folder, "tools-6.8.0-31", FAILS, 0700);
	assert_found(&places, folder, "tools-6.8.0-9");
	remove_files(folder,
	             (const char *const[]){"perf", "tools-6.8.0-9", "tools-6.8.0-31", NULL});
}
END_TEST

START_TEST(how_perf_is_installed)
{
	static const struct {
		const char *release, *says;
	} rows[] = {
		{"ID=debian\n", "sudo apt-get install linux-perf"},
		{"NAME=\"x\"\nID=ubuntu\nID_LIKE=debian\n",
	         "sudo apt-get install linux-tools-$(uname -r)"},
		{"ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n", "sudo dnf install perf"},
		{"ID=debianoid\n", "install the package that has perf for this kernel"},
		{"", "install the package that has perf for this kernel"},
	};
	const struct perf_places nowhere = {"/nowhere", "/nowhere/*"};
	char *folder = new_folder(), expected[256];
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char *found;
		const char *release = write_file(folder, "os-release", rows[i].release, 0600);
		err.text[0] = '\0';
		ck_assert_int_eq(perf_find(&nowhere, release, &found, &err), STATUS_FAILED);
		snprintf(expected, sizeof expected,
		         "perf is needed to record, and is not installed: %s", rows[i].says);
		ck_assert_str_eq(err.text, expected);
	}
	remove_files(folder, (const char *const[]){"os-release", NULL});
}
END_TEST

/* --- what hinders ----------------------------------------------------------------------------- */

START_TEST(hindrances_and_remedies)
{
	static const struct {
		int failure;
		struct surroundings here;
		const char *says;
	} rows[] = {
		{EACCES, {.paranoid = 4}, "sudo sysctl kernel.perf_event_paranoid=2"},
		{EPERM,
	         {.paranoid = 2, .whole_system = true},
	         "sudo sysctl kernel.perf_event_paranoid=0"},
		{EACCES,
	         {.paranoid = 2, .kernel = true},
	         "sudo sysctl kernel.perf_event_paranoid=1 (or run flame with sudo)"},
		{EACCES, {.paranoid = 2}, "the system forbids it: run flame with sudo"},
		{EACCES, {.root = true, .privileged = true}, "forbids it even to root"},
		{EACCES,
	         {.root = true, .namespaced = true, .paranoid = 4},
	         "kernel.perf_event_paranoid=2, outside the container"},
		{EACCES,
	         {.root = true, .namespaced = true},
	         "the system forbids it: run flame outside the container"},
		{EACCES,
	         {.root = true, .namespaced = true, .other_user = true},
	         "another user's: run flame outside the container"},
		{EACCES,
	         {.paranoid = SETTING_UNKNOWN},
	         "the system forbids it: run flame with sudo"},
		{EACCES,
	         {.paranoid = 4, .other_user = true},
	         "another user's: run flame with sudo"},
		{EPERM, {.filtered = true, .root = true}, "--security-opt seccomp=unconfined"},
		{EPERM, {.root = true, .paranoid = 2}, "with --cap-add PERFMON"},
		{ENOENT, {0}, "has no such counter"},
		{ENODATA, {0}, "the counter does not advance"},
		{ENOSYS, {0}, "no perf_event_open"},
		{ESRCH, {0}, "there is no such process"},
		{EMFILE, {0}, "ulimit -n 65536"},
		{EBUSY, {0}, "another program uses the counters"},
		{EINVAL, {0}, "Invalid argument"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct buffer text = {0};
		hindrance_of_event(rows[i].failure, &rows[i].here, &text);
		buffer_byte(&text, '\0');
		ck_assert_msg(strstr(text.data, rows[i].says), "%s", text.data);
		buffer_free(&text);
	}
}
END_TEST

typedef void hindrance_teller(const struct surroundings *here, struct buffer *text);

static void assert_tells(hindrance_teller *tell, struct surroundings here, const char *expected)
{
	struct buffer text = {0};
	tell(&here, &text);
	buffer_byte(&text, '\0');
	ck_assert_str_eq(text.data, expected);
	buffer_free(&text);
}

START_TEST(what_hides_the_kernel)
{
	hindrance_teller *time = hindrance_of_kernel, *names = hindrance_of_kernel_names;
	assert_tells(time, (struct surroundings){.paranoid = 2},
	             "kernel.perf_event_paranoid is 2: sudo sysctl kernel.perf_event_paranoid=1");
	assert_tells(time, (struct surroundings){.paranoid = 1}, "run flame with sudo");
	assert_tells(time, (struct surroundings){.paranoid = 2, .root = true},
	             "root lacks the capability CAP_PERFMON here, as in a container: start it with "
	             "--cap-add PERFMON");
	assert_tells(names, (struct surroundings){.paranoid = 1, .kptr_restrict = 1},
	             "sudo sysctl kernel.kptr_restrict=0");
	assert_tells(names, (struct surroundings){.paranoid = 2, .kptr_restrict = 1},
	             "sudo sysctl kernel.kptr_restrict=0 kernel.perf_event_paranoid=1");
	assert_tells(names, (struct surroundings){.paranoid = 2, .namespaced = true},
	             "sudo sysctl kernel.perf_event_paranoid=1, outside the container");
	assert_tells(names, (struct surroundings){.paranoid = 2, .kptr_restrict = 2, .root = true},
	             "sudo sysctl kernel.kptr_restrict=0");
	assert_tells(names, (struct surroundings){.paranoid = 1}, "run flame with sudo");
}
END_TEST

START_TEST(what_hinders_context_switches)
{
	static const struct {
		int failure;
		struct surroundings here;
		const char *says;
	} rows[] = {
		{EACCES, {.paranoid = 2}, "which needs root: run flame with sudo"},
		{EACCES, {.root = true, .namespaced = true}, "root: run flame outside the contai"},
		{EACCES, {.root = true}, "with --cap-add PERFMON"},
		{EPERM, {.filtered = true}, "seccomp"},
		{ENOSYS, {0}, "no perf_event_open"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct buffer text = {0};
		hindrance_of_switches(rows[i].failure, &rows[i].here, &text);
		buffer_byte(&text, '\0');
		ck_assert_msg(strstr(text.data, rows[i].says), "%s", text.data);
		buffer_free(&text);
	}
}
END_TEST

START_TEST(hidden_names_of_the_kernel)
{
	char *folder = new_folder();
	ck_assert(hindrance_hides_kernel_names(
		write_file(folder, "k", "0000000000000000 T a\n0000000000000000 T b\n", 0600)));
	ck_assert(!hindrance_hides_kernel_names(
		write_file(folder, "k", "0000000000000000 A a\nffffffff81000000 T b\n", 0600)));
	ck_assert(!hindrance_hides_kernel_names(write_file(folder, "k", "", 0600)));
	ck_assert(!hindrance_hides_kernel_names("/nowhere"));
	remove_files(folder, (const char *const[]){"k", NULL});
}
END_TEST

START_TEST(processes_of_a_control_group)
{
	pid_t pids[2];
	ck_assert_uint_eq(cgroup_processes("no/such/group", pids, 2), 0);
	ck_assert_uint_le(cgroup_processes("", pids, 2), 2);
}
END_TEST

START_TEST(messages_of_perf)
{
	struct text line = text_of("kept");
	ck_assert_ptr_null(hindrance_in_message("something else", &line));
	ck_assert(text_is(line, "kept"));
	ck_assert_str_eq(hindrance_in_message("Error: unknown option `control=fd:3,4'", &line),
	                 "this perf is older than 5.10: install a newer one");
	ck_assert_str_eq(hindrance_in_message("event syntax error: 'nope'\n   \\___ parser\n"
	                                      "Run 'perf list' for a list of valid events\n",
	                                      &line),
	                 "perf list shows the events that exist");
	ck_assert(text_is(line, "event syntax error: 'nope'"));
	ck_assert_str_eq(hindrance_in_message("WARNING: check kptr_restrict and "
	                                      "perf_event_paranoid.\n\n"
	                                      "  Permission error mapping pages.\n"
	                                      "Consider increasing perf_event_mlock_kb,\n",
	                                      &line),
	                 "sudo sysctl kernel.perf_event_mlock_kb=65536");
	ck_assert(text_is(line, "Permission error mapping pages."));
}
END_TEST

/* What is tried is either possible, or there is a reason. */
START_TEST(events_are_tried)
{
	struct probe_try tries[PROBE_TRIES];
	const struct probe_target self = {0}, gone = {.pid = 0x7ffffff0};
	const struct probe_try *best = probe_events(&self, true, tries);
	for (size_t i = 0; i < PROBE_TRIES; i++) {
		ck_assert(tries[i].failure != ECANCELED);
		if (!tries[i].failure)
			ck_assert(best && best <= &tries[i]);
	}
	ck_assert(!best || !best->failure);
	ck_assert_ptr_null(probe_events(&gone, false, tries));
	if (best) {
		ck_assert(!probe_filtered());
		ck_assert_ptr_eq(probe_events(&self, false, tries), &tries[best - tries]);
		for (const struct probe_try *at = best + 1; at < tries + PROBE_TRIES; at++)
			ck_assert_int_eq(at->failure, ECANCELED);
	}
}
END_TEST

/* --- progress --------------------------------------------------------------------------------- */

/* Appends a record of a type and a size; its body repeats a number. */
static void append_record(FILE *file, uint32_t type, uint16_t size, uint64_t number)
{
	const uint16_t misc = 0;
	fwrite(&type, sizeof type, 1, file);
	fwrite(&misc, sizeof misc, 1, file);
	fwrite(&size, sizeof size, 1, file);
	for (size_t i = 8; i < size; i += sizeof number)
		fwrite(&number, sizeof number, 1, file);
	fflush(file);
}

START_TEST(records_are_counted_as_they_come)
{
	FILE *file = tmpfile();
	uint64_t header[13] = {0};
	struct record_progress progress = {0};
	record_progress_look(&progress, fileno(file)); /* nothing is there yet */
	ck_assert_uint_eq(progress.records.at, 0);
	memcpy(header, "PERFILE2", 8);
	header[5] = sizeof header;
	fwrite(header, sizeof header, 1, file);
	append_record(file, 9, 40, 0);
	append_record(file, 3, 24, 0);
	append_record(file, 2, 24, 7);
	record_progress_look(&progress, fileno(file));
	ck_assert_uint_eq(progress.samples, 1);
	ck_assert_uint_eq(progress.lost, 7);
	record_progress_look(&progress, fileno(file));
	ck_assert_uint_eq(progress.samples, 1);
	for (int i = 0; i < 5000; i++)
		append_record(file, 9, 64, 0);
	const uint32_t half = 9;
	fwrite(&half, sizeof half, 1, file); /* the rest is not written yet */
	fflush(file);
	record_progress_look(&progress, fileno(file));
	ck_assert_uint_eq(progress.samples, 5001);
	const uint64_t rest[] = {(uint64_t)16 << 16, 0};
	fwrite((const char *)rest, 12, 1, file);
	fflush(file);
	record_progress_look(&progress, fileno(file));
	ck_assert_uint_eq(progress.samples, 5002);
	append_record(file, 9, 0, 0);
	record_progress_look(&progress, fileno(file));
	ck_assert(progress.records.given_up);
	ck_assert_uint_eq(progress.samples, 5002);
	fclose(file);
}
END_TEST

/* Appends a record of a new task. */
static void append_fork(FILE *file, uint32_t pid, uint32_t parent)
{
	const uint32_t record[] = {7, 24 << 16, pid, parent, pid, parent};
	fwrite(record, sizeof record, 1, file);
	fflush(file);
}

START_TEST(processes_that_a_program_starts)
{
	FILE *file = tmpfile();
	uint64_t header[13] = {0};
	struct family family = {0};
	memcpy(header, "PERFILE2", 8);
	header[5] = sizeof header;
	fwrite(header, sizeof header, 1, file);
	append_fork(file, 40, 30); /* out of order */
	append_fork(file, 30, 20);
	append_fork(file, 20, 10);
	append_fork(file, 20, 20); /* a thread */
	append_fork(file, 50, 99);
	append_record(file, 9, 40, 10);
	family.pids = malloc(sizeof *family.pids);
	family.pids[0] = 20;
	family.count = family.capacity = 1;
	ck_assert_int_eq(family_find(&family, fileno(file), &err), STATUS_OK);
	ck_assert_uint_eq(family.count, 3);
	ck_assert_uint_eq(family.pids[1] + family.pids[2], 70);
	free(family.pids);
	fclose(file);
}
END_TEST

/* The result of a checkup is made from nothing, and its texts are complete. */
START_TEST(checkup_of_this_machine)
{
	struct checkup checkup;
	memset(&checkup, 0xff, sizeof checkup);
	ck_assert_int_eq(checkup_make(&checkup, &err), STATUS_OK);
	ck_assert_uint_ge(checkup.count, 10);
	ck_assert_uint_le(checkup.count, CHECKS_MAX);
	ck_assert_str_eq(checkup.checks[0].name, "perf");
	for (size_t i = 0; i < checkup.count; i++) {
		const struct check *check = &checkup.checks[i];
		for (size_t k = 0; k < i; k++)
			ck_assert_str_ne(check->name, checkup.checks[k].name);
		ck_assert_uint_eq(check->found.size, strlen(check->found.data) + 1);
		ck_assert_uint_gt(check->found.size, 1);
		if (check->remedy.size)
			ck_assert_uint_eq(check->remedy.size, strlen(check->remedy.data) + 1);
		ck_assert_uint_gt(strlen(check_result_name(check->result)), 0);
	}
	if (!checkup.can_record)
		ck_assert(checkup.checks[0].result != CHECK_OK ||
		          checkup.checks[1].result != CHECK_OK);
	checkup_free(&checkup);
}
END_TEST

Suite *record_suite(void)
{
	Suite *suite = suite_create("record");
	TCase *tests = tcase_create("all");
	tcase_add_test(tests, texts_are_split_into_words);
	tcase_add_test(tests, command_line_of_perf);
	tcase_add_test(tests, runtimes_by_name);
	tcase_add_test(tests, environment_gets_what_is_needed);
	tcase_add_test(tests, arguments_for_java);
	tcase_add_test(tests, versions_of_runtimes);
	tcase_add_test(tests, names_of_a_running_jvm);
	tcase_add_test(tests, perf_that_runs_is_found);
	tcase_add_test(tests, how_perf_is_installed);
	tcase_add_test(tests, hindrances_and_remedies);
	tcase_add_test(tests, what_hides_the_kernel);
	tcase_add_test(tests, what_hinders_context_switches);
	tcase_add_test(tests, hidden_names_of_the_kernel);
	tcase_add_test(tests, processes_of_a_control_group);
	tcase_add_test(tests, messages_of_perf);
	tcase_add_test(tests, events_are_tried);
	tcase_add_test(tests, records_are_counted_as_they_come);
	tcase_add_test(tests, processes_that_a_program_starts);
	tcase_add_test(tests, checkup_of_this_machine);
	suite_add_tcase(suite, tests);
	return suite;
}
