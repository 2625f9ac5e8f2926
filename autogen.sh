#!/bin/sh
# From a fresh clone to something that runs.
#
#     ./autogen.sh            makes ./configure (needs autoconf, automake, libtool, pkg-config)
#     ./autogen.sh --demo     installs what is missing, builds in build/, draws demo.svg, and
#                             demo-recorded.svg of a program that it records, if perf works here
#     ./autogen.sh --check    the same set-up, builds in build-check/, runs every test once
#     ./autogen.sh --check-all    the same, then with clang's sanitizers and fuzzers, with
#                             ThreadSanitizer, with valgrind, from a tarball; and lint
#     ./autogen.sh --check-packages    builds the packages, the static tools, those for arm64 and the site, and
#                             tests them in systems of their own; takes half an hour, best as root
#
# On Debian and Ubuntu it installs packages with apt-get, through sudo if the user is not root;
# elsewhere it prints their names.
set -u

here=$(cd "$(dirname "$0")" && pwd) || exit 1
jobs=$(nproc 2>/dev/null || echo 2)

# What is needed: the Debian package, and how to see without dpkg that it is there: a command,
# a module of pkg-config, a header, or that a compiler has libFuzzer.
needed='
gcc command:cc
libc6-dev header:stdio.h
make command:make
autoconf command:autoconf
automake command:automake
libtool command:libtoolize
pkg-config command:pkg-config
libarchive-dev module:libarchive
libpcre2-dev module:libpcre2-8
libxml2-dev module:libxml-2.0
libxxhash-dev module:libxxhash
zlib1g-dev module:zlib
uthash-dev header:uthash.h
libbsd-dev header:bsd/sys/tree.h
libdw-dev module:libdw
libelf-dev module:libelf
libiberty-dev header:libiberty/demangle.h
libzstd-dev module:libzstd
libyajl-dev module:yajl
libprotobuf-c-dev module:libprotobuf-c
protobuf-c-compiler command:protoc-c
'
# For --check only; a test that misses one of them is skipped.
for_tests='
check module:check
valgrind command:valgrind
gzip command:gzip
xz-utils command:xz
bzip2 command:bzip2
zstd command:zstd
mandoc command:mandoc
'
# For --check-all only, likewise.
for_all='
clang command:clang
libclang-rt-dev fuzzer:clang
clang-format command:clang-format
clang-tidy command:clang-tidy
shellcheck command:shellcheck
cppcheck command:cppcheck
abigail-tools command:abidiff
'
# For the tests of the picture in a browser, and of what is exported by the programs that read it,
# likewise. Not every distribution has all of them.
for_browser='
chromium command:chromium
nodejs command:node
npm command:npm
golang-go command:go
'
# Chromium without windows, with which the same tests take half of the time.
for_speed='
chromium-headless-shell command:chromium-headless-shell
'

# For --check-packages only, likewise.
for_packages='
dpkg-dev command:dpkg-buildpackage
debhelper command:dh
fakeroot command:fakeroot
lintian command:lintian
mmdebstrap command:mmdebstrap
autopkgtest command:autopkgtest
rpm command:rpmbuild
rpmlint command:rpmlint
ruby command:ruby
shellcheck command:shellcheck
g++ command:g++
libacl1-dev header:sys/acl.h
liblz4-dev module:liblz4
gcc-aarch64-linux-gnu command:aarch64-linux-gnu-gcc
qemu-user-static command:qemu-aarch64-static
mandoc command:mandoc
cmark-gfm command:cmark-gfm
'

say() {
	echo "autogen.sh: $*"
}

die() {
	say "$@" >&2
	exit 1
}

have() {
	command -v "$1" >/dev/null 2>&1
}

# Whether the compiler has libFuzzer and the sanitizers that fuzzing takes.
has_fuzzer() {
	have "$1" && echo 'int LLVMFuzzerTestOneInput(const char *at, long size) { return !at && size; }' |
		"$1" -fsanitize=fuzzer,address,undefined -x c -o /dev/null - >/dev/null 2>&1
}

