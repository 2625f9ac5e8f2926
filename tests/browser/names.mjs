// The forms of names that labels take in the page: those of tests/unit/name_cases.h, as in C.
import { readFileSync } from "node:fs";

const source = new URL("../../", import.meta.url);
const module = readFileSync(new URL("src/render/assets/modern/names.js", source), "utf8");
const { formsOf } = await import("data:text/javascript," + encodeURIComponent(module));

// A C literal's text: UTF-8, with octal escapes.
const literal = (text) => Buffer.from(text.replace(/\\(\d{3})/g,
	(_, octal) => String.fromCharCode(parseInt(octal, 8))), "latin1").toString("utf8");

let count = 0, wrong = 0;
for (const line of readFileSync(new URL("tests/unit/name_cases.h", source), "utf8").split("\n")) {
	if (!line.startsWith("CASE("))
		continue;
	const [name, ...forms] = Array.from(line.matchAll(/"([^"]*)"/g), ([, text]) => literal(text));
	const found = formsOf(name);
	count++;
	if (JSON.stringify(found) === JSON.stringify(forms))
		continue;
	wrong++;
	console.log(`${name}: expected ${forms.join(" | ")}, found ${found.join(" | ")}`);
}
if (count < 50)
	console.log(`only ${count} cases were read`);
process.exit(wrong || count < 50 ? 1 : 0);
