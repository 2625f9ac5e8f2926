// Compares the picture's own matching of regular expressions with RegExp, for expressions made by
// chance (the same in each run), and has it try what RegExp would not get to the end of. Needs no browser.
import { readFileSync } from "node:fs";

const source = readFileSync(new URL("../../src/render/assets/expression.js", import.meta.url), "utf8");
const { matcherFor, parseExpression, buildStates, matcherOf } =
	new Function(source.replace(/^export /gm, "") + "return { matcherFor, parseExpression, buildStates, matcherOf };")();

let seed = 1;
const below = (most) => {
	seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
	return (seed >>> 8) % most;
};
const one = (list) => list[below(list.length)];

const atoms = ["a", "b", "A", "_", "-", ".", "\\w", "\\W", "\\d", "\\s", "[ab]", "[^a]", "[\\]a-c]", "[]", "[^]",
	"\\.", "\\x61", "\\u0062", "\\ca", "\\p", "{", "}", "]", "\\/", "\\n", "{,2}", "ü"];
const signs = ["*", "+", "?", "*?", "+?", "??", "{2}", "{1,}", "{0,2}", "{2,3}?", "{0}"];

function expressionOf(depth) {
	let text = "";
	for (let i = below(4); i >= 0; i--) {
		const kind = below(10);
		if (kind < 5 || depth === 0)
			text += one(atoms) + (below(3) ? "" : one(signs));
		else if (kind === 5)
			text += one(["^", "$", "\\b", "\\B"]);
		else
			text += one(["(", "(?:", "(?<n>"].slice(0, text.includes("(?<n>") ? 2 : 3)) +
				expressionOf(depth - 1) + (below(2) ? "|" + expressionOf(0) : "") + ")" +
				(below(2) ? "" : one(signs));
	}
	return below(6) ? text : text + "|" + one(atoms);
}

const wrong = [];
let compared = 0;
for (let i = 0; i < 20000; i++) {
	const text = expressionOf(3), flags = one(["", "i"]);
	let expression;
	try {
		expression = new RegExp(text, flags);
	} catch (error) {
		continue;
	}
	const { node, special } = parseExpression(text);
	const states = special ? null : buildStates(node, flags);
	if (!states) {
		wrong.push(`${text}: not taken`);
		continue;
	}
	const matches = matcherOf(states);
	for (let j = 0; j < 8; j++) {
		let name = "";
		for (let length = below(8); length > 0; length--)
			name += one(["a", "b", "A", "B", "c", "_", "-", " ", ".", "1", "\n", "{", "]", "ü", "Ü", "p"]);
		compared++;
		if (matches(name) !== expression.test(name))
			wrong.push(`/${text}/${flags} and ${JSON.stringify(name)}: ${matches(name)}`);
	}
}

const long = "a".repeat(300);
for (const [text, name, expected] of [
	["(a+)+$", long + "b", false],
	["^(a|a)*$", long + "b", false],
	["^(([a-z])+.)+[A-Z]([a-z])+$", long, false],
	["(a|aa)(a|aa)(a|aa)(a|aa)(a|aa)(a|aa)(a|aa)(a|aa)(a|aa)(a|aa)(a|aa)(a|aa)b", long, false],
	["(.*)*(.*)*(.*)*x", long, false],
	["a?".repeat(100) + "a".repeat(100) + "$", "a".repeat(100), true],
	["(a*)*b|c", long + "c", true],
	["(a+)+\\1b", long, "throws"],
	["(?=(a+)+b)", long, "throws"],
	["(a{1000}){1000}", long, "throws"],
	["(((){5000}){5000}){5000}", long, "throws"],
	["(".repeat(100000) + ")".repeat(100000), long, "throws"],
	["(", long, null],
]) {
	let found;
	try {
		const matches = matcherFor(text, false);
		found = matches && matches(name);
	} catch (error) {
		found = "throws";
	}
	if (found !== expected && !(text.length > 1000 && found === null))
		wrong.push(`${text.slice(0, 60)}: ${found}, not ${expected}`);
}

if (compared < 20000)
	wrong.push(`only ${compared} comparisons`);
for (const words of wrong.slice(0, 10))
	console.log("# " + words);
process.exitCode = wrong.length > 0 ? 1 : 0;
