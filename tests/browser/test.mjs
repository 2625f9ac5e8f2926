// Tests the script in flamesvg's pictures: node test.mjs, after npm install.
//
// FLAMESVG or TOOLS say where the tool to be tested is, CHROMIUM where the browser. One line for
// each test, `ok NAME` or `not ok NAME: WHY`, and a last one with the counts; status 1 when one
// failed, 77 when there is no browser to test with.
import { readFileSync } from "node:fs";
import { draw, equal, file, finish, input, matchColor, Picture, plain, start, test, wide }
	from "./harness.mjs";
import "./accessible.mjs";
import "./dark.mjs";
import "./differences.mjs";
import "./modern.mjs";
import "./page.mjs";
import "./views.mjs";
import "./hostile.mjs";
import "./reading.mjs";
import "./report.mjs";
import "./weights.mjs";

// ---- hover ----

test("hover shows the info of a frame", async () => {
	const picture = await Picture.open(plain);
	await picture.hover("parse");
	equal(await picture.text("details"), "Function: parse (38 samples, 32.20%)", "details");
	await picture.page.mouse.move(600, 5);
	equal(await picture.text("details"), " ", "details afterwards");
});

test("a label does not hide its frame from the mouse", async () => {
	const picture = await Picture.open(plain);
	const { left, middle } = await picture.rect("render");
	await picture.page.mouse.move(left + 8, middle);
	equal(await picture.text("details"), "Function: render (45 samples, 38.14%)", "details");
});

test("--nametype stands before the info", async () => {
	const picture = await Picture.open(draw("typed.svg", ["--nametype=File:"], input));
	await picture.hover("idle");
	equal(await picture.text("details"), "File: idle (20 samples, 16.95%)", "details");
});

// ---- zoom ----

async function zoomedTo(picture, name, ancestors) {
	const { left, right, x, y } = await picture.rect(name);
	equal([left, right], [10, 1190], "extent of " + name);
	equal(await picture.faded(), ancestors, "frames of class parent");
	equal(await picture.is("unzoom", "hide"), false, "Reset Zoom hidden");
	equal(await picture.query(), `?x=${x}&y=${y}`, "query");
}

async function notZoomed(picture, labels) {
	equal(await picture.faded(), [], "frames of class parent");
	equal(await picture.is("unzoom", "hide"), true, "Reset Zoom hidden");
	equal(await picture.query(), "", "query");
	equal(await picture.labels(), labels, "labels");
	const { left, right } = await picture.rect("all");
	equal([left, right], [10, 1190], "extent of the root");
}

test("a click zooms, ancestors stay, faded and as wide", async () => {
	const picture = await Picture.open(plain);
	await picture.click("render");
	await zoomedTo(picture, "render", ["all", "app", "main"]);
	const { left, right } = await picture.rect("draw");
	equal([left, right - left], [left, Math.round(1180 * 40 / 45)], "extent of draw");
	const labels = await picture.labels();
	equal(labels.sort(), ["all", "app", "draw", "main", "read_cache", "render"], "labels");
	await picture.hover("main");
	equal(await picture.text("details"), "Function: main (98 samples, 83.05%)", "details");
});

test("a click on an ancestor zooms out to it", async () => {
	const picture = await Picture.open(plain);
	await picture.click("read_cache");
	await zoomedTo(picture, "read_cache", ["all", "app", "main", "render", "draw"]);
	await picture.click("main");
	await zoomedTo(picture, "main", ["all", "app"]);
});

test("a click on the root and Reset Zoom show all again", async () => {
	const picture = await Picture.open(plain);
	const labels = await picture.labels();
	await notZoomed(picture, labels);
	await picture.click("parse");
	await picture.click("all");
	await notZoomed(picture, labels);
	await picture.click("parse");
	await picture.press("unzoom");
	await notZoomed(picture, labels);
});

test("faded frames are paler, others keep their colour", async () => {
	const picture = await Picture.open(plain);
	const [main, draws] = [await picture.color("main"), await picture.color("draw")];
	await picture.click("render");
	equal(await picture.color("draw"), draws, "colour of draw");
	equal(await picture.color("main") !== main, true, "colour of main changed");
});

test("an icicle zooms alike", async () => {
	const picture = await Picture.open(draw("icicle.svg", ["--inverted"], input));
	await picture.click("draw");
	await zoomedTo(picture, "draw", ["all", "app", "main", "render"]);
});

