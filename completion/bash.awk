# Makes bash completion of a tool's option table (tools/option_table.h).

BEGIN {
	FS = "\t"
}

NR == 1 {
	tool = $1
	options_end = $2 == "options-end"
	function_name = "_" tool
	gsub(/-/, "_", function_name)
	next
}

# The words that an option of the current line may be, as a pattern of case.
function pattern() {
	return "-" $1 " | --" $1 ($2 != "-" ? " | -" $2 : "")
}

$7 != "alias" {
	options = options ($2 != "-" ? " -" $2 : "") " --" $1
}

$3 == "flag" || $3 == "maybe" {
	next
}

$5 == "one-of" {
	choices = choices "\t" pattern() ") words='" $6 "' ;;\n"
	next
}

$5 == "such-as" {
	choices = choices "\t" pattern() ") words='" $6 "' others=yes ;;\n"
	next
}

$5 == "folder" {
	folders = folders (folders != "" ? " | " : "") pattern()
	next
}

{
	texts = texts (texts != "" ? " | " : "") pattern()
}

END {
	print "# bash completion for " tool ", made of its option table."
	print ""
	print function_name "()"
	print "{"
	print "\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}"
	print "\tlocal words others='' before=''" (options_end ? " i" : "") " IFS=$' \\t\\n'"
	print "\tCOMPREPLY=()"
	if (options_end) {
		print "\tfor ((i = 1; i < COMP_CWORD; i++)); do"
		print "\t\t[[ ${COMP_WORDS[i]} == -- ]] && return"
		print "\tdone"
	}
	print "\t# In --name=value the = is a word of its own, unless COMP_WORDBREAKS was changed."
	print "\tif [[ $cur == = ]]; then"
	print "\t\tcur="
	print "\telif [[ $prev == = ]] && ((COMP_CWORD > 2)); then"
	print "\t\tprev=${COMP_WORDS[COMP_CWORD - 2]}"
	print "\telif [[ $cur == -*=* ]]; then"
	print "\t\tprev=${cur%%=*} before=${cur%%=*}= cur=${cur#*=}"
	print "\tfi"
	print "\tcase $prev in"
	printf "%s", choices
	if (folders != "")
		print "\t" folders ")\n\t\tcompopt +o default -o dirnames 2>/dev/null\n\t\treturn\n\t\t;;"
	if (texts != "")
		print "\t" texts ")\n\t\treturn\n\t\t;;"
	print "\t*)"
	print "\t\t[[ $cur == -* ]] || return"
	print "\t\twords='" substr(options, 2) "'"
	print "\t\t;;"
	print "\tesac"
	print "\tCOMPREPLY=($(compgen -P \"$before\" -W \"$words\" -- \"$cur\"))"
	print "\t[[ $others ]] || compopt +o default 2>/dev/null"
	print "\t[[ ${COMPREPLY[0]} != *: ]] || compopt -o nospace 2>/dev/null"
	print "\treturn 0"
	print "}"
	print ""
	print "# Where the function has no answer, bash completes file names."
	print "complete -o default -F " function_name " " tool
}
