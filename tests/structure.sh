#!/bin/sh
# The structure of the sources, derived from their includes and from the objects of a build:
#
#   rooms      includes and calls between rooms only go down the list of rooms in HACKING.md
#   includes   no two files include each other, directly or through others; a .c file and its
#              header count as one file
#   calls      no two files of a room call each other, directly or through others
#   headers    a header declares functions of its own .c file only, and a .c file exports only what
#              its header declares. A header that is installed is the face of its room: it declares
#              functions of any file of the room, and those files may export them
set -u
# shellcheck source=tests/common.sh
. "${SOURCE:-$(dirname "$0")/..}/tests/common.sh"

# The room of a unit, a file's path without .c or .h.
room='
	function room(unit) {
		if (unit !~ /^src\//)
			return "tools"
		sub(/^src\//, "", unit)
		if (unit !~ /\//)
			return "stackfold"
		sub(/\/.*/, "", unit)
		return unit
	}'

# ---- what there is ----

# Each file with its unit (the path without .c or .h), and what it includes of ours.
cd "$SOURCE" || exit 1
find src tools -name '*.[ch]' | sort >"$scratch/files"
# shellcheck disable=SC2046 # no blanks in our files' names
awk '
	FNR == NR { known[$0] = 1; next }
	/^#[ \t]*include "/ {
		name = $0
		sub(/^[^"]*"/, "", name)
		sub(/".*/, "", name)
		here = FILENAME
		sub(/[^\/]*$/, "", here)
		if (!(("src/" name) in known)) {
			if (!((here name) in known))
				next
			to = here name
		} else
			to = "src/" name
		from = FILENAME
		sub(/\.[ch]$/, "", from)
		sub(/\.h$/, "", to)
		if (from != to)
			print from, to
	}' "$scratch/files" $(cat "$scratch/files") | sort -u >"$scratch/includes"

# The functions and tables that each unit defines for others (symbol unit kind), and those it takes
# from others (unit unit).
cd "$BUILD" || exit 1
# libtool keeps the objects of a shared library in folders .libs. Not what protoc-c writes, whose
# header is made in the build.
find src tools -name '*.o' ! -name '*.pb-c.o' | sort >"$scratch/objects"
while read -r object; do
	unit=${object%.o}
	case $unit in */.libs/*) unit=${unit%/.libs/*}/${unit##*/} ;; esac
	[ -f "$SOURCE/$unit.c" ] || [ -f "$unit.c" ] || continue # of a file that is gone
	${NM:-nm} -P -g "$object" | awk -v unit="$unit" '
		$2 == "U" { print "uses", $1, unit; next }
		$2 ~ /^[A-Z]$/ { print "has", $1, unit, $2 }'
done <"$scratch/objects" >"$scratch/symbols"
awk '
	$1 == "has" { of[$2] = of[$2] " " $3; next }
	{ user[++n] = $3; symbol[n] = $2 }
	END {
		for (i = 1; i <= n; i++) {
			# each tool has a main, and may have others of the same name as the library
			split(of[symbol[i]], units, " ")
			if (units[1] != "" && units[1] != user[i])
				print user[i], units[1]
		}
	}' "$scratch/symbols" | sort -u >"$scratch/calls"

# ---- rooms ----

# The list in HACKING.md: one line for each level, top first; a room includes rooms of lower lines.
sed -n '/^Includes and calls only go down this list/,/^A new room/s/^    //p' "$SOURCE/HACKING.md" >"$scratch/levels"
awk "$room"'
	FILENAME ~ /levels$/ {
		for (i = 1; i <= NF; i++)
			level[$i] = FNR
		next
	}
	{
		a = room($1)
		b = room($2)
		if (!(a in level) || !(b in level))
			print "rooms: the list in HACKING.md lacks", !(a in level) ? a : b
		else if (a != b && level[a] >= level[b])
			print "rooms:", $1, $2
	}' "$scratch/levels" "$scratch/includes" "$scratch/calls" | sort -u >"$scratch/found"
[ -s "$scratch/levels" ] || echo "rooms: no list in HACKING.md" >>"$scratch/found"

# ---- circles ----

# circles NAME: from lines "A B", the groups of files that reach each other, one line each.
circles() {
	awk -v name="$1" '
		function reach(from, at, i) {
			seen[from, at] = 1
			for (i = 1; i <= degree[at]; i++)
				if (!((from, to[at, i]) in seen))
					reach(from, to[at, i])
		}
		{ to[$1, ++degree[$1]] = $2; nodes[$1] = 1 }
		END {
			for (node in nodes) # itself only where a path leads back
				for (i = 1; i <= degree[node]; i++)
					if (!((node, to[node, i]) in seen))
						reach(node, to[node, i])
			for (a in nodes) {
				if (!((a, a) in seen))
					continue
				first = a
				count = 0
				for (b in nodes)
					if (((a, b) in seen) && ((b, a) in seen)) {
						if (b < first)
							first = b
						members[++count] = b
					}
				if (a != first)
					continue
				for (i = 2; i <= count; i++) { # in order
					item = members[i]
					for (j = i - 1; j && members[j] > item; j--)
						members[j + 1] = members[j]
					members[j + 1] = item
				}
				line = name ":"
				for (i = 1; i <= count; i++)
					line = line " " members[i]
				print line
			}
		}'
}
circles includes <"$scratch/includes" >>"$scratch/found"
circles calls <"$scratch/calls" >>"$scratch/found"

# ---- headers ----

# Declarations begin at the beginning of a line; bodies of inline functions are indented.
cd "$SOURCE" || exit 1
# shellcheck disable=SC2046
awk '
	{ gsub(/\/\*[^*]*\*\//, "") }
	/^[A-Za-z_].*[ *][a-z_0-9]*\(/ && !/^(static|typedef|extern|enum \{|struct \{)/ {
		name = $0
		sub(/\(.*/, "", name)
		sub(/.*[ *]/, "", name)
		header = FILENAME
		sub(/\.h$/, "", header)
		print "declares", name, header
	}' $(grep '\.h$' "$scratch/files") >"$scratch/declared"
sed -n 's/^include_HEADERS += *%D%\(.*\)\.h$/face src\1/p' src/room.am >"$scratch/faces"
[ -s "$scratch/faces" ] || echo "headers: src/room.am installs none" >>"$scratch/found"
awk "$room"'
	$1 == "face" {
		face[$2] = 1
		next
	}
	$1 == "declares" {
		declared[$2] = declared[$2] " " $3
		next
	}
	$1 == "has" && $4 == "T" { exporter[$2] = exporter[$2] " " $3 }
	# whether a header may declare what a unit defines
	function speaks_for(header, unit) {
		return header == unit || ((header in face) && room(header) == room(unit))
	}
	# whether a header of a list may declare what a unit of another defines
	function fits(headers, units,   h, u, i, j, m, n) {
		m = split(headers, h, " ")
		n = split(units, u, " ")
		for (i = 1; i <= m; i++)
			for (j = 1; j <= n; j++)
				if (speaks_for(h[i], u[j]))
					return 1
		return 0
	}
	END {
		for (name in exporter) {
			n = split(exporter[name], units, " ")
			for (i = 1; i <= n; i++)
				if (units[i] !~ /^tools\// && !fits(declared[name], units[i]))
					print "headers: " units[i] " exports " name ", which its header does not declare"
		}
		for (name in declared) {
			n = split(declared[name], headers, " ")
			for (i = 1; i <= n; i++)
				if (!fits(headers[i], exporter[name]))
					print "headers: " headers[i] " declares " name ", which another file defines"
		}
	}' "$scratch/faces" "$scratch/declared" "$scratch/symbols" | sort >>"$scratch/found"

# ---- the result ----

for check in rooms includes calls headers; do
	if grep "^$check:" "$scratch/found" >"$scratch/lines"; then
		echo "not ok structure/$check"
		sed 's/^/# /' "$scratch/lines"
	else
		ok "structure/$check"
	fi
done
[ ! -s "$scratch/found" ]
