#!/bin/sh
# The Debian packages: built, looked over by lintian, built again elsewhere with the same bytes, installed in a
# system of their own, tested there (autopkgtest), and removed without a trace. Takes some minutes, needs root and
# a mirror of Debian, and is not part of `make check`: make check SUITES=deb.
set -u
# shellcheck source=tests/common.sh
. "${SOURCE:-$(dirname "$0")/..}/tests/common.sh"

make=${MAKE:-make}
unset MAKEFLAGS MFLAGS MAKELEVEL
for command in dpkg-buildpackage dh lintian; do
	have $command || { skip deb "$command is not here (packages dpkg-dev, debhelper, lintian)"; exit; }
done

cd "$BUILD" || exit 1
# The tests run suites of their own in the build.
if (unset SOURCE BUILD TOOLS SANITIZED; "$make" deb) >"$scratch/log" 2>&1; then
	ok deb/build
else
	tail -n 20 "$scratch/log" >"$scratch/wrong"
	not_ok deb/build "$scratch/wrong"
	exit
fi
deb=$BUILD/deb

# --- what lintian says ----------------------------------------------------------------------------

lintian --fail-on error,warning,info --display-info "$deb"/*.changes >"$scratch/wrong" 2>&1 && : >"$scratch/wrong"
judge deb/lintian "$scratch/wrong"

# What the packages have is what `make install` installs.
"$make" -s install DESTDIR="$scratch/root" prefix=/usr >"$scratch/log" 2>&1
(cd "$scratch/root" && find . ! -type d) | sed -e 's|.*/||' -e '/\.la$/d' | sort -u >"$scratch/installed"
for package in "$deb"/*.deb; do
	dpkg-deb -c "$package"
done | sed -n 's|^[-l].* \./[^ ]*/\([^ /]*\)\( ->.*\)\{0,1\}$|\1|p' | sed 's/\.gz$//' | sort -u >"$scratch/packaged"
comm -23 "$scratch/installed" "$scratch/packaged" | sed 's/$/ is installed, but in no package/' >"$scratch/wrong"
judge deb/complete "$scratch/wrong"

# --- the same bytes again -------------------------------------------------------------------------

mkdir -p "$scratch/elsewhere/in-a-longer-path"
(
	cd "$scratch/elsewhere/in-a-longer-path" && dpkg-source -x "$deb"/*.dsc source && cd source &&
		umask 027 && unset SOURCE BUILD TOOLS SANITIZED && TZ=Asia/Kolkata LC_ALL=C.UTF-8 DEB_BUILD_OPTIONS=nocheck \
		dpkg-buildpackage -b -us -uc
) >"$scratch/log" 2>&1 || tail -n 20 "$scratch/log"
for package in "$deb"/*.deb; do
	cmp "$package" "$scratch/elsewhere/in-a-longer-path/${package##*/}"
done >"$scratch/wrong" 2>&1
judge deb/reproducible "$scratch/wrong"
rm -rf "$scratch/elsewhere"

# --- in a system of their own ---------------------------------------------------------------------

have mmdebstrap || { skip deb/system "mmdebstrap is not here"; exit; }
[ "$(id -u)" -eq 0 ] || { skip deb/system "not root"; exit; }
system=$scratch/system
# shellcheck source=/dev/null
release=$(. /etc/os-release && echo "$VERSION_CODENAME")
if ! mmdebstrap --variant=apt "$release" "$system" >"$scratch/log" 2>&1; then
	skip deb/system "no system could be made: $(tail -n 1 "$scratch/log")"
	exit
fi

# files: all that is in the system, but for what apt and dpkg keep for themselves.
files() {
	(cd "$system" && find . -xdev \( -path ./proc -o -path ./sys -o -path ./tmp -o -path './var/lib/dpkg' -o \
		-path ./var/lib/apt -o -path ./var/cache -o -path ./var/log -o -path ./debs \) -prune -o -print) | sort
}

in_system() {
	chroot "$system" env -u SOURCE -u BUILD -u TOOLS LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive HOME=/root \
		PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"
}

files >"$scratch/before"
mkdir "$system/debs"
cp "$deb"/*.deb "$system/debs"
rm -f "$system"/debs/*-dbgsym_*
cp "$TESTDATA/good-c-frame-pointers.txt" "$system/debs"
{
	# shellcheck disable=SC2016 # expanded there
	in_system apt-get update -q >"$scratch/log" 2>&1
	in_system sh -c 'apt-get install -y -q --no-install-recommends /debs/*.deb' >"$scratch/log" 2>&1 ||
		tail -n 20 "$scratch/log"
	# shellcheck disable=SC2016
	in_system sh -c 'cd /tmp && fold-stacks -q -o out.folded /debs/*.txt && flamesvg -q -o out.svg out.folded &&
		fold-stacks -q out.svg | cmp - out.folded' || echo "the tools do not work"
	"$TOOLS/flamesvg" -q "$system/tmp/out.folded" | cmp - "$system/tmp/out.svg"
	in_system apt-get purge -y -q --autoremove stackfold libstackfold0 libstackfold-dev >"$scratch/log" 2>&1 ||
		tail -n 20 "$scratch/log"
	files | diff "$scratch/before" - | sed -n -e 's/^>/left behind:/p' -e 's/^</gone:/p'
} >"$scratch/wrong" 2>&1
judge deb/system "$scratch/wrong"

have autopkgtest || { skip deb/autopkgtest "autopkgtest is not here"; exit; }
# a folder of TMPDIR, such as the one that run.sh makes, does not exist in the system
if env -u TMPDIR autopkgtest --no-built-binaries "$system"/debs/*.deb "$deb"/*.dsc -- chroot "$system" >"$scratch/log" 2>&1; then
	: >"$scratch/wrong"
else
	tail -n 20 "$scratch/log" >"$scratch/wrong"
fi
judge deb/autopkgtest "$scratch/wrong"
