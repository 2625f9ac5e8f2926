# Makes zsh completion of a tool's option table (tools/option_table.h).

BEGIN {
	FS = "\t"
}

NR == 1 {
	tool = $1
	options_end = $2 == "options-end"
	next
}

$7 == "alias" {
	next
}

# Text within single quotes.
function quoted(text) {
	gsub(/'/, "'\\''", text)
	return text
}

function help() {
	text = $8
	gsub(/[][\\]/, "\\\\&", text)
	return "[" quoted(text) "]"
}

# The argument's name and what completes it: ":FILE:_files".
function argument() {
	name = $4
	action = " "
	if ($5 == "file")
		action = "_files"
	else if ($5 == "folder")
		action = "_files -/"
	else if ($4 ~ /\[:FILE\]$/)
		action = "{ if compset -P \"*:\"; then _files; else compadd -S \"\" -- " $6 "; fi }"
	else if ($6 ~ /:/)
		action = "{ compadd -S \"\" -- " $6 " }"
	else if ($6 != "-")
		action = "(" $6 ")"
	gsub(/:/, "\\:", name)
	gsub(/:/, "\\:", action)
	return ":" quoted(name) ":" quoted(action)
}

{
	letter = $2 != "-" ? "-" $2 ($3 != "flag" ? "+" : "") : ""
	long = "--" $1 ($3 == "flag" ? "" : $3 == "maybe" ? "=-" : "=")
	names = letter != "" ? "{" letter "," long "}'" : long
	once = $3 == "list" ? "*" : letter != "" ? "(-" $2 " --" $1 ")" : ""
	if (letter != "")
		names = (once != "" ? "'" once "'" : "") names
	else
		names = "'" once names
	rows = rows "\t" names help() ($3 == "maybe" ? ":" : "") ($3 != "flag" ? argument() : "") "' \\\n"
}

END {
	print "#compdef " tool
	print "# zsh completion for " tool ", made of its option table."
	print ""
	print "_arguments -s" (options_end ? " -S" : "") " \\"
	printf "%s", rows
	print "\t'*:FILE:_files'"
}