is_there() {
	case $1 in
	command:*) have "${1#*:}" ;;
	module:*) have pkg-config && pkg-config --exists "${1#*:}" ;;
	header:*) [ -f "/usr/include/${1#*:}" ] || [ -f "/usr/local/include/${1#*:}" ] ;;
	fuzzer:*) has_fuzzer "${1#*:}" ;;
	esac
}

# absent LIST: the packages of LIST that are not there.
absent() {
	echo "$1" | while read -r package sign; do
		[ -n "$package" ] && ! is_there "$sign" && echo "$package"
	done | tr '\n' ' '
}

# not_installed LIST: those that dpkg does not know as installed.
not_installed() {
	echo "$1" | while read -r package sign; do
		[ -n "$package" ] || continue
		dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null |
			grep -q '^installed$' && continue
		# pkgconf and others may stand in for a package
		is_there "$sign" || echo "$package"
	done | tr '\n' ' '
}

# run LOG COMMAND...: shows the end of what the command says only when it fails.
run() {
	log=$1
	shift
	("$@") >"$log" 2>&1 </dev/null && return
	status=$?
	tail -n 40 "$log" >&2
	say "failed: $* (all it said is in $log)" >&2
	return $status
}

as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	elif [ -t 0 ]; then
		sudo "$@"
	else
		sudo -n "$@"
	fi
}

apt_install() {
	log=$(mktemp) || exit 1
	say "installing: $1"
	[ "$(id -u)" -eq 0 ] || have sudo || { say "neither root nor sudo" >&2; return 1; }
	# shellcheck disable=SC2086 # a list of names
	{
		as_root apt-get update -q || : # try with what is known
		as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q \
			--no-install-recommends $1
	} >"$log" 2>&1
	status=$?
	[ $status -eq 0 ] || tail -n 20 "$log" >&2
	rm -f "$log"
	return $status
}

# Installs the packages of the lists that are missing, those that are needed and those of each LIST,
# apart, so that one that cannot be had does not keep the others out; ends here when one that is
# needed cannot be had.
set_up() {
	if have apt-get && have dpkg-query; then
		for list in "$needed" "$@"; do
			packages=$(not_installed "$list")
			[ -n "$packages" ] || continue
			apt_install "$packages" || say "could not install: $packages" >&2
		done
	fi
	packages=$(absent "$needed")
	[ -z "$packages" ] ||
		die "please install what these packages of Debian have, then try again: $packages"
	for list; do
		packages=$(absent "$list")
		[ -z "$packages" ] || say "not here, and some tests will be skipped: $packages"
	done
}

make_configure() {
	for command in autoconf automake libtoolize pkg-config; do
		have $command && continue
		die "$command is missing: install the packages autoconf automake libtool pkg-config" \
			"(./autogen.sh --demo does)"
	done
	(cd "$here" && autoreconf -fi)
}

# refresh_configure [always]: makes configure where it is missing or older than what it is made of.
refresh_configure() {
	if [ "${1:-}" != always ] && [ -x "$here/configure" ] &&
		[ -f "$here/Makefile.in" ] && [ -f "$here/config.h.in" ] &&
		[ -z "$(cd "$here" && find configure.ac Makefile.am docs packaging src tools man tests bench \
			\( -name configure.ac -o -name '*.am' \) -newer Makefile.in)" ]; then
		return
	fi
	log=$(mktemp) || exit 1
	run "$log" make_configure || exit 1
	rm -f "$log"
}

# The source to build from, as $source: a tree that was configured in place cannot be built
# elsewhere too, so a clean copy of it is.
find_source() {
	source=$here
	if [ -f "$here/config.status" ]; then
		source=$here/build-source
		log=$(mktemp) || exit 1
		run "$log" make -s -C "$here" distdir distdir="$source" || exit 1
		rm -f "$log"
	fi
}

# libtool, which is started for every file, takes half of the time in dash, and a tenth where it makes a
# library of many files.
if have dash; then
	CONFIG_SHELL=$(command -v dash)
	export CONFIG_SHELL
fi

