// Other views of the same profile: parts hidden, callers first, turned over; and the menu and the
// history that lead there.
import { draw, equal, file, input, matchColor, Picture, plain, test, wide } from "./harness.mjs";

const long = wide.repeat(30);

// ---- shares of the zoomed frame ----

test("zoomed in, a frame's share of the zoomed one is said too", async () => {
	const picture = await Picture.open(plain);
	await picture.click("render");
	await picture.hover("draw");
	equal(await picture.text("details"),
		"Function: draw (40 samples, 33.90%), 88.89% of render", "details");
	await picture.hover("render");
	equal(await picture.text("details"), "Function: render (45 samples, 38.14%)", "details");
	await picture.hover("app");
	equal(await picture.text("details"), "Function: app (118 samples, 100.00%)", "details");
});

// ---- the menu ----

const frameItems = ["Zoom", "Copy name", "Copy stack", "Search this name", "Hide",
	"Hide all others", "Icicle graph (root on top)", "Callers on callees (reversed)"];

test("a frame's menu opens by right click and by keys, and closes", async () => {
	const picture = await Picture.open(plain);
	equal(await picture.menu("draw"), frameItems, "items");
	await picture.key("Escape");
	equal(await picture.items(), [], "items after Escape");
	await picture.menu("draw");
	await picture.page.mouse.click(600, 5);
	equal(await picture.items(), [], "items after a click elsewhere");
	await picture.press("menubutton");
	equal(await picture.items(), frameItems.slice(6), "items of the view");
	await picture.key("Escape");
	await picture.frame.focus("#frames");
	for (const key of ["ArrowUp", "ArrowUp", "m"])
		await picture.key(key);
	equal(await picture.items(), frameItems, "items by key");
	await picture.key("Enter");
	equal([await picture.items(), (await picture.rect("app")).width], [[], "1180"], "after Zoom");
	equal((await picture.query()).startsWith("?x=10&y="), true, "zoomed");
});

test("a menu's keys choose", async () => {
	const picture = await Picture.open(plain);
	await picture.menu("parse");
	for (const key of ["ArrowDown", "ArrowDown", "ArrowDown", "Enter"])
		await picture.key(key);
	equal(await picture.text("matched"), "Matched: 32.2%", "matched");
	equal(await picture.query(), "?s=%5Eparse%24", "query");
});

test("a frame's name and whole stack are copied", async () => {
	const picture = await Picture.open(plain);
	const copied = () => picture.page.evaluate(() => navigator.clipboard.readText());
	await picture.menu("read_cache");
	await picture.choose("Copy name");
	await picture.page.waitForFunction(() =>
		/^Copied/.test(document.getElementById("details").textContent));
	equal(await copied(), "read_cache", "clipboard");
	await picture.menu("read_cache");
	await picture.choose("Copy stack");
	await picture.page.waitForFunction(() =>
		/^Copied: app/.test(document.getElementById("details").textContent));
	equal(await copied(), "app;main;render;draw;read_cache", "clipboard");
});

test("without a clipboard, what is copied is shown", async () => {
	const picture = await Picture.open(plain);
	await picture.page.evaluate(() => {
		navigator.clipboard.writeText = () => Promise.reject(new Error("not here"));
	});
	await picture.menu("idle");
	await picture.choose("Copy stack");
	await picture.page.waitForTimeout(50);
	equal(picture.prompts, ["prompt"], "dialogs");
});

// ---- hiding ----

test("a hidden subtree is gone from all it counted in", async () => {
	const picture = await Picture.open(plain);
	await picture.menu("render");
	await picture.choose("Hide");
	equal(await picture.titles(), [
		"all (73 samples, 100%)", "app (73 samples, 100%)",
		"idle (20 samples, 27.40%)", "main (53 samples, 72.60%)",
		"parse (38 samples, 52.05%)", `${long} (15 samples, 20.55%)`,
		"Read_line (10 samples, 13.70%)", "read_file (20 samples, 27.40%)",
	], "titles");
	await picture.search("^read_");
	equal(await picture.text("matched"), "Matched: 27.4%", "matched");
	await picture.press("search");
	const again = await Picture.open(picture.page.url());
	equal((await again.titles())[0], "all (73 samples, 100%)", "root of the same address");
	await picture.press("menubutton");
	await picture.choose("Show what is hidden");
	equal((await picture.titles()).length, 11, "frames");
	equal(await picture.query(), "", "query");
});

test("all but a subtree can be hidden", async () => {
	const picture = await Picture.open(plain);
	await picture.menu("parse");
	await picture.choose("Hide all others");
	equal(await picture.titles(), [
		"all (38 samples, 100%)", "app (38 samples, 100%)", "main (38 samples, 100%)",
		"parse (38 samples, 100%)",
		"Read_line (10 samples, 26.32%)", "read_file (20 samples, 52.63%)",
	], "titles");
	await picture.click("read_file");
	equal(await picture.faded(), ["all", "app", "main", "parse"], "frames of class parent");
});

// ---- callers ----

test("the reversed view merges from the leaves, by own weights", async () => {
	const picture = await Picture.open(draw("callers.svg", [],
		"a;x;f 60\na;y;f 20\na;y 10\nb;f;x 30\n"));
	const normal = await picture.titles();
	await picture.press("menubutton");
	await picture.choose("Callers on callees");
	equal(await picture.titles(), [
		"all (120 samples, 100%)",
		"f (80 samples, 66.67%)", "x (30 samples, 25.00%)", "y (10 samples, 8.33%)",
		"x (60 samples, 50.00%)", "y (20 samples, 16.67%)", "f (30 samples, 25.00%)",
		"a (10 samples, 8.33%)",
		"a (60 samples, 50.00%)", "a (20 samples, 16.67%)", "b (30 samples, 25.00%)",
	], "titles");
	await picture.search("^a$");
	equal(await picture.text("matched"), "Matched: 75.0%", "matched");
	await picture.click("f");
	equal(await picture.text("matched"), "Matched: 100%", "matched, zoomed");
	const again = await Picture.open(picture.page.url());
	equal(await again.faded(), ["all"], "frames of class parent of the same address");
	equal(await again.text("matched"), "Matched: 100%", "matched of the same address");
	await picture.menu("f");
	await picture.choose("Callees on callers");
	equal(await picture.titles(), normal, "titles, normal again");
});

