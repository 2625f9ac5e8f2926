#!/bin/sh
# build.sh FOLDER: makes the documentation as a static site in FOLDER: the man pages by mandoc, the pages in docs/ by
# cmark-gfm, and pictures by the tools in TOOLS. No scripts; the same bytes each time.
set -eu

SOURCE=$(cd "${SOURCE:-$(dirname "$0")/../..}" && pwd)
TOOLS=${TOOLS:-$SOURCE/build/tools}
for command in mandoc cmark-gfm; do
	command -v $command >/dev/null || { echo "build.sh: $command is not here" >&2; exit 1; }
done
mkdir -p "$1"
site=$(cd "$1" && pwd)
cp "$SOURCE/docs/site/style.css" "$site"

# page NAME TITLE: a page of the HTML on standard input.
page() {
	{
		cat <<-END
			<!DOCTYPE html>
			<html lang="en">
			<head>
			<meta charset="utf-8">
			<meta name="viewport" content="width=device-width, initial-scale=1">
			<title>$2</title>
			<link rel="stylesheet" href="style.css">
			</head>
			<body>
			<nav><a href="index.html">stackfold</a> <a href="readme.html">Tour</a> <a href="recording.html">Recording</a>
			<a href="index.html#coming-from-another-tool">Moving</a> <a href="index.html#manual-pages">Manual</a></nav>
			<main>
		END
		cat
		printf '</main>\n</body>\n</html>\n'
	} >"$site/$1.html"
}

# A sed script that makes links between files links between pages.
links() {
	cat <<-'END'
		s|href="\([^"]*/\)\{0,1\}moving/\([a-z-]*\)\.md\(["#]\)|href="moving-\2.html\3|g
		s|href="\([^"]*/\)\{0,1\}\([a-z-]*\)\.\([1-9]\)"|href="\2.\3.html"|g
		s|\(src="\)docs/\([a-z-]*\.png"\)|\1\2|g
		s|href="schemas/|href="|g
		s|href="\([^"]*/\)\{0,1\}docs/ci/\{0,1\}\(README.md\)\{0,1\}"|href="ci.html"|g
		s|href="\([^"]*/\)\{0,1\}examples/cluster/\{0,1\}\(README.md\)\{0,1\}"|href="cluster.html"|g
	END
	for file in $documents; do
		printf 's|href="\\([^"]*/\\)\\{0,1\\}%s\\(["#]\\)|href="%s.html\\2|g\n' "$(basename "$file")" "$(name_of "$file")"
	done
}

# Headings get the ids that GitHub gives them, for links to sections.
ids() {
	awk '/^<h[1-6]>/ {
		id = tolower($0)
		gsub(/<[^>]*>|&[a-z]*;/, "", id)
		gsub(/[^a-z0-9 _-]/, "", id)
		gsub(/ /, "-", id)
		sub(/>/, " id=\"" id "\">")
	} { print }'
}

# Options and names of tools that lines do not break.
unbroken() {
	sed '/<pre>/,/<\/pre>/!s/\([ >]\)\(--[a-z][a-z-]*\|[a-z]*-stacks\)/\1<span>\2<\/span>/g'
}

