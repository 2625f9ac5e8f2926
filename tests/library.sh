#!/bin/sh
# Programs that embed the installed library: the examples and those of the man page are built with
# what pkg-config says, shared and static, as C and as C++, plain and with AddressSanitizer, and run.
# The header, the list of exported functions, the libraries and the man page name the same functions,
# and the library has the options of the tools.
set -u
# shellcheck source=tests/common.sh
. "${SOURCE:-$(dirname "$0")/..}/tests/common.sh"

make=${MAKE:-make}
unset MAKEFLAGS MFLAGS MAKELEVEL

# --- names ---------------------------------------------------------------------------------------

# differences A B WHAT: lines that only one of two sorted files has.
differences() {
	comm -3 "$1" "$2" | sed "s|^\t||; s|\$| $3|"
}

header=$SOURCE/src/stackfold.h
page=$SOURCE/man/stackfold.3
sed 's|/\*.*\*/||; /\/\*/,/\*\//d; /^typedef/d' "$header" | grep -o 'sf_[a-z_]*(' | tr -d '(' |
	sort -u >"$scratch/header"
sed -n '/global:/,/local:/s/^\t\(sf_[a-z_]*\);$/\1/p' "$SOURCE/src/stackfold.map" |
	sort -u >"$scratch/map"
{
	[ -s "$scratch/header" ] || echo "the header declares nothing"
	differences "$scratch/header" "$scratch/map" "is not both in stackfold.h and stackfold.map"
} >"$scratch/wrong"
judge library/map "$scratch/wrong"

grep '^\.B "' "$page" | grep -v typedef | grep -o 'sf_[a-z_]*(' | tr -d '(' | sort -u \
	>"$scratch/synopsis"
grep -A 1 '^\.TP' "$page" | grep '^\.BR sf_' | grep -o 'sf_[a-z_]*' | sort -u >"$scratch/described"
{
	differences "$scratch/header" "$scratch/synopsis" "is not both in stackfold.h and the synopsis"
	differences "$scratch/header" "$scratch/described" "is not both in stackfold.h and described"
} >"$scratch/wrong"
judge library/man-page "$scratch/wrong"

# --- what is installed ---------------------------------------------------------------------------

cd "$BUILD" || exit 1
prefix=$scratch/prefix
mkdir "$scratch/bin"
ln -s /bin/true "$scratch/bin/ldconfig" # which is not to touch this system
if ! PATH=$scratch/bin:$PATH "$make" -s install prefix="$prefix" >"$scratch/log" 2>&1; then
	not_ok library/install "$scratch/log"
	exit
fi
cc=$(sed -n 's/^CC = //p' Makefile)
libraries=$(dirname "$(find "$prefix" -name libstackfold.a)")
static_only=$scratch/static
PKG_CONFIG_PATH=$(find "$prefix" -name pkgconfig)
export PKG_CONFIG_PATH

if ! have nm || [ ! -f "$libraries/libstackfold.a" ]; then
	skip library/archive "no nm, or no static library"
elif ! grep -q '^OBJCOPY = .' Makefile; then
	skip library/archive "without objcopy the static library shows all names"
else
	nm -g --defined-only "$libraries/libstackfold.a" | awk 'NF > 2 { print $3 }' | sort -u \
		>"$scratch/archive"
	differences "$scratch/header" "$scratch/archive" "is not both declared and in libstackfold.a" \
		>"$scratch/wrong"
	judge library/archive "$scratch/wrong"
fi
if [ -f "$libraries/libstackfold.so" ] && have nm; then
	nm -D --defined-only "$libraries/libstackfold.so" |
		awk '$2 == "T" { sub(/@@STACKFOLD_[0-9]+$/, "", $3); print $3 }' | sort -u \
		>"$scratch/shared"
	differences "$scratch/header" "$scratch/shared" "is not both declared and in libstackfold.so" \
		>"$scratch/wrong"
	judge library/shared "$scratch/wrong"
fi

