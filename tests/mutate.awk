# What tests/mutate.sh may change in C sources. Two ways to call it:
#
#     awk -v samples=N -v seed=N -f mutate.awk FILE...
#
# draws N of all changes, without repetition: first the kind of each, then one of that kind. Each is a
# line "file TAB line TAB column TAB old text TAB new text"; equal seeds and files give equal lines.
#
#     CHANGE="file TAB line TAB column TAB old text TAB new text" awk -v make=1 -f mutate.awk FILE
#
# prints the file with one of them made.

BEGIN {
	tab = "\t"
	split(ENVIRON["CHANGE"], wanted, tab)
	# Operators and what takes their place; the longer come first where they are looked for.
	split("== != <= >= && || << >> ++ -- += -= |= &= *= /=", two, " ")
	split("!= == < > || && >> << -- ++ -= += &= |= /= *=", instead, " ")
	for (i in two)
		swapped[two[i]] = instead[i]
	swapped["<"] = "<="
	swapped[">"] = ">="
	swapped["+"] = "-"
	swapped["-"] = "+"
	swapped["*"] = "/"
	swapped["/"] = "*"
	swapped["%"] = "/"
	swapped["&"] = "|"
	swapped["|"] = "&"
	swapped["^"] = "&"
	kind_count = split("operator comparison constant statement", kinds, " ")
	split("== != <= >= && || < > !", compared, " ")
	for (i in compared)
		compares[compared[i]] = 1
}

# Park and Miller's generator: the same numbers with every awk.
function random(below) {
	state = state * 16807 % 2147483647
	return int(state / 2147483647 * below)
}

# The line with comments, texts and characters blanked out, so that columns stay.
function masked(text,    out, c, pair, n, i) {
	out = ""
	n = length(text)
	for (i = 1; i <= n; i++) {
		c = substr(text, i, 1)
		pair = substr(text, i, 2)
		if (in_comment) {
			if (pair == "*/") {
				in_comment = 0
				i++
				out = out " "
			}
			out = out " "
		} else if (quote) {
			if (c == "\\") {
				i++
				out = out "x"
			} else if (c == quote)
				quote = ""
			out = out "x"
		} else if (pair == "/*") {
			in_comment = 1
			i++
			out = out "  "
		} else if (pair == "//") {
			return out
		} else if (c == "\"" || c == "'") {
			quote = c
			out = out "x"
		} else
			out = out c
	}
	quote = ""
	return out
}

function candidate(kind, column, old, new,    n) {
	n = ++found[kind]
	change[kind, n] = FILENAME tab FNR tab column tab old tab new
}

function constants(code,    at, from, rest, value) {
	from = 1
	rest = code
	while (match(rest, /(^|[^A-Za-z0-9_.])([0-9]+|true|false)($|[^A-Za-z0-9_.])/)) {
		at = RSTART
		value = substr(rest, RSTART, RLENGTH)
		if (value ~ /^[^0-9tf]/) {
			at++
			value = substr(value, 2)
		}
		if (value !~ /^(true|false)$/)
			sub(/[^0-9a-z]$/, "", value)
		sub(/[^0-9a-z]$/, "", value)
		if (value == "true" || value == "false")
			candidate("constant", from + at - 1, value, value == "true" ? "false" : "true")
		else if (value !~ /^0[0-9]/) {
			candidate("constant", from + at - 1, value, value + 1)
			if (value > 1)
				candidate("constant", from + at - 1, value, value - 1)
		}
		from += at - 1 + length(value)
		rest = substr(code, from)
	}
}

# Binary operators stand between blanks, so that those of pointers and signs are not taken for them.
function operators(code,    i, n, pair, c, between) {
	n = length(code)
	for (i = 1; i <= n; i++) {
		pair = substr(code, i, 2)
		c = substr(code, i, 1)
		if (substr(code, i, 3) ~ /^(<<=|>>=)$/) {
			i += 2
			continue
		}
		if (pair == "->") {
			i++
			continue
		}
		if (pair in swapped) {
			candidate(pair in compares ? "comparison" : "operator", i, pair, swapped[pair])
			i++
			continue
		}
		between = substr(code, i - 1, 1) == " " && substr(code, i + 1, 1) == " "
		if (c in swapped && between)
			candidate(c in compares ? "comparison" : "operator", i, c, swapped[c])
		else if (c == "!" && substr(code, i + 1, 1) != "=")
			candidate("comparison", i, "!", "")
	}
}

# A statement that is a line: a call, an assignment or a jump, in a function. Leaks are what
# sanitizers look for, so what frees and closes stays.
function statements(code, text,    begin, word) {
	begin = match(code, /[^ \t]/)
	if (!before_ends || code !~ /;[ \t]*$/ || substr(code, 1, 1) != tab)
		return
	code = substr(code, begin)
	text = substr(text, begin)
	sub(/;.*$/, "", text)
	if (code ~ /^(break|continue|return);/ || code ~ /^\*?[A-Za-z_][A-Za-z0-9_.>-]*(\[[^;]*\])?(\.[a-z_]+)* [-+*\/|&^%]?=[ \t].*;/ ||
	    code ~ /^\*?[A-Za-z_][A-Za-z0-9_.>\[\]-]*(\+\+|--);/) {
		candidate("statement", begin, text, "")
	} else if (code ~ /^[a-z_][a-z0-9_]*\(.*\);[ \t]*$/) {
		word = code
		sub(/\(.*/, "", word)
		if (word !~ /free|close|destroy|release|^(if|while|for|switch|return|sizeof)$/)
			candidate("statement", begin, text, "")
	}
}

make {
	if (FNR == wanted[2])
		$0 = substr($0, 1, wanted[3] - 1) wanted[5] substr($0, wanted[3] + length(wanted[4]))
	print
	next
}

FNR == 1 {
	in_comment = 0
	quote = ""
	directive = 0
	before_ends = 0
}

{
	code = masked($0)
	if (directive || code ~ /^[ \t]*#/) {
		directive = code ~ /\\$/
		next
	}
	if (code !~ /[^ \t]/)
		next
	operators(code)
	constants(code)
	statements(code, $0)
	before_ends = code ~ /([;{})]|else|:)[ \t]*$/
}

END {
	if (make)
		exit
	state = seed % 2147483646 + 1
	for (i = 0; i < 10; i++)
		random(1)
	for (left = samples; left > 0; left--) {
		total = 0
		for (k = 1; k <= kind_count; k++)
			total += found[kinds[k]] > 0
		if (!total)
			exit
		do
			kind = kinds[1 + random(kind_count)]
		while (!found[kind])
		at = 1 + random(found[kind])
		print change[kind, at]
		change[kind, at] = change[kind, found[kind]--]
	}
}