# build FOLDER TARGETS CONFIGURE-OPTION...: configures where the options are new, and makes TARGETS.
build() {
	folder=$1
	targets=$2
	shift 2
	if [ "$(cat "$folder/options" 2>/dev/null)" != "$source $*" ] || [ ! -f "$folder/Makefile" ]; then
		rm -rf "$folder"
		mkdir -p "$folder" || exit 1
		(cd "$folder" && run "$folder/configure.log" "${CONFIG_SHELL:-/bin/sh}" "$source/configure" "$@") ||
			return 1
		echo "$source $*" >"$folder/options"
	fi
	for target in $targets; do
		run "$folder/make-${target##*/}.log" make -s -C "$folder" -j "$jobs" "$target" || return 1
	done
}

# Records a program of ours and draws it, where perf is on the machine and may record.
demo_recorded() {
	command -v perf >/dev/null || return 0
	"${CC:-cc}" -g -O1 -fno-inline -fno-omit-frame-pointer -o "$build/demo-words" \
		"$here/testdata/programs/words.c" 2>/dev/null || return 0
	if ! perf record -q -e cpu-clock -F 1999 -g -o "$build/demo.data" "$build/demo-words" list 300 \
		>/dev/null 2>&1 </dev/null; then
		say "perf is here, but may not record (see perf_event_paranoid): no demo-recorded.svg"
		return 0
	fi
	if "$build/tools/flamesvg" -o "$where/demo-recorded.svg" "$build/demo.data" </dev/null; then
		say "and $where/demo-recorded.svg shows a program that perf recorded just now"
	fi
}

demo() {
	set_up
	where=$(pwd)
	build=$here/build
	refresh_configure
	find_source
	say "building in $build"
	build "$build" all || exit 1
	for recording in "$here"/testdata/demo.*; do
		[ -f "$recording" ] || die "no recording testdata/demo.*"
		say "folding $recording"
		"$build/tools/fold-stacks" -o "$build/demo.folded" "$recording" </dev/null || exit 1
		"$build/tools/flamesvg" -o "$where/demo.svg" "$build/demo.folded" </dev/null || exit 1
		[ -s "$where/demo.svg" ] || die "no demo.svg was written: that should not happen"
		break
	done
	say "the flame graph is $where/demo.svg: open it in a browser, e.g. with xdg-open demo.svg"
	demo_recorded
	say "the tools are in $build/tools; sudo make -C $build install installs them"
}

# suite NAME FOLDER [SCRIPTS]: runs the tests of a build, or only these scripts of them, showing those
# that failed or were skipped.
suite() {
	say "running the tests ($1)"
	# not check, which would build what a suite does not need
	make -s -C "$2" check-local SUITES="${3:-}" >"$2/check-$1.log" 2>&1 </dev/null
	sed -n -e '/^not ok /p' -e '/^skip /p' -e '/^# /p' "$2/check-$1.log"
	if grep -q '^[0-9]* passed' "$2/check-$1.log"; then
		cat "$2/tests/results" >>"$results"
	else
		tail -n 40 "$2/check-$1.log" >&2
		echo "not ok $1: make check broke off" >>"$results"
	fi
}

# attempt NAME COMMAND...: a build as a test of its own.
attempt() {
	name=$1
	shift
	say "building ($name)"
	if "$@"; then
		echo "ok build/$name" >>"$results"
	else
		echo "not ok build/$name" | tee -a "$results"
		false
	fi
}