if ! have pkg-config || ! pkg-config --define-prefix --version >/dev/null 2>&1; then
	skip library/embed "no pkg-config with --define-prefix"
	exit
fi
if [ "${SANITIZED:-no}" = yes ]; then
	skip library/embed "the library is made with sanitizers"
	exit
fi
mkdir "$static_only"
cp "$libraries/libstackfold.a" "$static_only"
warnings='-Wall -Wextra -Werror'

# build WAY COMPILER SOURCE PROGRAM OPTION...: compiles a source and links it with the library.
build() {
	way=$1 compiler=$2 source=$3 program=$4
	shift 4
	if [ "$way" = static ]; then
		flags="-L$static_only $(pkg-config --define-prefix --static --cflags --libs stackfold |
			sed "s|-L$libraries||")"
	else
		flags=$(pkg-config --define-prefix --cflags --libs stackfold)
	fi
	# shellcheck disable=SC2086 # flags are words
	$compiler $warnings -o "$program" "$@" "$source" -x none $flags -ldl -pthread
}

# run COMMAND...: with the shared library that was installed.
run() {
	LD_LIBRARY_PATH=$libraries "$@"
}

# --- the same options as the tools ---------------------------------------------------------------

cat >"$scratch/options.c" <<'END'
#include <stackfold.h>
#include <stdio.h>
static int list(void *context, const char *name, const char *argument, int repeatable,
                const char *help)
{
	(void)context, (void)repeatable, (void)help;
	printf("--%s%s%s\n", name, argument ? " " : "", argument ? argument : "");
	return 0;
}
int main(void)
{
	const char *name, *argument;
	for (size_t i = 0; (name = sf_step(i, &argument, NULL)); i++)
		list(NULL, name, argument, 0, NULL);
	return sf_options_each(list, NULL);
}
END
# What a tool has and the library does not have as an option or a step, and why: a function does the same, or the option
# is about what only a tool does. A function that is named here must exist.
cat >"$scratch/elsewhere" <<'END'
--color WHEN	a terminal's
--help	of command lines
--help-all	of command lines
--version	sf_version()
--quiet	sf_options_on_message()
--verbose	sf_options_on_message()
--json	a command of flame
--output FILE	an argument of sf_fold(), sf_profile_write() and the others that write
--output FOLDER	pages, see below
--output NAME	recording, see below
--list-formats	sf_format() and sf_output_format()
--stats	sf_account_count()
--report FORMAT[:FILE]	sf_comparison_write_report() and sf_profile_write_report()
--script FILE	sf_profile_apply_script()
--key FILE	a line of a script for sf_profile_apply_script()
--compare FILE	sf_compare()
--pid PID	recording: a tool starts programs, waits for signals and asks perf
--all-cpus	recording
--cgroup NAME	recording
--no-children	recording
--user	recording
--duration SECONDS	recording
--delay SECONDS	recording
--repeat N	recording
--event EVENT	recording
--frequency HZ	recording
--call-graph MODE	recording
--perf-args ARGS	recording
--keep WHAT	files of a recording
--no-svg	files of a recording
--html	pages
--open WHEN	a browser is started
--status-of WHO	the exit status of a recorded program
--threads	sf_profile_write_report() with the option by-thread
--name REGEX=TEXT	pages: a folder of them is what flamereport is; the library has its parts
--runs REGEX	pages
--incremental	pages
--jobs N	pages
--keep-going	pages
--baseline PATH	pages; of two sides sf_compare()
--summary [FORMAT:]FILE	pages; of one comparison sf_comparison_write_report()
--base-url URL	pages
--history FILE	sf_history_read() and sf_history_each_level()
--run TEXT	pages
--trend REGEX	sf_history_each_level()
END
{
	cut -f 1 "$scratch/elsewhere" | sort >"$scratch/exempt"
	build static "$cc" "$scratch/options.c" "$scratch/options" && "$scratch/options" |
		sort -u >"$scratch/library"
	for tool in $all_tool_names; do
		"$TOOLS/$tool" --option-table | sed 1d |
			awk -F '\t' '$7 != "alias" { print "--" $1 ($4 != "-" ? " " $4 : "") }'
	done | sort -u >"$scratch/tools"
	[ "$(wc -l <"$scratch/tools")" -gt 150 ] || echo "hardly any options in the tools' tables"
	sort -u "$scratch/library" "$scratch/exempt" | comm -13 - "$scratch/tools" |
		sed 's|$|: the library lacks it|'
	sort -u "$scratch/library" "$scratch/exempt" | comm -23 - "$scratch/tools" |
		sed 's|$|: no tool has it|'
	comm -12 "$scratch/library" "$scratch/exempt" | sed 's|$|: the library has it|'
	awk -F '\t' '!$2 { print $1 ": no reason" }' "$scratch/elsewhere"
	grep -o 'sf_[a-z_]*()' "$scratch/elsewhere" | tr -d '()' | sort -u |
		comm -23 - "$scratch/header" | sed 's|$|: there is no such function|'
} >"$scratch/wrong" 2>&1
judge library/options "$scratch/wrong"

