// Names in pictures, and what stands in the page's address, come from anybody: whatever they hold, nothing
// of it is executed, nothing fails and the picture goes on working.
import { Picture, draw, equal, plain, test } from "./harness.mjs";

const names = [
	"</text></svg><script>alert(1)</script>",
	"]]><script>alert(2)</script><![CDATA[",
	"<image href=\"x:\" onerror=\"alert(3)\"/>",
	"\"onmouseover=\"alert(4)\" x=\"",
	"'-alert(5)-'",
	"&lt&#60script&#x3e&amp&nosuch",
	"javascript:alert(6)//",
	"${alert(7)}`{{alert(8)}}",
	"<?xml-stylesheet href=\"x:\"?><!ENTITY a \"b\">",
	"--><foreignObject><iframe src=\"javascript:alert(9)\"/></foreignObject>",
	"__proto__", "constructor", "toString", "hasOwnProperty", "NaN", "undefined",
	"\u202egnp.exe\u202c\u2066x\u2069\u200f\ufeff",
	"a\u0001\u0008\u001b[31mred\u007f\u0085\u2028\u2029b",
	"\ud83d\udd25\u0301\u0301\u0301", "\ufffe\uffff", "\\u003cscript\\u003e", "%3Cscript%3E",
	"(((a+)+)+)+$", "[z-a", "\\", "a".repeat(3000),
];

// What has no business in a name or an address, as numbers of elements.
function elements(picture) {
	return picture.frame.evaluate(() => ["script", "a", "image", "iframe", "foreignObject", "style"]
		.map((name) => document.getElementsByTagName(name).length));
}

// The picture still does what it is for.
async function works(picture) {
	await picture.search("zzz_nothing");
	await picture.key("Escape");
	equal(picture.prompts, [], "dialogs");
}

for (const [kind, flags] of [["plain", ["-q"]], ["inverted", ["-q", "--inverted", "--reverse"]]])
	test("hostile names stay text: " + kind, async () => {
		const folded = names.map((name, i) => `main;caller${i};${name} 10\n`).join("");
		const harmless = names.map((name, i) => `main;caller${i};name${i} 10\n`).join("");
		const before = await elements(await Picture.open(draw("harmless.svg", flags, harmless)));
		const picture = await Picture.open(draw("names.svg", flags, folded));
		equal((await picture.titles()).length >= 2 * names.length, true, "whether all frames are there");
		for (const name of names.slice(0, 16)) {
			await picture.hover(name);
			const details = await picture.text("details");
			equal(details.startsWith(`Function: ${name} (10 samples`), true, `details of ${name}: ${details}`);
			await picture.click(name);
			await picture.press("unzoom");
		}
		for (const name of names) {
			await picture.search(name);
			await picture.press("search");
		}
		equal(await elements(picture), before, "elements");
		await works(picture);
	});

test("menus and copies of hostile names", async () => {
	const folded = names.slice(0, 10).map((name, i) => `main;caller${i};${name} 10\n`).join("");
	const picture = await Picture.open(draw("menus.svg", [], folded));
	const before = await elements(picture);
	for (const name of names.slice(0, 10)) {
		equal((await picture.menu(name)).length > 0, true, "whether there is a menu");
		await picture.key("Escape");
	}
	equal(await elements(picture), before, "elements");
	await works(picture);
});

const values = [
	...names.slice(0, 25), "", " ", "%", "%zz", "%00", "%ff%fe", "+", "a+b", "^(a+)+$", "(", ")", "*", "?", "\\1", "(?<x>",
	"a{99999}", "[", "0", "-1", "1e999", "1.5", "NaN", "99999999999999999999", "..", "c.c.c.c", "c.c", "c.1.2.3.4",
	"t.999999", "s.1", "x".repeat(20000), "a&s=b", "a;b", "a#b", "\u0000",
];
const keys = ["s", "v", "x", "y", "z", "d", "n", "i", "toString", "__proto__"];