test("labels are cut between code points", async () => {
	const picture = await Picture.open(plain);
	const longest = async () =>
		(await picture.labels()).filter((label) => label.startsWith(wide));
	equal(await longest(), [wide.repeat(19) + ".."], "label in 150 px");
	await picture.click("main");
	equal(await longest(), [wide.repeat(23) + ".."], "label in 180.6 px");
	await picture.click(wide.repeat(30));
	equal(await longest(), [wide.repeat(30)], "label in 1180 px");
});

// ---- search ----

test("search marks frames and shows their share", async () => {
	const picture = await Picture.open(plain);
	const before = await picture.color("parse");
	await picture.search("^read_");
	equal(await picture.text("matched"), "Matched: 42.4%", "matched");
	equal(await picture.text("search"), "Reset Search", "button");
	equal(await picture.is("search", "show"), true, "button shown");
	equal(await picture.query(), "?s=%5Eread_", "query");
	equal(await picture.color("read_file"), matchColor, "colour of read_file");
	equal(await picture.color("parse"), before, "colour of parse");
	await picture.hover("read_cache");
	equal(await picture.text("details"), "Function: read_cache (30 samples, 25.42%)", "details");

	await picture.press("search");
	equal(picture.prompts, [], "prompts");
	equal(await picture.text("search"), "Search", "button");
	equal(await picture.is("search", "show"), false, "button shown");
	equal((await picture.text("matched")).trim(), "", "matched");
	equal(await picture.is("matched", "hide"), true, "matched hidden");
	equal(await picture.query(), "", "query");
	equal(await picture.color("read_file") !== matchColor, true, "colour of read_file changed");
});

// What is searched for, where it is zoomed to, what is matched.
const shares = [
	["render|draw|read_cache", null, "38.1%"], // one above the other: 45 of 118
	["^parse$", null, "32.2%"], // the name alone: 38
	["idle|parse", null, "49.2%"], // side by side: 20 + 38
	["samples", null, "0.0%"], // no part of a name
	[".", null, "100%"],
	["^read_", "main", "51.0%"], // 20 + 30 of 98
	["idle|parse", "main", "38.8%"], // idle is out of sight: 38 of 98
	["^read_", "parse", "52.6%"], // 20 of 38
	["^parse", "render", "0.0%"],
	["^main$", "render", "100%"], // an ancestor is over everything
];
for (const [term, name, share] of shares) {
	test(`search for ${term}${name ? " zoomed to " + name : ""}`, async () => {
		const picture = await Picture.open(plain);
		if (name)
			await picture.click(name);
		await picture.search(term);
		equal(await picture.text("matched"), "Matched: " + share, "matched");
	});
}

test("the share follows the zoom", async () => {
	const picture = await Picture.open(plain);
	await picture.search("^read_|^main$");
	equal(await picture.text("matched"), "Matched: 83.1%", "matched");
	await picture.click("parse");
	equal(await picture.text("matched"), "Matched: 100%", "matched, zoomed");
	equal(await picture.color("read_file"), matchColor, "colour of read_file");
	const faded = (await picture.color("main")).split(",").map(Number);
	equal(faded[0] > 200 && faded[1] > 100 && faded[1] < 140, true, "main faded in " + faded);
	await picture.press("unzoom");
	equal(await picture.text("matched"), "Matched: 83.1%", "matched, zoomed out");
	equal(await picture.color("main"), matchColor, "colour of main");
	await picture.press("search");
	equal(await picture.color("main") !== matchColor, true, "colour of main changed");
});

for (const key of ["Control+f", "F3", "/"]) {
	test(`${key} opens the search field, Escape closes it`, async () => {
		const picture = await Picture.open(plain);
		await picture.key(key);
		await picture.page.keyboard.type("idle");
		equal(await picture.text("matched"), "Matched: 16.9%", "matched");
		await picture.key("Escape");
		equal(await picture.text("search"), "Search", "button");
		equal(await picture.frame.locator("#searchfield").count(), 0, "fields");
		equal(await picture.query(), "", "query");
	});
}

test("frames are marked as one types", async () => {
	const picture = await Picture.open(plain);
	await picture.key("/");
	for (const [letter, share] of [["r", "70.3%"], ["e", "55.1%"], ["n", "38.1%"]]) {
		await picture.page.keyboard.type(letter);
		equal(await picture.text("matched"), "Matched: " + share, "matched");
	}
	equal(await picture.color("render"), matchColor, "colour of render");
	await picture.type("");
	equal((await picture.text("matched")).trim(), "", "matched");
	equal(await picture.color("render") !== matchColor, true, "colour of render changed");
});

