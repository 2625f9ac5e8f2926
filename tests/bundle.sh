#!/bin/sh
# bundle.sh: what src/render/assets/bundle.awk makes of modules, and which it refuses.
set -u
# shellcheck source=tests/common.sh
. "${SOURCE:-$(dirname "$0")/..}/tests/common.sh"

bundle() {
	(cd "$scratch" && awk -f "$SOURCE/src/render/assets/bundle.awk" "$@")
}

# accept NAME EXPECTED: a.js and b.js become this script
accept() {
	printf '%s\n' "$2" >"$scratch/wanted"
	bundle a.js b.js >"$scratch/made" 2>&1
	diff "$scratch/wanted" "$scratch/made" >"$scratch/wrong"
	judge "bundle/$1" "$scratch/wrong"
}

# refuse NAME MESSAGE: of a.js and b.js there is none
refuse() {
	bundle a.js b.js >"$scratch/made" 2>"$scratch/err" && echo "accepted" >>"$scratch/err"
	printf '%s\n' "$2" | diff - "$scratch/err" >"$scratch/wrong"
	judge "bundle/$1" "$scratch/wrong"
}

cat >"$scratch/a.js" <<'END'
// What is left out.
export const one = 1; // and this
const hidden = "a  //  b" + `${one + 1} c` + / "x" [/ ]/.source;
export function two(a, b) {
	if (a)
		return a - -b;
	return { hidden };
}
END
echo 'import { one, two } from "./a.js";
two(one, 3);' >"$scratch/b.js"
# shellcheck disable=SC2016 # of the script
accept modules '(()=>{"use strict";const $a=(()=>{const one=1;const hidden="a  //  b"+`${one + 1} c`+/ "x" [/ ]/.source;function two(a,b){if(a)
return a- -b;return{hidden};}
return{one,two};})();
{const{one,two}=$a;two(one,3);}
})();'

echo 'import { one, three } from "./a.js";
three(one);' >"$scratch/b.js"
refuse missing-export 'b.js: a exports no three before here'

echo 'import { one, two } from "./a.js";
two();' >"$scratch/b.js"
refuse unused-import 'b.js: imports one and does not use it'

echo 'const x = 1;
two(x);' >"$scratch/b.js"
refuse missing-import 'b.js: uses two of a.js without importing it'

echo 'import { later } from "./c.js";
later();' >"$scratch/b.js"
refuse later-module 'b.js: c exports no later before here'

echo 'export let state = 1;' >"$scratch/b.js"
refuse changing-export 'b.js: not understood: export let state = 1;'

echo 'const text = "]]>";' >"$scratch/b.js"
refuse end-of-section 'b.js: ]]> ends the script'