// Those in the address are taken as they are or percent-encoded, also as the fragment.
function* addresses() {
	const encode = (value) => encodeURIComponent(value.replace(/[\ud800-\udfff]/g, "?"));
	for (const [i, value] of values.entries()) {
		const plain = /[#\u0000]/.test(value) ? encode(value) : value;
		yield i % 2 ? `?s=${encode(value)}&v=${plain}` : `?x=${plain}&s=${plain}`;
		yield i % 2 ? `?v=${encode(value)}#${value}` : `?y=${encode(value)}&v=${encode(value)}`;
	}
	for (const key of keys) {
		yield `?${key}&${key}=1&${key}=2`;
		yield `?s=main&v=c&x=1&y=2&${key}=<script>alert(1)</script>#"><script>alert(2)</script>`;
	}
	yield "?" + "s=a&".repeat(3000);
	yield "?x=1e3&y=-5&z=" + "9".repeat(400);
}

// Loads the page anew: the same address with another fragment would not.
async function open(picture, address) {
	const now = picture.page.url();
	if (now.replace(/#.*/s, "") === new URL(address).href.replace(/#.*/s, ""))
		await picture.page.goto("about:blank");
	await picture.page.goto(address);
}

const before = "main;a 10\nmain;b;c 20\nidle 5\n", after = "main;a 30\nmain;b;c 10\nidle 5\n";
const twoColumns = before.split("\n").map((line, i) => line && line + after.split("\n")[i].replace(/.* /, " "))
	.join("\n");
for (const [kind, make] of [["plain", () => plain], ["differential", () => draw("pair.svg", ["-q"], twoColumns)]])
	test("hostile addresses: " + kind, async () => {
		const address = make();
		const picture = await Picture.open(address);
		const usual = await elements(picture);
		const frames = (await picture.titles()).length;
		// all for one of them, some for the other
		const parts = [...addresses()].filter((_, i) => kind === "plain" || i % 4 === 0);
		for (const part of parts) {
			await open(picture, address + part);
			equal(await picture.frame.evaluate(() => document.querySelectorAll("#rects rect").length > 0), true,
				"whether there are frames at " + part.slice(0, 80));
			equal(await elements(picture), usual, "elements at " + part.slice(0, 80));
			equal(picture.prompts, [], "dialogs at " + part.slice(0, 80));
		}
		await picture.page.goto(address);
		equal((await picture.titles()).length, frames, "frames");
		await works(picture);
	});

// The modern look puts names into a page of its own: its line, tooltip, chips and search field.
test("hostile names and addresses: modern", async () => {
	const folded = names.map((name, i) => `main;caller${i};${name} 10\n`).join("");
	const harmless = names.map((name, i) => `main;caller${i};name${i} 10\n`).join("");
	const flags = ["-q", "--look=modern"], size = { width: 1200, height: 600 };
	const usual = await elements(await Picture.open(draw("modern-harmless.svg", flags, harmless), size));
	const address = draw("modern-names.svg", flags, folded);
	const picture = await Picture.open(address, size);
	for (const name of names.slice(0, 16)) {
		const rect = await picture.rect(name); // its title is in the tooltip while the pointer is there
		await picture.page.mouse.move((rect.left + rect.right) / 2, rect.middle);
		equal((await picture.text("details")).includes(name), true, "details of " + name);
		equal(await picture.frame.evaluate(() => document.querySelector(".flame-tip").textContent.includes("10 samples")),
			true, "tooltip of " + name);
		await picture.page.mouse.click((rect.left + rect.right) / 2, rect.middle);
		await picture.press("unzoom");
		await picture.page.mouse.move(600, 5);
	}
	for (const name of names)
		await picture.frame.fill("#search input", name.replace(/[\u2028\u2029]/g, ""));
	equal(await elements(picture), usual, "elements");
	for (const part of [...addresses()].filter((_, i) => i % 4 === 1)) {
		await open(picture, address + part);
		await picture.frame.waitForSelector("#search input");
		equal(await elements(picture), usual, "elements at " + part.slice(0, 80));
	}
	equal(picture.prompts, [], "dialogs");
});
