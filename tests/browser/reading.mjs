// Reading the picture: by keyboard, by screen reader, in the dark, on paper, without scripts.
import { draw, equal, input, matchColor, Picture, plain, render, test } from "./harness.mjs";

// ---- keyboard ----

test("arrows move between frames, Enter zooms, Escape zooms out", async () => {
	const picture = await Picture.open(plain);
	const on = async () => /Function: (\S+) /.exec(await picture.text("details"))[1];
	await picture.frame.focus("#frames");
	const steps = [
		["ArrowUp", "all"], ["ArrowUp", "app"], ["ArrowUp", "main"], ["ArrowLeft", "idle"],
		["ArrowRight", "main"], ["ArrowUp", "render"], ["ArrowLeft", "parse"],
		["ArrowDown", "main"], ["Enter", "main"], ["ArrowUp", "render"], ["ArrowUp", "draw"],
		["ArrowDown", "render"], ["ArrowDown", "main"], ["ArrowDown", "app"], ["ArrowUp", "main"],
	];
	for (const [key, name] of steps) {
		await picture.key(key);
		equal(await on(), name, "frame after " + key);
	}
	equal(await picture.faded(), ["all", "app"], "frames of class parent");
	await picture.key("Escape");
	equal(await picture.faded(), [], "frames of class parent");
});

test("in an icicle the arrows go as they point", async () => {
	const picture = await Picture.open(draw("keys.svg", ["--inverted"], input));
	await picture.frame.focus("#frames");
	for (const key of ["ArrowDown", "ArrowDown", "ArrowDown"])
		await picture.key(key);
	equal(await picture.text("details"), "Function: main (98 samples, 83.05%)", "details");
});

test("the frame in focus is seen", async () => {
	const picture = await Picture.open(plain);
	const outline = () => picture.frame.evaluate(() => {
		const path = document.querySelector("path.cursor");
		return [path.getAttribute("d") !== null, window.getComputedStyle(path).strokeWidth];
	});
	equal(await outline(), [false, "3px"], "outline");
	await picture.frame.focus("#frames");
	await picture.key("ArrowUp");
	equal(await outline(), [true, "3px"], "outline");
});

test("buttons are reached and pressed by keys", async () => {
	const picture = await Picture.open(plain);
	const names = [];
	for (let i = 0; i < 4; i++) {
		await picture.key("Tab");
		names.push(await picture.frame.evaluate(() =>
			document.activeElement.getAttribute("aria-label").split(":")[0]));
	}
	equal(names, ["Menu of views", "Search frames", "Ignore case in searches", "Frames"], "names");
	await picture.frame.focus("#search");
	await picture.key("Enter");
	equal(await picture.frame.locator("#searchfield").count(), 1, "fields");
});

// ---- screen readers ----

test("the graph has a name and a description", async () => {
	const picture = await Picture.open(plain);
	equal(await picture.page.title(), "Flame Graph", "title");
	const text = (attribute) => picture.frame.evaluate((attribute) => document.getElementById(
		document.documentElement.getAttribute(attribute)).textContent, attribute);
	equal(await text("aria-labelledby"), "Flame Graph", "name");
	equal(await text("aria-describedby"), "Flame graph of 10 frames, 5 deep. The width of a frame " +
		"is its share of all samples.", "description");
	equal(await picture.frame.getAttribute("#details", "aria-live"), "polite", "aria-live");
});

// ---- contrast ----

// The contrast of each label with what is behind it, as WCAG computes it; the least of all.
function leastContrast(picture) {
	return picture.frame.evaluate(() => {
		const parts = (color) => (color.match(/[\d.]+/g) || []).slice(0, 3).map(Number);
		const luminance = (color) => color.map((part) => part / 255)
			.map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
			.reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0);
		const rects = Array.from(document.querySelectorAll("#rects rect"));
		const boxes = rects.map((rect) => rect.getBoundingClientRect());
		const back = window.getComputedStyle(document.documentElement).colorScheme === "dark"
			? [30, 30, 32] : [238, 238, 210];
		const contrasts = Array.from(document.querySelectorAll("#labels text"), (text) => {
			const { left, top, bottom } = text.getBoundingClientRect(), y = (top + bottom) / 2;
			const at = boxes.findIndex((box) => box.left <= left && left <= box.right &&
				box.top <= y && y <= box.bottom);
			const style = window.getComputedStyle(rects[at]), opacity = Number(style.opacity);
			const behind = parts(style.fill)
				.map((part, i) => part * opacity + back[i] * (1 - opacity));
			const [low, high] = [luminance(behind), luminance(parts(
				window.getComputedStyle(text).fill))].sort((a, b) => a - b);
			return (high + 0.05) / (low + 0.05);
		});
		return contrasts.length > 3 ? Math.min(...contrasts) : 0;
	});
}

const names = Array.from({ length: 60 }, (_, i) => `main;f${i * 7}_[${"kji"[i % 3]}];x${i}.js 10`);
const many = names.join("\n") + "\n";
for (const colors of ["hot", "mem", "io", "chain", "java", "js", "perl", "python", "rust", "red",
	"green", "blue", "aqua", "yellow", "purple", "orange", "viridis", "cividis", "by-module",
	"by-depth"]) {
	test(`labels are legible in the palette ${colors}`, async () => {
		const picture = await Picture.open(draw(`${colors}.svg`, ["--colors", colors,
			"--width=4000"], many));
		const least = async () => (await leastContrast(picture)) >= 4.5;
		equal(await least(), true, "contrast of 4.5 or more");
		await picture.page.emulateMedia({ colorScheme: "dark" });
		await picture.frame.evaluate(() => Array.from(document.querySelectorAll("#rects rect"))
			.find((rect) => window.titleOf(rect).startsWith("f7 ("))
			.dispatchEvent(new MouseEvent("click", { bubbles: true })));
		equal(await least(), true, "contrast of 4.5 or more, zoomed in the dark");
	});
}

