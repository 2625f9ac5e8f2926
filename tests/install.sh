#!/bin/sh
# make install puts everything in place, make uninstall takes all of it away, and the shared
# library shows what the public header declares and nothing else.
set -u
# shellcheck source=tests/common.sh
. "${SOURCE:-$(dirname "$0")/..}/tests/common.sh"

make=${MAKE:-make}
unset MAKEFLAGS MFLAGS MAKELEVEL
root=$scratch/root

library=$BUILD/.libs/libstackfold.so
if [ ! -e "$library" ]; then
	: # configured with --disable-shared
elif ! have nm; then
	skip library/symbols "nm is not here"
else
	nm -D --defined-only "$library" | awk '$2 != "A" && $3 !~ /^sf_/ { print $3 " is exported" }' \
		>"$scratch/wrong"
	nm -D --defined-only "$library" | grep -q ' sf_' || echo "nothing is exported" >>"$scratch/wrong"
	judge library/symbols "$scratch/wrong"
fi

cd "$BUILD" || exit 1
if ! "$make" -s install DESTDIR="$root" >"$scratch/log" 2>&1; then
	not_ok install "$scratch/log"
	exit
fi
transform=$(sed -n 's/^program_transform_name = //p' Makefile | sed 's/\$\$/$/g')
names=$all_tool_names
perl_names=
if grep -q '^bin_SCRIPTS = ' Makefile; then
	perl_names='difffolded.pl flamegraph.pl stackcollapse-perf.pl stackcollapse-recursive.pl'
	names="$names $perl_names"
fi

# installed NAME: the path of an installed file.
installed() {
	find "$root" -name "$1" ! -path "$root$bash_folder/*" | grep . || echo "$1 is missing" >&2
}

# The folders of completion; "no": it is not installed.
# shellcheck disable=SC2016 # expanded by make
folders=$(printf '%s\n\t%s\n' 'include Makefile' '' 'show-folders:' \
	'@echo $(bashcompletiondir) $(zshcompletiondir) $(fishcompletiondir)' |
	"$make" -s -f - show-folders)
bash_folder=${folders%% *}

# completes FOLDER FILE LINE
completes() {
	[ "$1" = no ] || grep -q -e "$3" "$root$1/$2" || echo "$1/$2 is not for this name"
}

# Each name, as the user changed it, has its completion, for that name.
check_completion() {
	[ -f completion/fold-stacks.bash ] || [ -f "$SOURCE/completion/fold-stacks.bash" ] || return
	# shellcheck disable=SC2086 # several words
	set -- $folders
	for name in $names; do
		name=$(echo "$name" | sed "$transform")
		completes "$1" "$name" "^complete .* $name\$"
		completes "$2" "_$name" "^#compdef $name\$"
		completes "$3" "$name.fish" "^complete -c $name "
	done
}
{
	for name in $names; do
		tool=$(installed "$(echo "$name" | sed "$transform")")
		"${tool:-false}" --version >/dev/null || echo "$name --version fails"
	done
	for tool in $all_tool_names; do
		installed "$(echo "$tool" | sed "$transform").1" >/dev/null
	done
	check_completion
	installed stackfold.h >/dev/null
	installed stackfold.pc >/dev/null
} >"$scratch/wrong" 2>&1
judge install "$scratch/wrong"

# check_perl_name NAME TOOL FILE OPTION...: what is installed as NAME, run as people run it, writes
# what the tool writes with the options.
check_perl_name() {
	script=$(installed "$(echo "$1" | sed "$transform")")
	tool=$(installed "$(echo "$2" | sed "$transform")")
	file=$3
	shift 3
	rm -rf "$scratch/links"
	mkdir -p "$scratch/links/further"
	ln -s "$script" "$scratch/links/absolute.pl"
	ln -s ../absolute.pl "$scratch/links/further/relative.pl"
	(
		cd "$(dirname "$script")" || exit
		"$tool" "$@" "$file" "$file" >"$scratch/expected" 2>/dev/null
		for way in "$script" "sh $script" "perl $script" "perl ./${script##*/}" \
			"$scratch/links/absolute.pl" "perl $scratch/links/further/relative.pl"; do
			case $way in
			perl*) have perl || continue ;;
			esac
			$way -q "$file" "$file" >"$scratch/found" || echo "$way: status $?"
			cmp -s "$scratch/expected" "$scratch/found" || echo "$way: another result"
		done
		(cd / && env PATH="${script%/*}:$PATH" "${script##*/}" -q "$file" "$file") |
			cmp -s - "$scratch/expected" ||
			echo "${script##*/}: another result when found through PATH"
	)
}

if [ -n "$perl_names" ]; then
	{
		check_perl_name stackcollapse-perf.pl fold-stacks "$TESTDATA/good-several-events.txt" \
			--plain --event-filter=page-faults
		check_perl_name stackcollapse-recursive.pl edit-stacks \
			"$TESTDATA/good-several-events.txt" --plain --recursion=direct
		check_perl_name difffolded.pl diff-stacks "$TESTDATA/good-several-events.txt" \
			--plain --event-filter=page-faults
		check_perl_name flamegraph.pl flamesvg "$TESTDATA/good-several-events.txt" \
			--as-perf --look=classic --event-filter=page-faults
	} >"$scratch/wrong" 2>&1
	judge install/perl-names "$scratch/wrong"
fi

"$make" -s uninstall DESTDIR="$root" >"$scratch/log" 2>&1 || not_ok uninstall "$scratch/log"
find "$root" ! -type d | sed 's/$/ was left behind/' >"$scratch/wrong"
judge uninstall "$scratch/wrong"

# Programs that embed the library, from a prefix of its own. ldconfig is not to touch this system.
prefix=$scratch/prefix
mkdir "$scratch/bin"
printf '#!/bin/sh\necho called >>"%s"\n' "$scratch/ldconfig" >"$scratch/bin/ldconfig"
chmod +x "$scratch/bin/ldconfig"
if ! PATH=$scratch/bin:$PATH "$make" -s install prefix="$prefix" >"$scratch/log" 2>&1; then
	not_ok install/prefix "$scratch/log"
	exit
fi
: >"$scratch/wrong"
if [ "$(id -u)" -eq 0 ]; then
	[ -s "$scratch/ldconfig" ] || echo "ldconfig was not run" >"$scratch/wrong"
fi
judge install/ldconfig "$scratch/wrong"