# name_of FILE: the page of a document.
name_of() {
	case $1 in
	docs/ci/README.md) echo ci ;;
	examples/cluster/README.md) echo cluster ;;
	docs/moving/*) echo "moving-$(basename "$1" .md)" ;;
	*) basename "$1" .md | tr '[:upper:]' '[:lower:]' ;;
	esac
}

cd "$SOURCE"
documents='README.md CHANGELOG.md SECURITY.md'
for file in docs/*.md docs/ci/README.md examples/cluster/README.md docs/moving/*.md; do
	[ ! -f "$file" ] || documents="$documents $file"
done
links >"$site/links.sed"
: >"$site/documents.part"
for file in $documents; do
	title=$(sed -n 's/^# //p' "$file" | head -n 1)
	case $file in
	README.md) echo "<li><a href=\"readme.html\">A tour of the tools, and how to install them</a></li>" ;;
	docs/moving/*) ;;
	*) echo "<li><a href=\"$(name_of "$file").html\">$title</a></li>" ;;
	esac >>"$site/documents.part"
	cmark-gfm --extension table --to html "$file" | sed -f "$site/links.sed" | ids | unbroken |
		page "$(name_of "$file")" "$title"
done

# --- man pages ------------------------------------------------------------------------------------

for file in man/*.[1-9]; do
	name=$(basename "$file")
	mandoc -T html -O 'fragment,man=%N.%S.html' "$file" | sed '/^ *$/d' | page "$name" "$name"
	about=$(sed -n '/^\.SH NAME/{n;s/.*\\- //p;}' "$file")
	echo "<li><a href=\"$name.html\">${name%.*}(${name##*.})</a>: $about</li>"
done >"$site/manual.part"
# Where a page names another of ours, it links to it.
for file in man/*.[1-9]; do
	name=$(basename "$file")
	for form in "${name%.*}" "$(echo "${name%.*}" | sed 's/-/\&#x2010;/g')"; do
		printf 's|<b>%s</b>(%s)|<a href="%s.html">%s(%s)</a>|g\n' "$form" "${name##*.}" "$name" "${name%.*}" "${name##*.}"
	done
done >"$site/manual.sed"
for file in man/*.[1-9]; do
	sed -i -f "$site/manual.sed" "$site/$(basename "$file").html"
done
rm "$site/manual.sed"

# --- pictures ---------------------------------------------------------------------------------------

# picture NAME CAPTION COMMAND...: what the command writes, with the command below it.
picture() {
	name=$1 caption=$2
	shift 2
	"$@" -o "$site/$name.svg"
	echo "<figure><a href=\"$name.svg\"><img src=\"$name.svg\" alt=\"$caption\"></a><figcaption>$caption</figcaption></figure>"
}
{
	picture flame 'A flame graph: open it for search, zoom and the numbers of each frame' \
		"$TOOLS/flamesvg" -q --title 'perf.data' "$SOURCE/testdata/demo.perf.txt.zst"
	"$TOOLS/diff-stacks" -q -n "$SOURCE/testdata/compare-before.txt.gz" "$SOURCE/testdata/compare-after.txt.gz" \
		-o "$site/diff.folded"
	picture difference 'A differential: red grew, blue shrank' \
		"$TOOLS/flamesvg" -q --title 'Before and after' --diff-layout union "$site/diff.folded"
} >"$site/pictures.part"
rm -f "$site/diff.folded"
cp docs/*.png docs/schemas/*.json docs/ci/Jenkinsfile docs/ci/*.yml docs/ci/*.mk examples/cluster/*.sh "$site"

cmark-gfm --unsafe --to html docs/site/index.md | ids | unbroken | awk -v folder="$site/" '
	function put(name, line) { while ((getline line <(folder name)) > 0) print line }
	/<!-- pictures -->/ { put("pictures.part"); next }
	/<!-- documents -->/ { print "<ul>"; put("documents.part"); print "</ul>"; next }
	/<!-- manual pages -->/ { print "<ul>"; put("manual.part"); print "</ul>"; next }
	{ print }' | page index stackfold
rm -f "$site"/*.part "$site/links.sed"

# --- links ------------------------------------------------------------------------------------------

# Other programs' pages, and files that are in the source only, lose their link.
grep -o -h 'href="[^"#:]*' "$site"/*.html | sort -u | sed 's/href="//' | while read -r target; do
	[ -e "$site/$target" ] || [ -z "$target" ] ||
		sed -i "s|<a href=\"$target\">\([^<]*\(<code>[^<]*</code>\)*[^<]*\)</a>|\1|g" "$site"/*.html
done