test("Enter and F3 go from match to match", async () => {
	const picture = await Picture.open(plain);
	const said = async () => (await picture.text("details")).replace(/^Function: (\S+) .* - /, "$1 ");
	await picture.key("/");
	await picture.page.keyboard.type("^read_");
	await picture.key("Enter");
	equal(await said(), "read_file match 1 of 2", "details");
	await picture.key("Enter");
	equal(await said(), "read_cache match 2 of 2", "details");
	await picture.key("Shift+Enter");
	equal(await said(), "read_file match 1 of 2", "details");
	await picture.key("F3");
	equal(await said(), "read_cache match 2 of 2", "details");
	await picture.key("F3");
	equal(await said(), "read_file match 1 of 2", "details");
	await picture.key("Shift+F3");
	equal(await said(), "read_cache match 2 of 2", "details");
});

test("Ctrl-I and ic ignore case", async () => {
	const picture = await Picture.open(plain);
	await picture.search("^read_");
	await picture.key("Control+i");
	equal(await picture.text("matched"), "Matched: 50.8%", "matched");
	equal(await picture.is("ignorecase", "show"), true, "ic shown");
	equal(await picture.color("Read_line"), matchColor, "colour of Read_line");
	await picture.press("ignorecase");
	equal(await picture.text("matched"), "Matched: 42.4%", "matched");
	equal(await picture.is("ignorecase", "show"), false, "ic shown");
	equal(await picture.query(), "?s=%5Eread_", "query");
});

test("what is no regular expression is said, not thrown", async () => {
	const picture = await Picture.open(plain);
	await picture.search("read(");
	equal(await picture.text("details"), "Not a regular expression: read(", "details");
	equal(await picture.text("search"), "Search", "button");
	equal(await picture.query(), "", "query");
	const invalid = () => picture.frame.getAttribute("#searchfield input", "aria-invalid");
	equal(await invalid(), "true", "field marked");
	await picture.type("read");
	equal(await invalid(), "false", "field marked");
	equal((await picture.text("details")).trim(), "", "details");
	const restored = await Picture.open(plain + "?s=%5B");
	equal(await restored.text("details"), "Not a regular expression: [", "details");
});

test("an expression that RegExp would take for ever for is matched all the same", async () => {
	const name = "a".repeat(60);
	const drawn = draw("long.svg", [], `x;${name}b 30\nx;${name} 10\n`);
	const restored = await Picture.open(drawn + "?s=" + encodeURIComponent("^(a+)+$"));
	equal(await restored.text("matched"), "Matched: 25.0%", "matched");
	const picture = await Picture.open(drawn);
	await picture.search("(a+)+\\1c");
	equal(await picture.text("details"), "Regular expression too complex: (a+)+\\1c", "details");
	await picture.type("(a|aa)+b");
	equal((await picture.text("details")).trim(), "", "details");
	equal(await picture.text("matched"), "Matched: 75.0%", "matched");
});

// ---- the view in the address ----

test("an address restores zoom, search and case", async () => {
	const picture = await Picture.open(plain);
	await picture.click("main");
	await picture.search("^READ_");
	await picture.press("ignorecase");
	equal(await picture.text("matched"), "Matched: 61.2%", "matched"); // 60 of 98
	const again = await Picture.open(picture.page.url());
	equal(await again.text("matched"), "Matched: 61.2%", "matched");
	equal(await again.faded(), ["all", "app"], "frames of class parent");
	equal(await again.is("ignorecase", "show"), true, "ic shown");
	equal(await again.query(), await picture.query(), "query");
});

test("an address made for a picture of flamegraph.pl does", async () => {
	const tenth = (number) => Number(number).toFixed(1);
	const picture = await Picture.open(plain);
	const { x, y } = await picture.rect("parse");
	const again = await Picture.open(`${plain}?x=${tenth(x)}&y=${tenth(y)}&s=%5Eread`);
	equal(await again.faded(), ["all", "app", "main"], "frames of class parent");
	equal(await again.text("matched"), "Matched: 52.6%", "matched");
});

test("odd addresses do no harm", async () => {
	const picture = await Picture.open(plain + "?x=3&y=4&s=100%&kept=1&empty=&=#part");
	equal(await picture.faded(), [], "frames of class parent");
	equal(await picture.text("matched"), "Matched: 0.0%", "matched");
	await picture.press("search");
	await picture.click("idle");
	const query = await picture.query();
	equal(/[?&]kept=1(&|$)/.test(query) && !/[?&]s=/.test(query), true, "right query in " + query);
	equal(picture.page.url().endsWith("#part"), true, "fragment kept");
});

