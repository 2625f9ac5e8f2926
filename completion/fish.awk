# Makes fish completion of a tool's option table (tools/option_table.h).

BEGIN {
	FS = "\t"
}

NR == 1 {
	tool = $1
	print "# fish completion for " tool ", made of its option table."
	next
}

$7 == "alias" {
	next
}

function quoted(text) {
	gsub(/[\\']/, "\\\\&", text)
	return "'" text "'"
}

{
	line = "complete -c " tool ($2 != "-" ? " -s " $2 : "") " -l " $1
	if ($5 == "file")
		line = line " -r -F"
	else if ($5 == "folder")
		line = line " -x -a '(__fish_complete_directories)'"
	else if ($6 != "-" && $3 != "maybe")
		line = line " -x -a " quoted($6)
	else if ($3 != "flag" && $3 != "maybe")
		line = line " -x"
	print line " -d " quoted($8)
}
