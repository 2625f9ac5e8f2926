// The modern look: bars that stay in view, the tooltip, chips, and what is left without scripts.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { draw, equal, file, here, input, Picture, takeNoise, test } from "./harness.mjs";

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

test("modern: lines part frames that touch, and corners are round, zoomed too", async () => {
	const picture = await Picture.open(plain, size);
	const lines = () => picture.frame.evaluate(() =>
		[...document.querySelectorAll("path.gap")].flatMap((path) => path.getAttribute("d").match(/M/g) || []).length);
	const corner = async (name) => {
		await picture.page.mouse.move(5, 5); // the title of a frame that is pointed to is away
		return picture.frame.evaluate(cornerOf, name);
	};
	const cornerOf = (name) => {
		const rect = [...document.querySelectorAll("#rects rect")].find((rect) => window.titleOf(rect).startsWith(name + " ("));
		const { a, d } = rect.getScreenCTM(), rx = Number(rect.getAttribute("rx"));
		return [rx * a, (rect.getAttribute("ry") || rx) * d].map(Math.round);
	};
	equal(await lines(), 4, "lines");
	await picture.click("main");
	equal([await lines(), await corner("main"), await corner("render")], [3, [2, 2], [2, 2]], "zoomed");
	await picture.click("read_cache");
	equal([await lines(), await corner("main"), await corner("read_cache")], [0, [2, 2], [2, 2]], "zoomed more");
	await picture.press("unzoom");
	equal([await lines(), await corner("main")], [4, [2, 2]], "lines again");
	await picture.press("byweight");
	equal([await lines(), await corner("main")], [4, [2, 2]], "by weight");
	await picture.press("ascallers");
	equal(await lines() > 0, true, "lines between callers");
	const outlined = await Picture.open(draw("modern-outlined.svg", [...modern, "--stroke-color=black"], input), size);
	equal(await outlined.frame.evaluate(() => document.querySelectorAll("path.gap").length), 0, "lines beside outlines");
});

test("modern: the legend has one item for each hue, of modules or of states, with and without scripts", async () => {
	const inModules = draw("modern-legend.svg", modern, "a;std::sort<int> 50\na;__gnu_cxx::f 40\na;[libc.so.6] 30\n");
	const inStates = draw("modern-wall.svg", [...modern, "--colors=wall"], "a;[on-cpu];f 5\na;[sleep];g 3\nb;[disk];h 2\n");
	for (const [address, words] of [[inModules, ["std, __gnu_cxx", "libc.so.6"]], [inStates, ["on-cpu", "sleep", "disk"]]]) {
		const still = await Picture.open(address, size, { javaScriptEnabled: false });
		equal(await still.frame.locator("#modulelegend text").allTextContents(), words, "in the still picture");
		const picture = await Picture.open(address, size);
		equal(await picture.frame.locator("#legendbox > span").allTextContents(), words, "in the page");
	}
});