test("works where the address cannot be changed", async () => {
	const picture = await Picture.open(plain);
	await picture.frame.evaluate(() => {
		window.history.replaceState = window.history.pushState = () => {
			throw new DOMException("not here", "SecurityError");
		};
	});
	await picture.click("main");
	await picture.search("^read_");
	equal(await picture.text("matched"), "Matched: 51.0%", "matched");
	equal(await picture.query(), "", "query");
});

test("works in a data: address", async () => {
	const text = readFileSync(new URL(plain), "utf8");
	const picture = await Picture.open("data:image/svg+xml," + encodeURIComponent(text));
	await picture.click("main");
	await picture.search("^read_");
	equal(await picture.text("matched"), "Matched: 51.0%", "matched");
});

// ---- links, embedding, width, hostile names ----

test("a click follows a frame's link, Ctrl-click zooms", async () => {
	const attributes = file("attributes", "render\thref=#followed\ttarget=_self\tid=rendering\n");
	const linked = draw("linked.svg", ["--nameattr=" + attributes], input);
	const picture = await Picture.open(linked);
	const part = () => picture.frame.evaluate(() => window.location.hash);
	await picture.frame.evaluate(() => window.addEventListener("click", (event) => {
		window.clickFollowed = !event.defaultPrevented;
	}));
	const followed = () => picture.frame.evaluate(() => window.clickFollowed);
	await picture.page.keyboard.down("Control");
	await picture.click("render");
	await picture.page.keyboard.up("Control");
	equal([await part(), await followed()], ["", false], "fragment, and whether followed");
	equal(await picture.faded(), ["all", "app", "main"], "frames of class parent");
	await picture.hover("render");
	equal(await picture.text("details"), "Function: render (45 samples, 38.14%)", "details");
	await picture.press("unzoom");
	await picture.click("render");
	equal(await part(), "#followed", "fragment");
	equal(await picture.faded(), [], "frames of class parent");
});

test("works inside <object>", async () => {
	const html = '<!doctype html><meta charset="utf-8"><object type="image/svg+xml" ' +
		`data="${plain}?s=%5Eread_" width="1200" height="300"></object>`;
	const picture = await Picture.open("file://" + file("object.html", html));
	picture.frame = picture.page.frames()[1];
	await picture.frame.waitForLoadState();
	equal(await picture.text("matched"), "Matched: 42.4%", "matched");
	await picture.frame.evaluate(() => Array.from(document.querySelectorAll("#rects rect"))
		.find((rect) => window.titleOf(rect).startsWith("main ("))
		.dispatchEvent(new MouseEvent("click", { bubbles: true })));
	equal(await picture.text("matched"), "Matched: 51.0%", "matched");
	await picture.press("search");
	await picture.search("idle|parse");
	equal(await picture.text("matched"), "Matched: 38.8%", "matched");
});

test("--width 100% follows the page without stretching text", async () => {
	const address = draw("page.svg", ["--width=100%"], input);
	const picture = await Picture.open(address, { width: 810, height: 400 });
	const scale = () => picture.frame.evaluate(() => {
		const matrix = document.getElementById("title").getScreenCTM();
		return [matrix.a, matrix.d];
	});
	const extent = async (name) => {
		const { left, right } = await picture.rect(name);
		return [left, right];
	};
	equal(await extent("all"), [10, 800], "extent of the root");
	equal(await scale(), [1, 1], "scale of text");
	const longest = async () => (await picture.labels()).find((text) => text.startsWith(wide));
	equal(await longest(), wide.repeat(12) + "..", "label in 100.4 px");
	await picture.click("main");
	await picture.page.setViewportSize({ width: 1600, height: 400 });
	await picture.page.waitForFunction(() =>
		document.getElementById("rects").getAttribute("width") === "1580");
	equal(await extent("main"), [10, 1590], "extent of main");
	equal(await scale(), [1, 1], "scale of text");
	equal(await longest(), wide.repeat(30), "label in 241.8 px");
	await picture.search("^read_");
	equal(await picture.text("matched"), "Matched: 51.0%", "matched");
});

test("names are text, whatever they hold", async () => {
	const name = "<script>alert(1)</script>]]>&\"'\u{1f525}</title><a onclick=\"alert(2)\">";
	const picture = await Picture.open(draw("hostile.svg", [], `main;${name} 99\nmain;b 51\n`));
	await picture.click(name);
	await picture.hover(name);
	const details = await picture.text("details");
	equal(details, `Function: ${name} (99 samples, 66.00%)`, "details");
	equal((await picture.labels()).includes(name), true, "label whole");
	await picture.search("^<script>.*<a onclick=\"alert\\(2\\)\">$");
	equal(await picture.text("matched"), "Matched: 100%", "matched");
	equal(picture.prompts, [], "dialogs");
});

await start();
await finish();