# Gets the packages of npm that tests need, those of the package.json files in tests/, into $folder;
# without them those tests are skipped.
get_packages() {
	have node && have npm || return
	packages=$(sed -n '/"devDependencies"/,/}/s/.*"\(.*\)": "\(.*\)".*/\1@\2/p' \
		"$here"/tests/*/package.json | sort -u | tr '\n' ' ')
	[ "$(cat "$folder/installed" 2>/dev/null)" = "$packages" ] && return
	say "installing: $packages"
	mkdir -p "$folder" || exit 1
	# shellcheck disable=SC2086 # several words
	run "$folder/npm.log" npm install --ignore-scripts --no-save --no-audit --no-fund --prefix "$folder" $packages &&
		echo "$packages" >"$folder/installed"
}

# The sanitizers for addresses and undefined behaviour, with the suites in which much of our own code
# runs; HACKING.md says which do not and why. The longest come first.
sanitized='chop determinism edit unit join split reference run-cases cli symbols account hostile inputs'
sanitized="$sanitized terminal findings symbol-files symbolize"

# One build of clang's, with the sanitizers and for libFuzzer, where clang has them; otherwise gcc's
# sanitizers, and a build of clang's without them.
check_sanitized() {
	if has_fuzzer clang; then
		attempt sanitizers build "$build/sanitizers" "$all fuzz-programs" --enable-werror \
			--enable-fuzzing --disable-shared CC=clang CFLAGS='-O1 -gline-tables-only' &&
			suite sanitizers "$build/sanitizers" "fuzz $sanitized"
		return
	fi
	attempt sanitizers build "$build/sanitizers" "$all" --enable-werror --enable-sanitizers \
		--disable-shared && suite sanitizers "$build/sanitizers" "$sanitized"
	if have clang; then
		attempt clang build "$build/clang" "$all" --enable-werror --disable-shared CC=clang
		echo "skip fuzz: clang is here without libFuzzer" | tee -a "$results"
	else
		echo "skip build/clang: clang is not here" | tee -a "$results"
	fi
}

check_threads() {
	attempt threads build "$build/threads" race-programs --enable-werror --enable-sanitizers=thread \
		--disable-shared CFLAGS='-O1 -g1' && suite threads "$build/threads" races
}

# What --check-all adds to the tests of the plain build. The two halves run side by side: parts of
# each, such as configure, keep one processor busy only.
check_further() {
	check_sanitized &
	suite valgrind "$build/plain" valgrind
	check_threads
	say "looking the sources over"
	attempt lint run "$build/lint.log" make -s -C "$build/plain" lint
	say "building from a tarball"
	attempt distcheck run "$build/distcheck.log" make -s -j "$jobs" -C "$build/plain" distcheck XZ_OPT=-0 \
		SUITES='run-cases flags man' DISTCHECK_CONFIGURE_FLAGS="--enable-werror CFLAGS='-O2 -g0'"
	wait
}

# check [all]
check() {
	set_up "$for_tests" "$for_browser" "$for_speed" ${1:+"$for_all"}
	build=$here/build-check
	mkdir -p "$build" || exit 1
	folder=$build/browser
	NODE_PATH=$folder/node_modules
	export NODE_PATH
	get_packages & # while the tools are built
	getting=$!
	results=$build/results
	all='all test-programs'
	: >"$results"
	STACKFOLD_REFERENCE=${STACKFOLD_REFERENCE:-$here/../shared/reference}
	export STACKFOLD_REFERENCE
	refresh_configure
	find_source

	# The tarball's build, of distcheck, is optimized as what is installed usually is.
	attempt plain build "$build/plain" "$all" --enable-werror --enable-perl-names CFLAGS='-O1 -g0' && {
		wait "$getting"
		suite plain "$build/plain"
	}
	[ -z "${1:-}" ] || check_further

	report
}

# report: the last line, and the status.
report() {
	passed=$(grep -c '^ok ' "$results")
	failed=$(grep -c '^not ok ' "$results")
	skipped=$(grep -c '^skip ' "$results")
	[ "$failed" -eq 0 ] || say "the logs are in $build/*/*.log"
	if [ "$skipped" -gt 0 ]; then
		echo "$passed passed, $failed failed, $skipped skipped"
	else
		echo "$passed passed, $failed failed"
	fi
	[ "$failed" -eq 0 ]
}

check_packages() {
	set_up "$for_tests" "$for_packages"
	build=$here/build-packages
	mkdir -p "$build" || exit 1
	results=$build/results
	: >"$results"
	refresh_configure
	find_source
	attempt plain build "$build/plain" all && suite plain "$build/plain" 'site packages static cross deb'
	report
}

case ${1:-} in
'') refresh_configure always && say 'now: ./configure && make' ;;
--demo) demo ;;
--check) check ;;
--check-all) check all ;;
--check-packages) check_packages ;;
*)
	sed -n '2,/^set/ { /^#/ s/^# \{0,1\}//p; }' "$0"
	[ "$1" = --help ]
	;;
esac
