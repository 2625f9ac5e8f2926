// Differentials: what is said of both sides in views computed in the page, marks of what is new and
// gone, and pairs of graphs.
import { draw, equal, input, Picture, plain, render, test } from "./harness.mjs";

// 620 counts before, 600 after. strcmp is called from two places, one of them gone.
const folded = `main;check;strcmp 60 0
main;parse;ast 80 100
main;parse;strcmp 100 50
main;cache;hash 0 70
main;draw 230 230
main;draw;blend 50 50
idle 100 100
`;
const addressOf = new Map();

function pictureOf(...args) {
	const name = "diff" + args.join("") + ".svg";
	if (!addressOf.has(name))
		addressOf.set(name, draw(name, args, folded));
	return Picture.open(addressOf.get(name), { width: 1220, height: 500 });
}

const titleOf = async (picture, name, which = 0) =>
	(await picture.titles()).filter((title) => title.startsWith(name + " ("))[which];

const fillOf = (picture, name, which = 0) => picture.frame.evaluate(([name, which]) =>
	Array.from(document.querySelectorAll("#rects rect"))
		.filter((rect) => window.titleOf(rect).startsWith(name + " ("))[which].getAttribute("fill"),
[name, which]);

// ---- words and colours in derived views ----

test("a differential's titles say both sides, and the script reads them", async () => {
	const picture = await pictureOf();
	await picture.hover("parse");
	equal(await picture.text("details"), "Function: parse (150 samples, 25.00%; " +
		"total 180 to 150: -30, -16.67%, -5.00% of all; self 0: same)", "details");
	await picture.click("parse");
	await picture.hover("ast");
	equal((await picture.text("details")).endsWith(
		"total and self 80 to 100: +20, +25.00%, +3.33% of all), 66.67% of parse"), true, "details");
});

test("long info is made to fit", async () => {
	const picture = await Picture.open(draw("narrow.svg", ["--width=700"], folded));
	await picture.hover("parse");
	const width = await picture.frame.evaluate(() =>
		document.getElementById("details").getBoundingClientRect().width);
	equal(width > 300 && width < 680, true, "details fit");
	await picture.hover("idle");
	equal(await picture.frame.evaluate(() => document.getElementById("details").style.fontSize), "",
		"size of short info");
});

test("hiding a subtree takes its counts from both sides of its callers", async () => {
	const picture = await pictureOf();
	const hash = await fillOf(picture, "hash");
	await picture.menu("parse");
	await picture.choose("Hide");
	equal(await titleOf(picture, "main"), "main (350 samples, 77.78%; " +
		"total 340 to 350: +10, +2.94%, +2.22% of all; self 0: same)", "main");
	equal(await titleOf(picture, "all"), "all (450 samples, 100%; " +
		"total 440 to 450: +10, +2.27%, +2.22% of all; self 0: same)", "root");
	equal(await fillOf(picture, "hash"), hash, "colour of what stays");
});

test("callers shown alone have what is left of both sides", async () => {
	const picture = await pictureOf("--diff-by", "total");
	await picture.menu("ast");
	await picture.choose("Hide all others");
	equal(await titleOf(picture, "parse"), "parse (100 samples, 100%; " +
		"total 80 to 100: +20, +25.00%, +20.00% of all; self 0: same)", "parse");
	equal(await fillOf(picture, "parse"), await fillOf(picture, "ast"), "colour of parse");
});

test("the reversed view adds up self differences", async () => {
	const picture = await pictureOf("--diff-layout=union");
	await picture.press("menubutton");
	await picture.choose("Callers on callees");
	equal(await titleOf(picture, "strcmp"), "strcmp (160 samples, 22.54%; " +
		"total 160 to 50: -110, -68.75%, -15.49% of all)", "strcmp");
	equal(await titleOf(picture, "check"), "check (60 samples, 8.45%; " +
		"total 60 to 0: -60, gone, -8.45% of all)", "check");
	equal(await titleOf(picture, "parse", 0), "parse (100 samples, 14.08%; " +
		"total 80 to 100: +20, +25.00%, +2.82% of all)", "parse, on ast");
	equal(await titleOf(picture, "draw"), "draw (230 samples, 32.39%; total 230: same)", "draw");
	// strcmp's 110 is the largest: the full hue; check's 60 is less
	equal([await fillOf(picture, "strcmp"), await fillOf(picture, "check")],
		["#0000ff", "#5f5fff"], "colours");
	equal(await fillOf(picture, "idle"), "#ffffff", "colour of idle");
	const hatched = await picture.frame.evaluate(() => ["gone", "new"].map((name) =>
		document.querySelector(`#rects path.${name}`).getAttribute("d").match(/M/g).length));
	equal(hatched, [2, 3], "frames hatched"); // check, main on it; hash, cache, main
});