# --- the examples --------------------------------------------------------------------------------

# is_picture FILE TEXT: says what is wrong with it.
is_picture() {
	grep -q "$2" "$1" || echo "$1 does not say $2"
	! have xmllint || xmllint --noout "$1" 2>&1
}

# examples WAY LANGUAGE COMPILER OPTION...: builds and runs all of them.
examples() {
	way=$1 folder=$scratch/$1-$2 compiler=$3
	shift 3
	mkdir -p "$folder"
	for example in convert check profiler; do
		build "$way" "$compiler" "$SOURCE/examples/$example.c" "$folder/$example" -rdynamic \
			-O2 "$@"
	done
	cd "$folder" || return
	run ./convert "$TESTDATA/good-several-events.txt" out.folded event-filter=page-faults pid=yes \
		2>account || echo "convert: status $?"
	"$TOOLS/fold-stacks" -q --event-filter=page-faults --pid "$TESTDATA/good-several-events.txt" |
		cmp - out.folded
	grep -q 'cycles.*left out\|left out' account || echo "convert gives no account"
	run ./convert "$TESTDATA/good-c-frame-pointers.txt" out.svg colors=by-module title=Converted \
		2>account || echo "convert: status $?"
	is_picture out.svg Converted
	run ./convert "$TESTDATA/bad-text.txt" none.folded 2>account && echo "bad-text.txt is read"
	[ ! -e none.folded ] || echo "there is a file after a failure"
	printf 'main;a 1000\nmain;b 1000\n' >before
	printf 'main;a 1000\nmain;b 2000\n' >after
	printf 'main;a 1000.5\nmain;b 1000.25\n' >halves
	printf 'main;a 1000.5\nmain;b 9000.05\n' >more.folded
	run ./check halves more.folded 'total>5000%' >report 2>&1
	grep -q '^b: [0-9]*\.[0-9]* -> [0-9]*\.[0-9]*$' report || cat report
	run ./check before before >report 2>&1 || echo "check of the same: status $?"
	run ./check before after 'total(^b$)>20%' >report 2>&1
	[ $? -eq 3 ] || echo "check: another status than 3"
	grep -q 'total(b) grew by' report || cat report
	grep -q '^| ' check.md || echo "check.md has no table"
	is_picture check.svg main
	run ./check before before 'total(^none$)>1%' >report 2>&1
	grep -q 'limit total(^none\$)>1% names no frame: not checked' report || cat report
	run ./check before after 'total(>5%' >report 2>&1
	[ $? -eq 1 ] || echo "check with a wrong limit: another status than 1"
	run timeout 100 ./profiler self.svg || echo "profiler: status $?"
	is_picture self.svg spin_fast
	is_picture self.svg '>\(_Z4\)*work' # as C++ calls it
	case $folder in
	*-asan) ;; # whose own functions have no names
	*) ! grep -q '\[unknown\]' self.svg || echo "the profiler has frames without a name" ;;
	esac
	is_picture self.svg '300 samples'
}

