#!/bin/sh
# Shells complete options, their values and file names as the option tables say. What is compared is
# what the shells answer; a shell that is not here is passed over.
set -u
# shellcheck source=tests/common.sh
. "${SOURCE:-$(dirname "$0")/..}/tests/common.sh"

made=$BUILD/completion
[ -f "$made/fold-stacks.bash" ] || made=$SOURCE/completion
if [ ! -f "$made/fold-stacks.bash" ]; then
	skip completion "built for another machine, from a tree without the files"
	exit
fi
mkdir "$scratch/files" && cd "$scratch/files" || exit 1
mkdir folder
: >'a file.folded'
: >frame.folded

# column TOOL N PATTERN: field N of the rows of the option table that match.
column() {
	"$TOOLS/$1" --option-table | sed 1d | awk -F '\t' -v n="$2" "$3 { print \$n }"
}

# listed TOOL: the words that may follow a dash, sorted.
listed() {
	{
		# shellcheck disable=SC2016 # fields of awk
		column "$1" 1 '$7 != "alias"' | sed 's/^/--/'
		# shellcheck disable=SC2016
		column "$1" 2 '$7 != "alias" && $2 != "-"' | sed 's/^/-/'
	} | sort
}

# shellcheck disable=SC2016
column flamereport 5 '$1 == "summary" || $1 == "history"' | grep -v '^file$' >"$scratch/wrong"
judge completion/files "$scratch/wrong"

# --- bash -------------------------------------------------------------------------------------