test("what is within noise stays white in the reversed view", async () => {
	const marked = "# compared 3 3 0.05;\n# changed self ast;\n" + folded;
	const picture = await Picture.open(draw("marked.svg", [], marked) + "?v=c");
	equal(await fillOf(picture, "ast"), "#ff9696", "colour of ast"); // 20 of hash's 70
	equal(await fillOf(picture, "strcmp"), "#ffffff", "colour of strcmp");
});

test("callers are merged once, however often an address says so", async () => {
	const drawn = draw("often.svg", ["--diff-layout=union"], folded);
	const picture = await Picture.open(drawn + "?v=c.c.c.c"), once = await Picture.open(drawn + "?v=c");
	equal(await picture.titles(), await once.titles(), "titles");
});

// ---- marks and legend ----

test("new and gone frames are hatched, also without a script", async () => {
	const picture = await pictureOf("--diff-layout=union");
	const words = await picture.frame.evaluate(() =>
		Array.from(document.querySelectorAll("#legend text"), (text) => text.textContent));
	equal(words, ["own samples", "more", "less", "same", "new", "gone"], "legend");
	const path = (name) => picture.frame.evaluate((name) => {
		const box = document.querySelector(`#rects path.${name}`).getBBox();
		return [box.x, box.width].map((value) => value.toFixed(1));
	}, name);
	const { x, width } = await picture.rect("cache");
	equal(await path("new"), [x, width].map((value) => Number(value).toFixed(1)), "extent of new");
	const differs = await picture.frame.evaluate(() =>
		window.getComputedStyle(document.querySelector("path.gone")).fill);
	equal(/hatchgone/.test(differs), true, "fill of gone");
	equal(render(addressOf.get("diff--diff-layout=union.svg")) !== undefined, true, "rendered");
});

test("hatching keeps its size when zoomed", async () => {
	const picture = await pictureOf("--diff-layout=union");
	const stretch = () => picture.frame.evaluate(() =>
		document.getElementById("hatchnew").getAttribute("patternTransform"));
	const { width } = await picture.rect("cache");
	await picture.click("cache");
	equal(await stretch(), `scale(${1 / (1180 / Number(width))} 1)`, "patternTransform");
	await picture.press("unzoom");
	equal(await stretch(), "scale(1 1)", "patternTransform, not zoomed");
});

test("the picture says what it cannot show", async () => {
	equal(await (await pictureOf()).text("unseen"),
		"9.68% of the samples before are in frames that are gone", "after");
	equal(await (await pictureOf("--diff-layout=before")).text("unseen"),
		"11.67% of the samples after are in frames that are new", "before");
	const words = (picture) => picture.frame.evaluate(() => document.getElementById("unseen"));
	equal(await words(await pictureOf("--diff-layout=union")), null, "union");
	equal(await words(await Picture.open(plain)), null, "plain");
});

// ---- pairs ----

const tops = async (picture, name) => picture.frame.evaluate((name) =>
	Array.from(document.querySelectorAll("#rects rect"))
		.filter((rect) => window.titleOf(rect).startsWith(name + " ("))
		.map((rect) => {
			const { left, width } = rect.getBoundingClientRect();
			return [Math.round(left), Math.round(width)];
		}), name);

test("a pair is on one scale, before above after", async () => {
	const picture = await pictureOf("--diff-layout=pair");
	equal(await tops(picture, "all"), [[10, 1180], [10, Math.round(1180 * 600 / 620)]], "roots");
	const idle = await tops(picture, "idle");
	equal(idle[0][1], idle[1][1], "idle's width");
	equal([await picture.text("heading0"), await picture.text("heading1")], [
		"Before: 9.68% of the samples before are in frames that are gone",
		"After: 11.67% of the samples after are in frames that are new",
	], "headings");
});