ways=static
[ -f "$libraries/libstackfold.so" ] && ways='shared static'
for way in $ways; do
	examples "$way" c "$cc" -std=c11 -x c >"$scratch/wrong" 2>&1
	judge "library/examples-$way-c" "$scratch/wrong"
	if have g++; then
		examples "$way" c++ g++ -std=c++11 -x c++ >"$scratch/wrong" 2>&1
		judge "library/examples-$way-c++" "$scratch/wrong"
	fi
	if echo 'int main(void) { return 0; }' |
		$cc -fsanitize=address -x c -o "$scratch/asan" - 2>/dev/null && "$scratch/asan"; then
		examples "$way" asan "$cc" -std=gnu17 -fsanitize=address,undefined -g -x c \
			>"$scratch/wrong" 2>&1
		judge "library/examples-$way-asan" "$scratch/wrong"
	fi
done

# --- a program with a locale ---------------------------------------------------------------------

# In a program that writes 1,5 for one and a half the library reads and writes the same as elsewhere, in
# several threads at once too, and their locale stays what it was.
cat >"$scratch/locale.c" <<'END'
#define _POSIX_C_SOURCE 200809L
#include <locale.h>
#include <pthread.h>
#include <stackfold.h>
#include <stdio.h>
#include <string.h>
#include <stdlib.h>
enum { THREADS = 4, ROUNDS = 50 };
static _Atomic int running;
static const char *half_is;
struct work {
	pthread_t thread;
	FILE *out;
	char *text;
	size_t size;
};
static int is_kept(void)
{
	char half[8];
	snprintf(half, sizeof half, "%.1f", 0.5);
	return strcmp(half, half_is) == 0;
}
static int print(void *work, const void *bytes, size_t size)
{
	return fwrite(bytes, 1, size, ((struct work *)work)->out) != size;
}
static void say(void *work, sf_message kind, const char *text)
{
	fprintf(((struct work *)work)->out, "%d %s\n", kind, text);
}
static sf_profile *profile(struct work *work, const char *text, const sf_options *options)
{
	struct sf_error error = SF_ERROR_INIT;
	sf_profile *made = sf_profile_new(1, &error);
	if (sf_profile_read_memory(made, "text", text, strlen(text), options, NULL, &error))
		fprintf(work->out, "%s\n", error.text);
	return made;
}
static void write_all(struct work *work)
{
	struct sf_error error = SF_ERROR_INIT;
	sf_options *options = sf_options_new(&error);
	sf_options_on_message(options, say, work);
	if (sf_options_set_number(options, "minwidth", 0.5, &error) ||
	    sf_options_set(options, "significance", "0.05", &error) ||
	    sf_options_set(options, "colors", "calm", &error) ||
	    sf_options_set(options, "fail-on", "total>5.5%", &error))
		fprintf(work->out, "%s\n", error.text);
	sf_profile *before = profile(work, "# advice: 9.5% of x: y;\n# advice: 9.7% of z: y;\n"
	                             "# samples: 40 of 113.75 ms, clock;\nm\344.b\366.C;f 13.5\n"
	                             "m\344.b\366.C;g 100.25\n", options);
	sf_profile *after = profile(work, "# samples: 40 of 123 ms, clock;\nm\344.b\366.C;f 23\n"
	                            "m\344.b\366.C;g 100\n", options);
	sf_profile *recorded = profile(work, "p 1 1.5: 1 cycles:\n\t1 [unknown] ([unknown])\n\n"
	                               "p 1 1.7: 1 cycles:\n\t1 f (a.so)\n\n", options);
	const sf_profile *one = before, *other = after;
	sf_comparison *made = NULL;
	if (sf_compare(&one, 1, &other, 1, options, &made, &error) ||
	    sf_comparison_write_report_to(made, "json", print, work, &error) ||
	    sf_comparison_write_report_to(made, "text", print, work, &error) ||
	    sf_profile_write_folded_to(before, print, work, NULL, &error) ||
	    sf_profile_write_folded_to(recorded, print, work, NULL, &error) ||
	    sf_profile_write_svg_to(before, print, work, options, &error))
		fprintf(work->out, "%s\n", error.text);
	if (!is_kept())
		fprintf(work->out, "the library changed the program's locale\n");
	sf_comparison_free(made);
	sf_profile_free(before);
	sf_profile_free(after);
	sf_profile_free(recorded);
	sf_options_free(options);
}
static void *run(void *work_)
{
	struct work *work = work_;
	work->out = open_memstream(&work->text, &work->size);
	for (int i = 0; i < ROUNDS; i++) {
		rewind(work->out);
		write_all(work);
	}
	fclose(work->out);
	running--;
	return NULL;
}
int main(int argc, char **argv)
{
	static struct work works[THREADS];
	struct work alone = {.out = stdout};
	if (argc > 1 && !setlocale(LC_ALL, argv[1]))
		return 77;
	half_is = argc > 1 ? "0,5" : "0.5";
	if (!is_kept())
		return 77;
	write_all(&alone);
	running = 1 + THREADS;
	run(&alone);
	for (int i = 0; i < THREADS; i++)
		if (pthread_create(&works[i].thread, NULL, run, &works[i]))
			return 77;
	while (running)
		if (!is_kept())
			return 78;
	for (int i = 0; i < THREADS; i++) {
		pthread_join(works[i].thread, NULL);
		if (works[i].size != alone.size || memcmp(works[i].text, alone.text, alone.size) != 0)
			printf("thread %d writes something else:\n%s\n", i, works[i].text);
		free(works[i].text);
	}
	free(alone.text);
	return 0;
}
END
if ! have localedef || ! localedef --no-archive -i de_DE -f ISO-8859-1 "$scratch/de_DE" 2>"$scratch/log"; then
	skip library/locale "no localedef, or no definition of de_DE"
