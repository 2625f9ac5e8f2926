// The modern look: bars that stay in view, the tooltip, chips, and what is left without scripts.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { draw, equal, file, input, Picture, takeNoise, test } from "./harness.mjs";

const modern = ["--look=modern"];
const plain = draw("modern.svg", modern, input);
const deep = draw("modern-deep.svg", modern,
	Array.from({ length: 80 }, (_, i) => `f${i}`).join(";") + ";last 900\nother 100\n");
const size = { width: 900, height: 500 };

// Where an element is seen: left, top, right, bottom.
const box = (picture, selector) => picture.frame.evaluate((selector) => {
	const { left, top, right, bottom } = document.querySelector(selector).getBoundingClientRect();
	return [left, top, right, bottom].map(Math.round);
}, selector);

test("modern: opens at the root, as wide as the window, with its bars in view", async () => {
	const picture = await Picture.open(deep, size);
	const root = await picture.rect("all");
	const [, topBar, right, topEnd] = await box(picture, ".flame-top");
	const [, bottom, , end] = await box(picture, ".flame-bottom");
	equal([topBar, right, end], [0, 900, 500], "bars");
	equal(root.middle > topEnd && root.middle < bottom, true, "root between the bars");
	equal([root.left, root.right], [10, 890], "extent of the root");
	equal(await picture.frame.evaluate(() => window.scrollY > 0), true, "scrolled");
	await picture.frame.evaluate(() => window.scrollTo(0, 0));
	equal((await box(picture, ".flame-bottom"))[3], 500, "end of the line at the bottom, scrolled");
	await picture.page.setViewportSize({ width: 600, height: 500 });
	await picture.frame.waitForFunction(() => document.querySelector("svg").getAttribute("width") === "600");
	const narrow = await picture.rect("all");
	equal([narrow.left, narrow.right], [10, 590], "extent of the root in a narrow window");
});

test("modern: labels stand in a window as wide as the picture, and after it had another width", async () => {
	const labels = (picture) => picture.frame.evaluate(() =>
		[...document.querySelectorAll("#labels text")].filter((text) => text.textContent !== "").length);
	for (const width of [1200, 1215, 900]) {
		const picture = await Picture.open(deep, { width, height: 500 });
		await picture.frame.waitForFunction(() => document.querySelectorAll("#labels text").length > 0);
		await picture.frame.waitForFunction(() =>
			[...document.querySelectorAll("#labels text")].some((text) => text.textContent !== ""));
		equal(await labels(picture) > 5, true, `labels at ${width}`);
	}
});

test("modern: a width that was asked for stays", async () => {
	const picture = await Picture.open(draw("modern-wide.svg", [...modern, "--width=700"], input), size);
	const root = await picture.rect("all");
	equal([root.left, root.right], [10, 690], "extent of the root");
});

test("modern: an icicle opens at its top", async () => {
	const address = draw("modern-icicle.svg", [...modern, "--inverted"],
		Array.from({ length: 80 }, (_, i) => `f${i}`).join(";") + " 900\n");
	const picture = await Picture.open(address, size);
	equal(await picture.frame.evaluate(() => window.scrollY), 0, "scrolled");
	equal(await picture.frame.evaluate(() => document.getElementById("asicicle").getAttribute("aria-pressed")),
		"true", "Icicle");
});

test("modern: numbers of a frame stand in the line and at the pointer, inside the window", async () => {
	const picture = await Picture.open(plain, size);
	await picture.hover("render");
	equal(await picture.text("details"), "38.1% 45 samples self 4.24% render ", "details");
	equal(await picture.frame.evaluate(() => document.querySelector(".flame-tip").innerText.split(/\s*\n\s*/)),
		["render", "total", "38.1% \u00b7 45 samples", "self", "4.24% \u00b7 5 samples"], "tooltip");
	const titles = () => picture.frame.evaluate(() => document.querySelectorAll("#rects title").length);
	const fewer = await titles();
	const rect = await picture.rect("main");
	await picture.page.mouse.move(rect.right - 2, rect.middle);
	const [left, top, right, bottom] = await box(picture, ".flame-tip");
	equal(left >= 0 && top >= 0 && right <= 900 && bottom <= 500, true, "inside the window");
	await picture.page.mouse.move(5, 5);
	equal(await picture.frame.evaluate(() => document.querySelector(".flame-tip").hidden), true, "hidden");
	equal(await titles(), fewer + 1, "titles");
});

test("modern: the search field is open and says share and number", async () => {
	const picture = await Picture.open(plain, size);
	const type = (text) => picture.frame.fill("#search input", text);
	await type("^read_");
	equal(await picture.text("matched"), "42.4% \u00b7 2", "matched");
	equal(await picture.query(), "?s=%5Eread_", "query");
	for (const at of [1, 2, 1]) {
		await picture.key("Enter");
		equal(await picture.text("matched"), `42.4% \u00b7 ${at} of 2`, "matched");
	}
	await picture.click("main");
	equal(await picture.text("matched"), "51.0% \u00b7 2", "matched, zoomed");
	await type("(");
	equal(await picture.text("details"), "Not a regular expression: (", "details");
	await picture.frame.focus("#search input");
	await picture.key("Escape");
	equal([await picture.text("matched"), await picture.is("matched", "hide")], [" ", true], "matched after Escape");
	await picture.key("/");
	equal(await picture.frame.evaluate(() => document.activeElement.localName), "input", "focus");
});