test("a click zooms both panes of a pair, on one scale", async () => {
	const picture = await pictureOf("--diff-layout=pair");
	await picture.click("parse");
	const wide = 1180, narrow = Math.round(1180 * 150 / 180);
	equal(await tops(picture, "parse"), [[10, wide], [10, narrow]], "parse");
	const ast = await tops(picture, "ast");
	equal(ast.map(([left]) => left), [10, 10], "ast's left");
	const off = [80, 100].map((count, pane) => Math.abs(ast[pane][1] - 1180 * count / 180));
	equal(off.every((px) => px < 2), true, "ast's widths are right");
	equal((await picture.faded()).sort(), ["all", "all", "main", "main"], "frames of class parent");
	equal((await picture.labels()).filter((label) => label === "ast").length, 2, "labels");
	const again = await Picture.open(picture.page.url());
	equal(await tops(again, "parse"), [[10, wide], [10, narrow]], "parse at the same address");
	await picture.press("unzoom");
	equal((await tops(picture, "all"))[0], [10, 1180], "root");
	equal(await picture.faded(), [], "frames of class parent");
});

test("a pane that lacks the zoomed frame says so", async () => {
	const picture = await pictureOf("--diff-layout=pair");
	await picture.click("check");
	equal(await picture.text("heading1"), "After: there is no check in this place", "heading");
	equal((await picture.labels()).sort(), ["all", "check", "main", "strcmp"], "labels");
	await picture.key("Escape");
	equal((await picture.text("heading1")).startsWith("After: 11.67%"), true, "heading");
});

test("a search marks both panes and says both shares", async () => {
	const picture = await pictureOf("--diff-layout=pair");
	await picture.search("^strcmp$");
	equal(await picture.text("matched"), "Matched: 25.8% before, 8.3% after", "matched");
	const marked = await picture.frame.evaluate(() =>
		Array.from(document.querySelectorAll("#rects path.match"), (path) =>
			path.getAttribute("d").split("M").length - 1));
	equal(marked, [2, 1], "marks by pane");
	for (const found of ["match 1 of 3", "match 2 of 3", "match 3 of 3"]) {
		await picture.key("Enter");
		equal((await picture.text("details")).endsWith(found), true, found);
	}
	await picture.key("Escape");
	await picture.click("parse");
	await picture.search("^strcmp$");
	equal(await picture.text("matched"), "Matched: 55.6% before, 33.3% after", "matched, zoomed");
});

test("hiding, reversing and turning over work in both panes", async () => {
	const picture = await pictureOf("--diff-layout=pair");
	await picture.menu("parse");
	await picture.choose("Hide");
	equal([await titleOf(picture, "parse"), (await tops(picture, "main")).length], [undefined, 2],
		"parse, mains");
	equal((await tops(picture, "all")).map(([, width]) => width),
		[Math.round(1180 * 440 / 450), 1180], "roots");
	await picture.press("menubutton");
	await picture.choose("Callers on callees");
	equal((await titleOf(picture, "strcmp")).startsWith("strcmp (60 samples, 13.33%; " +
		"total 60 to 0: -60, gone"), true, "strcmp before");
	await picture.press("menubutton");
	await picture.choose("Show what is hidden");
	await picture.press("menubutton");
	await picture.choose("Callees on callers");
	const order = () => picture.frame.evaluate(() => ["heading0", "heading1"].map((id) =>
		document.getElementById(id).getBoundingClientRect().top));
	const [before, after] = await order();
	await picture.press("menubutton");
	await picture.choose("Icicle graph");
	const flipped = await order();
	equal([before < after, flipped[0] > flipped[1]], [true, true], "headings change places");
	equal(flipped[1], before, "upper heading");
});

test("arrows lead from one pane's root to the other's", async () => {
	const picture = await pictureOf("--diff-layout=pair");
	await picture.frame.focus("#frames");
	await picture.key("ArrowUp");
	equal((await picture.text("details")).startsWith("Function: all (620 "), true, "first root");
	await picture.key("ArrowDown");
	equal((await picture.text("details")).startsWith("Function: all (600 "), true, "other root");
	await picture.key("ArrowUp");
	await picture.key("Enter");
	equal((await picture.faded()).length, 2, "frames of class parent");
});

test("a plain picture has nothing of a differential's", async () => {
	const picture = await Picture.open(draw("plain-too.svg", [], input));
	const found = await picture.frame.evaluate(() =>
		document.querySelectorAll("#legend, #unseen, #heading0, pattern, path.new").length);
	equal(found, 0, "elements");
});