else
	{
		build static "$cc" "$scratch/locale.c" "$scratch/locale" -std=c11
		"$scratch/locale" >"$scratch/elsewhere" || echo "status $?"
		LOCPATH=$scratch "$scratch/locale" de_DE >"$scratch/here" || echo "with de_DE: status $?"
		grep -q '</svg>' "$scratch/elsewhere" || head "$scratch/elsewhere"
		diff "$scratch/elsewhere" "$scratch/here" | head
	} >"$scratch/wrong" 2>&1
	judge library/locale "$scratch/wrong"
fi

# --- the man page's ------------------------------------------------------------------------------

# Each block that begins with an #include is a program.
awk -v folder="$scratch" '
	/^\.nf/ { block = 1; next }
	/^\.fi/ { block = program = 0; next }
	block && /^#include <stackfold.h>/ { program = ++count }
	program {
		gsub(/\\-/, "-"); gsub(/\\e/, "\\"); gsub(/\\\(rs/, "\\"); gsub(/\\\(aq/, "\047")
		sub(/^\\&/, "")
		print >(folder "/page-" count ".c")
	}' "$page"
{
	for source in "$scratch"/page-*.c; do
		build static "$cc" "$source" "${source%.c}" -std=c11
	done
	cd "$scratch" || exit
	printf 'main;read 3\nmain 1\n' >in.folded
	./page-1 main in.folded >found && echo 'main: 25.00 %' | diff - found
	is_picture self.svg 'All of it'
	printf 'main;f 8\nmain;g;f 2\nz;f 1\n' >one.folded
	printf 'main;f 1\n' >other.folded
	printf 'all 3\nwork 3\n' >named
	printf 'f 12\n main 9\n g 2\n  main 2\n' >expected
	./page-3 f one.folded other.folded | diff expected -
	"$TOOLS/fold-stacks" --version | sed '1,/^Built without/d' | grep -q elfutils ||
		./page-4 | diff named -
	./page-2 | grep -q '^the picture has [0-9]* bytes$' || echo "page-2 prints something else"
} >"$scratch/wrong" 2>&1
judge library/man-page-examples "$scratch/wrong"
