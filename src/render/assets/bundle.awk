# bundle.awk FILE.js...: prints the files as one script, without comments and blanks. Each
# file is a module, which uses only what it imports from files before it:
#
#     import { byId, makeElement } from "./dom.js";
#     export function zoomTo(i) {
#     export const fillerOf = ...
#
# A module becomes a function that returns its exports. The script is not made (status 1) where a name
# is imported that no file before exports, or is not used, or where a module calls what another one
# exports without importing it.

function complain(text) {
	printf "%s.js: %s\n", module, text >"/dev/stderr"
	failed = 1
}

# Whether the module's text has the name as a word of its own, not as a member.
function has_word(text, name, following) {
	return match(text, "(^|[^A-Za-z0-9_$.#\"]|[.][.][.])" name following)
}

# Whether the module declares the name somewhere, alone or in a list of names.
function is_local(name) {
	return has_word(body, "(function|const|let) " name, "[^A-Za-z0-9_$]") ||
		has_word(body, "(const|let)([[ {]|[[ {][^=;]*[^A-Za-z0-9_$.])" name, "[^A-Za-z0-9_$(.]")
}

function end_module(    i, name, other, imports, list) {
	for (i = 1; i <= import_count; i++) {
		name = import_names[i]
		other = import_from[i]
		if (!((other, name) in exported))
			complain(other " exports no " name " before here")
		if (!has_word(body, name, "([^A-Za-z0-9_$]|$)"))
			complain("imports " name " and does not use it")
	}
	for (name in exporter) {
		if (!(name in imported) && exporter[name] != module ".js" &&
		    has_word(body, name, "([^A-Za-z0-9_$:]|$)") && !is_local(name))
			complain("uses " name " of " exporter[name] " without importing it")
	}
	list = ""
	for (i = 1; i <= module_count; i++) {
		other = modules[i]
		if (other in lists)
			list = list (list == "" ? "" : ",") "{" lists[other] "}=$" other
	}
	imports = list == "" ? "" : "const" list ";"
	if (own == "")
		bundle = bundle "{" imports body "}\n"
	else
		bundle = bundle "const $" module "=(()=>{" imports body "return{" own "};})();\n"
	modules[++module_count] = module
	split(own, names, ",")
	for (i in names) {
		exported[module, names[i]] = 1
		exporter[names[i]] = module ".js"
	}
}

function begin_module() {
	module = FILENAME
	sub(/^.*\//, "", module)
	sub(/\.js$/, "", module)
	body = own = importing = ""
	import_count = 0
	delete lists
	delete imported
}

function take_import(text,    other, names, count, i) {
	if (text !~ /^import \{[ A-Za-z0-9_$,]*\} from "\.\/[a-z_]*\.js";$/) {
		complain("not understood: " text)
		return
	}
	other = text
	sub(/^.*"\.\//, "", other)
	sub(/\.js";$/, "", other)
	gsub(/^import \{|\} from .*$| /, "", text)
	count = split(text, names, ",")
	for (i = 1; i <= count; i++) {
		if (names[i] == "")
			continue
		import_names[++import_count] = names[i]
		import_from[import_count] = other
		imported[names[i]] = 1
		lists[other] = lists[other] (lists[other] == "" ? "" : ",") names[i]
	}
}

# Whether what follows the text may be a regular expression: a slash after a value divides.
function begins_value(text,    last) {
	last = substr(text, length(text))
	return text == "" || index("(,=:[!&|?{};+>", last) || text ~ /(^|[^A-Za-z0-9_$])return ?$/
}

# The line without blanks that separate no words and without the comment at its end. Texts, templates
# and regular expressions stay as they are.
function squeeze(line,    made, c, last, rest, size) {
	made = ""
	while (line != "" && line !~ /^\/\//) {
		c = substr(line, 1, 1)
		last = substr(made, length(made))
		size = 1
		if (c == "\"")
			match(line, /^"([^"\\]|\\.)*"/)
		else if (c == "`")
			match(line, /^`([^`\\]|\\.)*`/)
		else if (c == "/" && begins_value(made))
			match(line, /^\/(\[([^\]\\]|\\.)*\]|[^\/\\[]|\\.)+\//)
		else
			RLENGTH = 1
		if (RLENGTH < 1)
			complain("not closed: " line)
		else
			size = RLENGTH
		rest = substr(line, size + 1)
		if (c != " " || (last ~ /[A-Za-z0-9_$]/ && rest ~ /^[A-Za-z0-9_$]/) ||
		    (last ~ /[-+]/ && last == substr(rest, 1, 1)))
			made = made substr(line, 1, size)
		line = rest
	}
	sub(/ +$/, "", made)
	return made
}

FNR == 1 && NR > 1 { end_module() }
FNR == 1 { begin_module() }

{
	gsub(/^[ \t]+/, "")
	if (/^\/\//)
		$0 = ""
}
/^$/ { next }

importing != "" || /^import / {
	importing = importing == "" ? $0 : importing " " $0
	if (/;$/) {
		gsub(/[ \t]+/, " ", importing)
		take_import(importing)
		importing = ""
	}
	next
}

/^export / {
	if (!match($0, /^export (function|const) [A-Za-z0-9_$]+/)) {
		complain("not understood: " $0)
		next
	}
	name = substr($0, 1, RLENGTH)
	sub(/^export (function|const) /, "", name)
	own = own (own == "" ? "" : ",") name
	sub(/^export /, "")
}

# A newline is left out where a statement, a block or a list goes on in the next line.
{
	if (/\]\]>/)
		complain("]]> ends the script")
	$0 = squeeze($0)
	body = body $0 (/[;{(,\[]$/ ? "" : "\n")
}

END {
	end_module()
	if (failed)
		exit 1
	printf "(()=>{\"use strict\";%s})();\n", bundle
}