test("the stack copied from the reversed view begins with its outermost caller", async () => {
	const picture = await Picture.open(draw("chain.svg", [], "a;b;c 100\n") + "?v=c");
	await picture.menu("a");
	await picture.choose("Copy stack");
	await picture.page.waitForFunction(() =>
		/^Copied/.test(document.getElementById("details").textContent));
	equal(await picture.text("details"), "Copied: a;b;c", "details");
});

// ---- turned over ----

test("flames and icicles turn into each other, and keep zoom and labels", async () => {
	const picture = await Picture.open(plain);
	const order = async () => {
		const rects = await Promise.all(["all", "main", "draw"].map((name) => picture.rect(name)));
		return rects.map(({ middle }) => middle);
	};
	const before = await order();
	await picture.click("draw");
	await picture.press("menubutton");
	await picture.choose("Icicle graph");
	const after = await order();
	equal(after.every((middle, i) => i === 0 || middle > after[i - 1]), true, "root on top");
	equal(after.map((middle) => Math.round(middle + before[0])),
		before.map((middle) => Math.round(2 * before[0] - middle + after[0])), "mirrored");
	equal(await picture.query().then((query) => /[?&]flip=1/.test(query)), true, "flip in query");
	const label = await picture.frame.evaluate(() => {
		const text = Array.from(document.querySelectorAll("#labels text"))
			.find((text) => text.textContent === "main");
		const box = text.getBoundingClientRect();
		return (box.top + box.bottom) / 2;
	});
	equal(Math.abs(label - after[1]) < 5, true, "label in its frame");
	const again = await Picture.open(picture.page.url());
	equal((await again.rect("main")).middle, after[1], "place in the same address");
});

// ---- history ----

test("back and forward follow zoom and views", async () => {
	const picture = await Picture.open(plain);
	await picture.click("main");
	await picture.click("render");
	await picture.page.goBack();
	equal(await picture.faded(), ["all", "app"], "frames of class parent");
	await picture.page.goBack();
	equal(await picture.faded(), [], "frames of class parent");
	await picture.page.goForward();
	await picture.page.goForward();
	equal(await picture.faded(), ["all", "app", "main"], "frames of class parent");
	await picture.menu("draw");
	await picture.choose("Hide");
	equal((await picture.titles())[0], "all (78 samples, 100%)", "root");
	await picture.page.goBack();
	equal((await picture.titles())[0], "all (118 samples, 100%)", "root");
	equal(await picture.faded(), ["all", "app", "main"], "frames of class parent");
});

test("odd changes in an address do no harm", async () => {
	const picture = await Picture.open(plain + "?v=h0.h99999.o-1.x.h&flip=2");
	equal((await picture.titles())[0], "all (118 samples, 100%)", "root");
});

// ---- touch ----

test("a touch zooms, a long one opens the menu", async () => {
	const picture = await Picture.open(plain, { width: 1220, height: 400 }, { hasTouch: true });
	const { left, right, middle } = await picture.rect("parse");
	await picture.page.touchscreen.tap((left + right) / 2, middle);
	equal(await picture.faded(), ["all", "app", "main"], "frames of class parent");
	const at = await picture.rect("main");
	const client = await picture.page.context().newCDPSession(picture.page);
	const point = { x: 600, y: at.middle };
	await client.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [point] });
	await picture.page.waitForSelector("#menu");
	await client.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
	equal((await picture.items())[0], "Zoom", "first item");
	equal(await picture.faded(), ["all", "app", "main"], "frames of class parent");
});

test("views work inside <object>", async () => {
	const html = '<!doctype html><meta charset="utf-8"><object type="image/svg+xml" ' +
		`data="${plain}" width="1200" height="300"></object>`;
	const picture = await Picture.open("file://" + file("views.html", html));
	picture.frame = picture.page.frames()[1];
	await picture.frame.waitForLoadState();
	await picture.press("menubutton");
	await picture.choose("Callers on callees");
	equal((await picture.titles())[1], "Read_line (10 samples, 8.47%)", "first frame");
	await picture.search("idle");
	equal(await picture.text("matched"), "Matched: 16.9%", "matched");
	await picture.press("menubutton");
	await picture.choose("Icicle graph");
	await picture.press("menubutton");
	await picture.choose("Callees on callers");
	equal((await picture.titles())[0], "all (118 samples, 100%)", "root");
	equal(await picture.text("matched"), "Matched: 16.9%", "matched");
});

test("marks follow into other views", async () => {
	const picture = await Picture.open(plain);
	await picture.search("^draw$");
	await picture.press("menubutton");
	await picture.choose("Callers on callees");
	equal(await picture.color("draw"), matchColor, "colour of draw");
	equal(await picture.text("matched"), "Matched: 33.9%", "matched"); // draw 10, read_cache 30
});

test("a picture with attributes of functions has its views too", async () => {
	const attributes = file("titled", "render\ttitle=mine\n");
	const picture = await Picture.open(draw("titled.svg", ["--nameattr=" + attributes], input));
	await picture.menu("main");
	await picture.choose("Hide all others");
	equal((await picture.titles()).includes("mine (45 samples, 45.92%)"), true, "title kept");
});