for (const hues of ["red-blue", "blue-orange"]) {
	test(`labels are legible in a difference of ${hues}`, async () => {
		const lines = Array.from({ length: 20 }, (_, i) =>
			`main;function_${i} ${i * 20} ${400 - i * 20}`);
		const picture = await Picture.open(draw(`${hues}.svg`, ["--width=2400", "--diff-colors",
			hues], lines.join("\n")));
		equal((await leastContrast(picture)) >= 4.5, true, "contrast of 4.5 or more");
	});
}

// ---- light and dark, paper ----

const background = (picture) => picture.frame.evaluate(() =>
	window.getComputedStyle(document.getElementById("background")).fill);
const dark = "rgb(30, 30, 32)", light = 'url("#gradient")';

for (const [theme, scheme, fill] of [
	["auto", "light", light], ["auto", "dark", dark], ["light", "dark", light],
	["dark", "light", dark],
]) {
	test(`--theme ${theme} where the system is ${scheme}`, async () => {
		const picture = await Picture.open(draw(`${theme}.svg`, ["--theme", theme], input),
			{ width: 1220, height: 400 }, { colorScheme: scheme });
		equal(await background(picture), fill, "background");
	});
}

test("who chose a background has it in the dark too", async () => {
	const picture = await Picture.open(draw("chosen.svg", ["--bgcolors=blue"], input),
		{ width: 1220, height: 400 }, { colorScheme: "dark" });
	equal(await background(picture), light, "background");
});

test("on paper the background is white and no control is there", async () => {
	const picture = await Picture.open(plain, { width: 1220, height: 400 },
		{ colorScheme: "dark" });
	await picture.page.emulateMedia({ media: "print" });
	equal(await background(picture), "rgb(255, 255, 255)", "background");
	equal(await picture.frame.evaluate(() => ["search", "menubutton", "ignorecase"].map((id) =>
		window.getComputedStyle(document.getElementById(id)).display)),
	["none", "none", "none"], "display");
});

// ---- without scripts ----

test("without scripts the picture is whole", async () => {
	const picture = await Picture.open(plain, { width: 1220, height: 400 },
		{ javaScriptEnabled: false });
	const shot = await picture.page.screenshot();
	equal(shot.length > 5000, true, "something drawn");
	const same = await Picture.open(draw("still.svg", ["--no-javascript"], input));
	equal((await same.titles()).length, 11, "frames with a title");
	equal((await same.labels()).length, 10, "labels");
});

test("rsvg-convert draws it, where it is here", async () => {
	const png = render(plain);
	if (png === null)
		return;
	equal([png.readUInt32BE(16), png.readUInt32BE(20)], [1200, 166], "size");
	equal(png.length > 5000, true, "something drawn");
});

// ---- deep and wide ----

test("a stack of 10,000 frames draws, zooms and is searched", async () => {
	const deep = Array.from({ length: 10000 }, (_, i) => "f" + i).join(";") + " 100\n";
	const picture = await Picture.open(draw("deep.svg", [], deep));
	const click = (name) => picture.frame.evaluate((name) => {
		Array.from(document.querySelectorAll("#rects rect"))
			.find((rect) => window.titleOf(rect).startsWith(name + " ("))
			.dispatchEvent(new MouseEvent("click", { bubbles: true }));
	}, name);
	// rows are dressed as they come into sight, and only then
	const dressed = async (index) => [
		(await picture.faded()).includes("f" + index), (await picture.labels()).includes("f" + index)];
	const scrollTo = (name) => picture.frame.evaluate((name) => new Promise((resolve) => {
		const rect = Array.from(document.querySelectorAll("#rects rect"))
			.find((rect) => window.titleOf(rect).startsWith(name + " ("));
		const { top } = rect.getBoundingClientRect();
		const settled = new IntersectionObserver(([{ isIntersecting }]) => isIntersecting && resolve());
		settled.observe(rect);
		window.scrollBy(0, top - 200);
	}), name);
	await scrollTo("f9990");
	await click("f9998");
	equal(await dressed(9990), [true, true], "f9990 faded, labelled");
	equal(await dressed(5), [false, false], "f5 faded, labelled");
	equal((await picture.labels()).length < 1000, true, "few labels");
	await scrollTo("f5");
	await picture.page.waitForFunction(() => Array.from(document.querySelectorAll("#labels text"))
		.some((text) => text.textContent === "f5"));
	equal(await dressed(5), [true, true], "f5 faded, labelled, in sight");
	await click("f3");
	await scrollTo("f9990");
	await picture.page.waitForFunction(() => Array.from(document.querySelectorAll("#labels text"))
		.some((text) => text.textContent === "f9990"));
	equal((await picture.faded()).filter((name) => name !== "all"), ["f0", "f1", "f2"],
		"frames of class parent");
	await picture.frame.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
	equal((await picture.labels()).length, 10001, "labels on paper");
	await picture.frame.evaluate(() => document.getElementById("search")
		.dispatchEvent(new MouseEvent("click", { bubbles: true })));
	await picture.type("^f9999$");
	equal(await picture.text("matched"), "Matched: 100%", "matched");
	await scrollTo("f9990");
	equal(await picture.color("f9999"), matchColor, "colour of the match");
	await picture.key("Enter");
	equal((await picture.text("details")).endsWith("match 1 of 1"), true, "match found");
});
