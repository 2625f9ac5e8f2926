#!/bin/sh
# The packages other than Debian's, as far as they can be checked here: the tarball's bytes, RPMs (built, looked over
# by rpmlint, installed and removed), Alpine's APKBUILD and Homebrew's formula. Compiles everything once more, and is
# not part of `make check`: make check SUITES=packages.
set -u
# shellcheck source=tests/common.sh
. "${SOURCE:-$(dirname "$0")/..}/tests/common.sh"

make=${MAKE:-make}
unset MAKEFLAGS MFLAGS MAKELEVEL
cd "$BUILD" || exit 1

# make_it TARGET...
make_it() {
	(unset SOURCE BUILD TOOLS SANITIZED; "$make" "$@") >"$scratch/log" 2>&1 || {
		tail -n 20 "$scratch/log"
		return 1
	}
}

# --- the tarball ------------------------------------------------------------------------------------

version=$(sed -n 's/^PACKAGE_VERSION = //p' Makefile)
tarball=stackfold-$version.tar.xz
{
	make_it formula RELEASE_URL=https://stackfold.example/releases URL=https://stackfold.example
	cp "package/$tarball" "$scratch"
	(umask 077 && TZ=Asia/Kolkata LC_ALL=C.UTF-8 make_it apkbuild URL=https://stackfold.example)
	cmp "package/$tarball" "$scratch/$tarball"
} >"$scratch/wrong" 2>&1
judge packages/tarball "$scratch/wrong"

# --- Homebrew ---------------------------------------------------------------------------------------

# What of Homebrew a formula uses; its test runs with the tools of the build.
cat >"$scratch/homebrew.rb" <<'END'
require "digest"
require "fileutils"
require "pathname"
class Formula
  class << self
    attr_reader :told, :check
    def method_missing(name, *values)
      (@told ||= {}).store([name, values[0]], true)
      instance_variable_set("@#{name}", values[0])
    end
    def respond_to_missing?(*) = true
    def test(&block) = @check = block
    def given(name) = instance_variable_get("@#{name}")
  end
  def bin = Pathname.new(ENV.fetch("TOOLS"))
  def testpath = Pathname.new(Dir.pwd)
  def system(*words) = Kernel.system(*words.map(&:to_s)) || abort("#{words.join(" ")} failed")
  def shell_output(line) = `#{line}`
  def assert_equal(wanted, got) = wanted == got || abort("#{got.inspect} is not #{wanted.inspect}")
  def assert_match(wanted, got) = got.include?(wanted) || abort("#{got.inspect} has no #{wanted}")
end
class Pathname
  def write(text) = File.write(to_s, text)
end
load ARGV[0]
sum = Digest::SHA256.file(ARGV[1]).hexdigest
abort "sha256 is not that of the tarball" if Stackfold.given(:sha256) != sum
abort "url" if Stackfold.given(:url) != "https://stackfold.example/releases/#{File.basename(ARGV[1])}"
%i[desc homepage license].each { |name| Stackfold.given(name).to_s.empty? && abort("no #{name}") }
abort "desc is too long" if Stackfold.given(:desc).size > 80
Stackfold.new.instance_eval(&Stackfold.check)
END
if have ruby; then
	{
		ruby -wc package/stackfold.rb | grep -v '^Syntax OK$'
		grep -n '@[A-Z_]*@' package/stackfold.rb
		cd "$scratch" && ruby homebrew.rb "$BUILD/package/stackfold.rb" "$BUILD/package/$tarball"
		cd "$BUILD" || exit
	} >"$scratch/wrong" 2>&1
	judge packages/homebrew "$scratch/wrong"
else
	skip packages/homebrew "ruby is not here"
fi

# --- Alpine -----------------------------------------------------------------------------------------

{
	# abuild sets and uses the variables
	! have shellcheck || shellcheck -s sh -e SC2034,SC2154 package/APKBUILD
	grep -n '@[A-Z_0-9]*@' package/APKBUILD
	(cd package && sed -n '/^sha512sums/,$p' APKBUILD | sed -n 's/^[0-9a-f]\{128\}  .*/&/p' | sha512sum -c - >/dev/null)
	# package() with what this build installs; abuild would have run build() before it
	# shellcheck disable=SC2034,SC2317 # package() uses them
	(
		set -e
		pkgdir=$scratch/apk
		# shellcheck source=/dev/null
		. "$BUILD/package/APKBUILD"
		make() { command "$make" -s prefix=/usr bashcompletiondir=/usr/share/bash-completion/completions \
			zshcompletiondir=/usr/share/zsh/site-functions fishcompletiondir=/usr/share/fish/vendor_completions.d "$@" >/dev/null 2>&1; }
		package
	)
	[ -x "$scratch/apk/usr/bin/fold-stacks" ] || echo "package() installs no fold-stacks"
} >"$scratch/wrong" 2>&1
judge packages/alpine "$scratch/wrong"

# --- RPM --------------------------------------------------------------------------------------------

if ! have rpmbuild; then
	skip packages/rpm "rpmbuild is not here"
	exit
fi
# On Debian no RPM provides the libraries.
flags=--nocheck # the tests are those of this build
[ -e /etc/redhat-release ] || [ -e /etc/SUSE-brand ] || flags="$flags --nodeps"
if make_it rpm RPM_FLAGS="$flags" >"$scratch/wrong"; then
	ok packages/rpm
else
	not_ok packages/rpm "$scratch/wrong"
	exit
fi
if have rpmlint; then
	cat >"$scratch/rpmlintrc" <<'END'
# The tarball is beside the spec file.
addFilter("invalid-url")
# Since rpm 4.6 the tag is not needed; %mklibname is Mandriva's.
addFilter("no-buildroot-tag")
addFilter("lib-package-without-%mklibname")
END
	# The spec file only: Debian's rpmbuild neither strips nor compresses nor signs, which rpmlint misses in packages.
	rpmlint -r "$scratch/rpmlintrc" rpm/stackfold.spec >"$scratch/said" 2>&1
	grep -E ': [EW]: ' "$scratch/said" >"$scratch/wrong"
	judge packages/rpmlint "$scratch/wrong"
fi
{
	mkdir "$scratch/rpm-root"
	rpm --root "$scratch/rpm-root" --nodeps -i rpm/RPMS/*/*.rpm
	for tool in $all_tool_names; do
		"$scratch/rpm-root/usr/bin/$tool" --version >/dev/null || echo "$tool --version: status $?"
	done
	rpm --root "$scratch/rpm-root" --nodeps -e stackfold stackfold-libs stackfold-devel
	find "$scratch/rpm-root" ! -type d ! -path '*/rpm*/*' | sed 's/^/left behind: /'
} 2>&1 | grep -v -e 'use Alien instead' -e 'know what you are doing' >"$scratch/wrong"
judge packages/rpm-installed "$scratch/wrong"