test("modern: an icicle opens at its top", async () => {
	const address = draw("modern-icicle.svg", [...modern, "--inverted"],
		Array.from({ length: 80 }, (_, i) => `f${i}`).join(";") + " 900\n");
	const picture = await Picture.open(address, size);
	equal(await picture.frame.evaluate(() => window.scrollY), 0, "scrolled");
	equal(await picture.frame.evaluate(() => document.getElementById("asicicle").getAttribute("aria-pressed")),
		"true", "Icicle");
	const small = await Picture.open(plain, { width: 900, height: 800 });
	const root = async () => Math.round((await small.rect("all")).middle);
	const [, , , topEnd] = await box(small, ".flame-top"), [, bottom] = await box(small, ".flame-bottom");
	equal(bottom - await root() < 40, true, "a small flame graph stands on the line at the bottom");
	await small.press("asicicle");
	equal(await root() - topEnd < 40, true, "a small icicle hangs from the bar on top");
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
	equal(await picture.text("unsearch"), "searched: ^read_ \u2715", "chip");
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
	await picture.frame.locator("#menu button", { hasText: /^Hideh$/ }).click();
	equal(await picture.text("unhide"), "38% hidden: show \u2715", "chip");
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

test("modern: callees are sorted by weight and back, and what is zoomed stays", async () => {
	const picture = await Picture.open(plain, size);
	const lefts = async () => [(await picture.rect("idle")).left, (await picture.rect("main")).left];
	const drawn = await lefts();
	equal(drawn[0] < drawn[1], true, "idle before main by name");
	await picture.press("byweight");
	equal(await picture.query(), "?order=weight", "query");
	const [idle, main] = await lefts();
	equal(main < idle, true, "main before idle by weight");
	await picture.menu("idle");
	await picture.frame.locator("#menu button", { hasText: /^Hideh$/ }).click();
	equal(await picture.text("unhide"), "17% hidden: show \u2715", "chip");
	await picture.press("unhide");
	await picture.click("render");
	await picture.press("byname");
	equal(await picture.text("unzoom"), "zoomed: render \u2715", "chip");
	await picture.press("unzoom");
	equal([await picture.query(), await lefts()], ["", drawn], "by name again");
	const again = await Picture.open(plain + "?order=weight", size);
	equal((await again.rect("main")).left < (await again.rect("idle")).left, true, "by the address");
	const inTime = await Picture.open(draw("modern-time.svg", [...modern, "--flamechart"], input), size);
	equal(await inTime.frame.evaluate(() => document.getElementById("byname")), null, "switch of a flame chart");
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

const items = (picture) => picture.frame.evaluate(() =>
	Array.from(document.querySelectorAll("#menu button"), (item) => [
		item.firstChild.textContent, (item.querySelector("kbd") || { textContent: "" }).textContent,
		item.getAttribute("aria-checked"),
	].filter((part) => part).join(", ")));

test("modern: the menu lists everything with its keys", async () => {
	const picture = await Picture.open(plain, size);
	await picture.press("menubutton");
	equal(await items(picture), [
		"Flame graph, root below, true", "Icicle graph, root on top, i, false",
		"Callers on callees (reversed), c, false", "By name, true", "By weight, o, false", "Search, /, Ctrl-F",
		"Ignore case, Ctrl-I, false",
		"As the system, true", "Light, t, false", "Dark, false",
	], "items");
	await picture.key("Escape");
	equal(await items(picture), [], "items");
	await picture.click("main");
	await picture.frame.fill("#search input", "^read_");
	await picture.frame.focus("#frames");
	await picture.key("Control+i");
	await picture.key("?");
	equal((await items(picture)).slice(3), [
		"Reset zoom, Esc", "By name, true", "By weight, o, false", "Search, /, Ctrl-F", "Next match, Enter, F3", "Previous match, Shift-F3",
		"Stop searching, Esc", "Ignore case, Ctrl-I, true", "As the system, true", "Light, t, false", "Dark, false",
	], "items");
	await picture.key("ArrowDown");
	await picture.key("ArrowDown");
	await picture.key("Enter");
	equal(/v=c/.test(await picture.query()), true, "callers");
});

test("modern: the man page lists the keys of the menu and of the graph, and no others", async () => {
	const picture = await Picture.open(plain, size);
	const keys = new Set(["?"]);
	const take = async () => {
		await picture.press("menubutton");
		const texts = await picture.frame.locator("#menu kbd").allTextContents();
		const [hints] = await picture.frame.locator("#menu p").allTextContents();
		for (const key of [...texts.flatMap((text) => text.split(", ")), ...hints.split("; ").map((hint) => hint.split(" ")[0])])
			keys.add(key);
		await picture.key("Escape");
	};
	await take();
	await picture.key("i");
	await take();
	await picture.menu("parse");
	await picture.frame.locator("#menu button", { hasText: /^Hideh$/ }).click();
	await picture.click("main");
	await picture.frame.fill("#search input", "^read_");
	await take();
	const man = readFileSync(join(here, "../../man/flamesvg.1"), "utf8");
	const [, section] = /^\.SS Keys of the modern look\n([^]*?)^\.S[SH]/m.exec(man);
	const listed = section.match(/(?<=^\.TP\n\.BR? ).*/gm).flatMap((line) => line.replace(/"/g, "").split(/ *, */));
	equal([...new Set(listed)].sort(), [...keys].sort(), "keys");
});

test("modern: letters are keys of the view, but not in the field", async () => {
	const picture = await Picture.open(plain, size);
	await picture.key("i");
	equal(await picture.query(), "?flip=1", "query");
	await picture.key("i");
	await picture.key("c");
	equal(await picture.query(), "?v=c", "query");
	await picture.key("c");
	await picture.key("/");
	await picture.page.keyboard.type("icth");
	equal(await picture.query(), "?s=icth", "query");
	await picture.key("Escape");
	await picture.frame.focus("#frames");
	for (const key of ["Home", "ArrowUp", "h"])
		await picture.key(key);
	equal([await picture.query(), await picture.text("details")], ["", "Nothing would be left to show"],
		"all hidden");
	for (const key of ["ArrowUp", "ArrowUp", "h"])
		await picture.key(key);
	equal(/^\?v=h\d+$/.test(await picture.query()), true, "hidden by its key");
	await picture.key("a");
	equal(await picture.query(), "", "query");
});

const theme = (picture) => picture.frame.evaluate(() => [
	document.querySelector("svg#rects").ownerSVGElement.getAttribute("data-theme"),
	window.getComputedStyle(document.body).backgroundColor,
]);

test("modern: the reader's theme is remembered", async () => {
	const options = { colorScheme: "light" };
	const picture = await Picture.open(plain, size, options);
	equal(await theme(picture), ["auto", "rgb(255, 255, 255)"], "theme");
	await picture.key("t");
	await picture.key("t");
	equal(await theme(picture), ["dark", "rgb(23, 25, 30)"], "theme");
	equal(await picture.query(), "", "query");
	await picture.page.reload();
	equal(await theme(picture), ["dark", "rgb(23, 25, 30)"], "theme, opened again");
	await picture.key("t");
	equal(await theme(picture), ["auto", "rgb(255, 255, 255)"], "theme");
	await picture.page.reload();
	equal(await theme(picture), ["auto", "rgb(255, 255, 255)"], "theme, opened again");
	const light = await Picture.open(draw("modern-light.svg", [...modern, "--theme=light"], input), size,
		{ colorScheme: "dark" });
	equal(await theme(light), ["light", "rgb(255, 255, 255)"], "theme of a light picture");
	await light.key("t");
	equal(await theme(light), ["dark", "rgb(23, 25, 30)"], "theme of a light picture, dark");
});

test("modern: in a sandbox the theme stands in the address", async () => {
	const picture = await Picture.open("about:blank", size, { colorScheme: "light" });
	const headers = { "content-security-policy": "sandbox allow-scripts" };
	const body = readFileSync(fileURLToPath(plain), "utf8");
	await picture.page.route("http://pictures.test/*", (route) =>
		route.fulfill({ contentType: "image/svg+xml", headers, body }));
	await picture.page.goto("http://pictures.test/flame.svg?theme=dark&s=read");
	equal(await theme(picture), ["dark", "rgb(23, 25, 30)"], "theme");
	await picture.key("t");
	equal([await theme(picture), await picture.query()], [["auto", "rgb(255, 255, 255)"], "?s=read"], "theme");
	takeNoise();
});

test("modern: nothing lies outside of a narrow window, however large the text", async () => {
	const long = draw("modern-long.svg", [...modern, "--title=A title of many words that is wider than any telephone"],
		"main;" + "a_name::of<many>::parts ".repeat(30).trim().replace(/ /g, "_") + " 900\nmain;b 100\n");
	for (const [width, zoom] of [[400, 1], [320, 1], [1200, 2], [3840, 1]]) {
		const picture = await Picture.open(long, { width, height: 800 });
		await picture.frame.evaluate((size) => {
			document.querySelector(".flame-page").style.fontSize = size;
		}, 12 * zoom + "px");
		await picture.click("main");
		await picture.frame.fill("#search input", "name");
		await picture.key("Enter");
		await picture.hover("b");
		const outside = await picture.frame.evaluate(() =>
			Array.from(document.querySelectorAll(".flame-page button, .flame-page input, .flame-page h1, #details, .flame-tip"))
				.filter((element) => element.offsetParent !== null)
				.filter((element) => {
					const { left, top, right, bottom } = element.getBoundingClientRect();
					return left < 0 || top < 0 || right > window.innerWidth || bottom > window.innerHeight;
				}).map((element) => element.id || element.className || element.textContent));
		equal(outside, [], `outside at ${width}`);
		equal(await picture.frame.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), true,
			`no scrolling sideways at ${width}`);
	}
});

test("modern: the tooltip and the line show a long name whole, inside the window", async () => {
	const name = "ns::function<" + Array.from({ length: 40 }, (_, i) => `type${i}`).join(", ") + ">(int)";
	const address = draw("modern-name.svg", modern, `main;${name} 900\nmain;b 100\n`);
	for (const width of [400, 1300]) {
		const picture = await Picture.open(address, { width, height: 500 });
		const rect = await picture.rect(name);
		for (const x of [rect.left + 1, (rect.left + rect.right) / 2, rect.right - 1]) {
			await picture.page.mouse.move(x, rect.middle);
			for (const selector of [".flame-tip", "#details"]) {
				const [left, top, right, bottom] = await box(picture, selector);
				equal(left >= 0 && top >= 0 && right <= width && bottom <= 500, true, `${selector} inside at ${width}`);
				equal(await picture.frame.evaluate((selector) => {
					const { scrollWidth, clientWidth, textContent } = document.querySelector(selector);
					return scrollWidth <= clientWidth && textContent.includes("type39>(int)");
				}, selector), true, `${selector} is whole at ${width}`);
			}
		}
	}
});

test("modern: paper has the whole picture, in light colours and without controls", async () => {
	const picture = await Picture.open(deep, size, { colorScheme: "dark" });
	await picture.click("f0");
	await picture.page.emulateMedia({ media: "print" });
	const shown = await picture.frame.evaluate(() => ({
		controls: Array.from(document.querySelectorAll("button, input, #details, #menu"))
			.filter((element) => element.offsetParent !== null).map((element) => element.id),
		title: document.getElementById("title").offsetParent !== null,
		page: window.getComputedStyle(document.querySelector(".flame-page")).color,
		frame: window.getComputedStyle(document.querySelector("#rects rect")).fill,
	}));
	equal(shown, { controls: [], title: true, page: "rgb(31, 35, 40)", frame: "rgb(228, 231, 235)" }, "on paper");
	for (const landscape of [false, true]) {
		const pdf = (await picture.page.pdf({ format: "A4", landscape })).toString("latin1");
		equal(pdf.match(/\/Type *\/Page\b/g).length, 1, "pages");
	}
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

test("modern: labels of the still picture end in their frames, however wide their letters", async () => {
	const names = ["WMWMWMWMWMWMWM", "memory_mmwwmm", "illlliiilllii", "@%mW::MMM<WWW>::WWmm", "\u6f22\u5b57\u6f22\u5b57\u6f22\u5b57"];
	const stacks = names.flatMap((name) => [30, 60, 90, 120].map((count, i) => `p${name}${i};${name} ${count}\n`));
	const picture = await Picture.open(draw("modern-wide-letters.svg", modern, stacks.join("")), { width: 1200, height: 500 },
		{ javaScriptEnabled: false });
	const ends = await picture.frame.locator("#labels text").evaluateAll((texts) => texts.map((text) => {
		const box = text.getBoundingClientRect(), middle = (box.top + box.bottom) / 2;
		const frames = [...document.querySelectorAll("#rects rect")].map((rect) => rect.getBoundingClientRect())
			.filter(({ left, top, bottom }) => left <= box.left && top <= middle && bottom >= middle);
		return [text.textContent, Math.max(...frames.map(({ left, right }) => left)), box.right, frames];
	}).map(([text, left, right, frames]) => [text, right <= frames.find((frame) => frame.left === left).right]));
	equal(ends.length > 15, true, "labels");
	equal(ends.filter(([, inside]) => !inside), [], "labels that end outside");
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
	const union = draw("modern-csp-union.svg", [...modern, "--diff-layout=union"], "a;gone 10 0\na;new 0 10\na;b 5 6\n");
	await picture.page.unroute("http://pictures.test/*");
	await picture.page.route("http://pictures.test/*", (route) => route.fulfill({
		contentType: "image/svg+xml", headers, body: readFileSync(fileURLToPath(union), "utf8"),
	}));
	await picture.page.goto("http://pictures.test/union.svg");
	equal(await picture.frame.locator("path.new, path.gone").evaluateAll((paths) =>
		paths.map((path) => window.getComputedStyle(path).fill)), ['url("#hatchgone")', 'url("#hatchnew")'], "patterns");
	takeNoise(); // what the browser refused
});