# Answers for a command line whose last word is to be completed, as bash would: words as it parts
# them, and after them how it is to go on where there is no answer.
# shellcheck disable=SC2016 # expanded by bash
bash_driver='
	. "$1/$2.bash" || exit
	shift
	compopt() { printf "compopt %s\n" "$*"; }
	spec=$(complete -p "$1") || exit
	[[ $spec == *" -o default "* ]] || echo "no file names: $spec"
	COMP_WORDS=("$@")
	COMP_CWORD=$(($# - 1))
	function=${spec#* -F }
	"${function%% *}" "$1" "${*: -1}"
	printf "%s\n" "${COMPREPLY[@]}"'

# in_bash EXPECTED TOOL WORD...: what is expected are the lines of the answer, joined by blanks;
# "+default": else file names, "-default": nothing else.
in_bash() {
	expected=$1
	shift
	found=$(bash --norc -c "$bash_driver" bash "$made" "$@" 2>&1 |
		sed 's/^compopt +o default -o dirnames$/folders/; s/^compopt +o default$/only/
			s/^compopt -o nospace$/no-space/' | tr '\n' ' ' | sed 's/  *$//')
	[ "$found" = "$expected" ] || echo "'$*': '$found', not '$expected'" >>"$scratch/wrong"
}

: >"$scratch/wrong"
if have bash; then
	in_bash 'only --format' fold-stacks --f
	in_bash 'only --colors --color-rule --colordiffusion' flamesvg --col
	in_bash 'only perf-data perf-script' fold-stacks --format perf-
	in_bash 'only perf-data perf-script' fold-stacks --format = perf-
	in_bash 'only --format=perf-data --format=perf-script' fold-stacks --format=perf-
	in_bash 'only perf-data perf-script' fold-stacks -format perf-
	in_bash only fold-stacks --format zip
	in_bash 'only viridis' flamesvg -c vi
	in_bash 'only auto light dark' flamesvg --theme =
	in_bash 'text markdown json junit' diff-stacks --report ''
	in_bash 'text markdown json csv' top-stacks --report ''
	in_bash 'only self total' top-stacks --by ''
	in_bash 'no-space frame:' diff-stacks --normalize fr
	in_bash folders fold-stacks --symfs ''
	in_bash '' fold-stacks --kallsyms ''
	in_bash '' fold-stacks --comm -
	in_bash '' fold-stacks fr
	in_bash '' fold-stacks -- --f
	in_bash 'only --fail-on' diff-stacks a -- b --fa
	judge completion/bash "$scratch/wrong"
	for tool in $all_tool_names; do
		bash --norc -c "$bash_driver" bash "$made" "$tool" - | grep '^-' | sort >"$scratch/found"
		listed "$tool" | diff - "$scratch/found" >"$scratch/wrong" 2>&1
		judge "completion/bash-options/$tool" "$scratch/wrong"
	done
else
	skip completion/bash "bash is not here"
fi

# --- zsh --------------------------------------------------------------------------------------

# An interactive zsh in which the tools show their arguments, for one who types the beginning of a
# command line and a tab.
cat >"$scratch/zshrc" <<'END'
PROMPT=
fpath=($folder/functions $fpath)
autoload -U compinit
compinit -u -D
unsetopt auto_menu
for tool in fold-stacks edit-stacks diff-stacks flamesvg top-stacks; do
	functions[$tool]='printf "<%s>" "$@"; echo end'
done
cd $folder/files
echo ready
END
# shellcheck disable=SC2016 # expanded by zsh
zsh_driver='
	zmodload zsh/zpty || exit
	zpty typist zsh -f -i
	zpty -w typist "folder=${(q)1}; source \$folder/zshrc"
	zpty -r typist shown "*ready*"
	zpty -w typist "$2$(printf "\t")"
	zpty -r typist shown "*end*"
	zpty -d typist
	print -r -- "$shown"'

# in_zsh EXPECTED LINE
in_zsh() {
	timeout 30 zsh -f -c "$zsh_driver" zsh "$scratch" "$2" >"$scratch/shown" 2>&1 || echo "'$2': status $?" >>"$scratch/wrong"
	tr -d '\r' <"$scratch/shown" | grep -q -F -e "$1end" ||
		{ echo "'$2': no '$1' in this:" && cat -v "$scratch/shown"; } >>"$scratch/wrong"
}

: >"$scratch/wrong"
if ! have zsh; then
	skip completion/zsh "zsh is not here"
else
	mkdir "$scratch/functions"
	for tool in $all_tool_names; do
		zsh -f -n "$made/$tool.zsh" >>"$scratch/wrong" 2>&1
		cp "$made/$tool.zsh" "$scratch/functions/_$tool"
		sed -n "s/^.'[*]\{0,1\}--\([a-z-]*\)[=[].*/\1/p; s/^.'.*{-.[+]\{0,1\},--\([a-z-]*\)[=}].*/\1/p" \
			"$made/$tool.zsh" | sort >"$scratch/found"
		listed "$tool" | sed -n 's/^--//p' | diff - "$scratch/found" >>"$scratch/wrong" 2>&1
	done
	if ! have timeout || ! zsh -f -c 'zmodload zsh/zpty && zpty t true' >/dev/null 2>&1; then
		skip completion/zsh-answers "no pseudo-terminal, zsh/zpty or timeout"
	else
		in_zsh '<--format>' 'fold-stacks --fo'
		in_zsh '<--format><perf-script>' 'fold-stacks --format perf-s'
		in_zsh '<-c><viridis>' 'flamesvg -c vi'
		in_zsh '<--kallsyms=frame.folded>' 'fold-stacks --kallsyms=fr'
		in_zsh '<--symfs><folder>' 'fold-stacks --symfs f'
		in_zsh '<--report=markdown:frame.folded>' 'diff-stacks --report=markdown:fr'
		in_zsh '<a><--><b><--fail-on>' 'diff-stacks a -- b --fa'
	fi
	judge completion/zsh "$scratch/wrong"
fi

# --- fish -------------------------------------------------------------------------------------

# in_fish EXPECTED LINE: as in_bash; fish gives a description after a tab.
in_fish() {
	# shellcheck disable=SC2016 # expanded by fish
	found=$(fish --no-config -c 'source $argv[1]; complete -C $argv[2]' \
		"$made/${2%% *}.fish" "$2" 2>&1 | cut -f 1 | tr '\n' ' ' | sed 's/ $//')
	[ "$found" = "$1" ] || echo "'$2': '$found', not '$1'" >>"$scratch/wrong"
}

: >"$scratch/wrong"
if ! have fish; then
	skip completion/fish "fish is not here"
else
	for tool in $all_tool_names; do
		fish --no-execute "$made/$tool.fish" >>"$scratch/wrong" 2>&1
		sed -n 's/^complete .* -l \([a-z-]*\) .*/\1/p' "$made/$tool.fish" | sort >"$scratch/found"
		listed "$tool" | sed -n 's/^--//p' | diff - "$scratch/found" >>"$scratch/wrong" 2>&1
	done
	in_fish '--format' 'fold-stacks --f'
	in_fish 'perf-data perf-script' 'fold-stacks --format perf-'
	in_fish 'viridis' 'flamesvg -c vi'
	in_fish 'frame:' 'diff-stacks --normalize fr'
	in_fish 'folder/' 'fold-stacks --symfs f'
	in_fish '--kallsyms=frame.folded' 'fold-stacks --kallsyms=fr'
	in_fish 'frame.folded' 'fold-stacks fr'
	judge completion/fish "$scratch/wrong"
fi