test("modern: chips name what can be undone and undo it", async () => {
	const picture = await Picture.open(plain, size);
	equal(await picture.is("chips", "hide"), true, "no chips");
	await picture.click("render");
	equal(await picture.text("unzoom"), "zoomed: render \u2715", "chip");
	await picture.press("unzoom");
	equal([await picture.is("chips", "hide"), await picture.query()], [true, ""], "after the chip");
	await picture.menu("render");
	await picture.frame.locator("#menu button", { hasText: /^Hide$/ }).click();
	equal(await picture.text("unhide"), "hidden: 38% \u2715", "chip");
	await picture.press("unhide");
	equal(await picture.is("chips", "hide"), true, "after showing all");
	await picture.press("ascallers");
	equal(await picture.text("uncallers"), "callers on callees \u2715", "chip");
	equal(await picture.query(), "?v=c", "query");
	await picture.press("uncallers");
	await picture.press("asicicle");
	equal(await picture.query(), "?flip=1", "query");
	await picture.press("asflame");
	equal(await picture.query(), "", "query");
});

test("modern: an address restores the view", async () => {
	const first = await Picture.open(plain, size);
	await first.click("main");
	const query = await first.query();
	const picture = await Picture.open(plain + query + "&s=%5Eread_", size);
	equal(await picture.text("matched"), "51.0% \u00b7 2", "matched");
	equal(await picture.text("unzoom"), "zoomed: main \u2715", "chip");
	equal(await picture.frame.evaluate(() => document.querySelector("#search input").value), "^read_", "field");
});

test("modern: the menu opens by its button and by ?, with keys", async () => {
	const picture = await Picture.open(plain, size);
	const items = () => picture.frame.evaluate(() =>
		Array.from(document.querySelectorAll("#menu button"), (item) => item.firstChild.textContent));
	await picture.press("menubutton");
	equal(await items(), ["Icicle graph (root on top)", "Callers on callees (reversed)"], "items");
	await picture.key("Escape");
	equal(await items(), [], "items");
	await picture.frame.focus("#frames");
	await picture.key("?");
	await picture.key("ArrowDown");
	await picture.key("Enter");
	equal(await picture.query(), "?v=c", "query");
});

test("modern: works inside <object> and inside a page", async () => {
	const html = `<!doctype html><object type="image/svg+xml" data="${plain}" width="800" height="300"></object>`;
	const picture = await Picture.open("file://" + file("modern-object.html", html), size);
	picture.frame = picture.page.frames()[1];
	await picture.frame.waitForLoadState();
	await picture.frame.fill("#search input", "^read_");
	equal(await picture.text("matched"), "42.4% \u00b7 2", "matched");
	equal((await box(picture, ".flame-bottom"))[3], 300, "end of the line at the bottom");
	const svg = readFileSync(fileURLToPath(plain), "utf8").replace(/^<\?xml.*\n/, "");
	const inline = await Picture.open("file://" + file("modern-inline.html",
		`<!doctype html><meta charset="utf-8"><p id="before">Before</p>${svg}<p>After</p>`), size);
	await inline.frame.fill("#search input", "^read_");
	equal(await inline.text("matched"), "42.4% \u00b7 2", "matched in a page");
	equal(await inline.text("before"), "Before", "the page");
});

test("modern: without scripts there are no controls", async () => {
	const picture = await Picture.open(plain, size, { javaScriptEnabled: false });
	equal(await picture.frame.locator("button, input, #search, #unzoom, #menubutton, #ignorecase").count(), 0, "controls");
	equal(await picture.frame.locator("#title").textContent(), "Flame Graph", "title");
	equal(await picture.frame.locator("#labels text").first().textContent(), "all \u00b7 118 samples", "root's label");
});

test("modern: a server that forbids scripts and styles spoils nothing", async () => {
	const dark = draw("modern-csp.svg", [...modern, "--color-rule=render=#202020"], input);
	const picture = await Picture.open("about:blank", size);
	const headers = { "content-security-policy": "sandbox; default-src 'none'; img-src 'self'; style-src 'self'" };
	const body = readFileSync(fileURLToPath(dark), "utf8");
	await picture.page.route("http://pictures.test/*", (route) =>
		route.fulfill({ contentType: "image/svg+xml", headers, body }));
	await picture.page.goto("http://pictures.test/flame.svg");
	const styles = await picture.frame.locator("#labels text").evaluateAll((texts) => texts.map((text) => {
		const { fontSize, fill } = window.getComputedStyle(text);
		return [text.textContent, fontSize, fill];
	}));
	equal(styles.find(([name]) => name === "main"), ["main", "12px", "rgb(0, 0, 0)"], "a label");
	equal(styles.find(([name]) => name === "render"), ["render", "12px", "rgb(255, 255, 255)"], "one on a dark frame");
	equal(await picture.frame.locator("#unzoom, #search").count(), 0, "controls");
	takeNoise(); // what the browser refused
});
