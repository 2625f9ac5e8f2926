# Makes man/flame-recording.7 from docs/recording.md: awk -f docs/man-from-markdown.awk docs/recording.md
#
# It understands "# title", "## section", paragraphs, "- item" (further lines begin with two blanks),
# lines of code (after four blanks, or six within an item), and `code` within a line.

function inline(text,    out, parts, n, i) {
	gsub(/\\/, "\\e", text)
	n = split(text, parts, "`")
	out = ""
	for (i = 1; i <= n; i++) {
		if (i % 2 == 0) {
			gsub(/-/, "\\-", parts[i])
			gsub(/'/, "\\(aq", parts[i])
			out = out "\\fB" parts[i] "\\fP"
		} else {
			out = out parts[i]
		}
	}
	return out ~ /^[.']/ ? "\\&" out : out
}

function end_code() {
	if (code) print ".fi\n.RE"
	code = 0
}

function line_of_code(text) {
	if (!code) print (first ? "" : ".PP\n") ".RS\n.nf"
	else if (blank) print ""
	code = 1
	blank = 0
	gsub(/\\/, "\\e", text)
	gsub(/-/, "\\-", text)
	gsub(/'/, "\\(aq", text)
	print (text ~ /^[.]/ ? "\\&" : "") text
}

BEGIN {
	print ".\\\" Made of docs/recording.md by docs/man-from-markdown.awk"
	print ".TH FLAME-RECORDING 7 2026-11-21 \"stackfold 0.1.0\" \"Miscellaneous Information\""
	print ".SH NAME"
	print "flame\\-recording \\- how to record profiles for flame graphs"
	print ".SH DESCRIPTION"
	first = 1
}

/^# / { next }

/^## / {
	end_code()
	print ".SH \"" toupper(substr($0, 4)) "\""
	first = 1
	blank = item = 0
	next
}

/^$/ { blank = 1; next }

/^    / && !item { line_of_code(substr($0, 5)); first = 0; next }
/^      / && item && (blank || code) { line_of_code(substr($0, 7)); next }

/^- / {
	end_code()
	print ".IP \\(bu 2"
	print inline(substr($0, 3))
	item = 1
	blank = first = 0
	next
}

item && /^  / {
	if (code) {
		end_code()
		print ".IP \"\" 2"
	}
	print inline(substr($0, 3))
	blank = 0
	next
}

{
	end_code()
	if (blank && !first) print ".PP"
	print inline($0)
	item = blank = first = 0
}

END {
	end_code()
	print ".SH \"SEE ALSO\""
	print ".BR fold-stacks (1),\n.BR flamesvg (1),\n.BR folded (5),\n.BR perf-record (1)"
}
