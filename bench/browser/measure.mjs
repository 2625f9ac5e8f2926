// Measures flame graphs in Chromium: node measure.mjs OURS.svg [OTHER.svg]...
//
// Load, zoom, zoom back and search, in ms until the result is painted: the median of RUNS (3) pages
// each, by turns. What is clicked and what is searched for (SEARCHED) are the same in every
// picture. CHROMIUM says where the browser is, NODE_PATH where playwright-core is.
import { createRequire } from "node:module";
import { statSync } from "node:fs";
import { basename, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const RUNS = Number(process.env.RUNS || 3);
const TERM = process.env.SEARCHED || "parse|check";
const LOAD_MAX = 120000; // ms
const SETTLE = 300; // ms before each action: who clicks has looked first
const pictures = process.argv.slice(2);
if (pictures.length === 0) {
	console.error("usage: node measure.mjs OURS.svg [OTHER.svg]...");
	process.exit(2);
}

const playwright = createRequire(import.meta.url)("playwright-core");
const browser = await playwright.chromium.launch({
	executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
	args: process.getuid() === 0 ? ["--no-sandbox"] : [],
});

// Runs in the page: does one thing and resolves with the ms until it is painted. Two animation
// frames: the second begins when the drawing of the first was handed on; with nothing to draw that
// is 33 ms.
async function timed({ kind, term }) {
	const byId = (id) => document.getElementById(id);
	const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
	const click = (element) => element.dispatchEvent(new MouseEvent("click", { bubbles: true }));
	const actions = { load() {}, reset: () => click(byId("unzoom")) };
	if (kind === "zoom") {
		const width = (rect) => parseFloat(rect.getAttribute("width"));
		const rects = Array.from(document.querySelectorAll("#frames rect"));
		const half = Math.max(...rects.map(width)) / 2;
		// the frame nearest to half of the width: enough is left out, and enough is shown
		const off = (rect) => Math.abs(width(rect) - half);
		const [clicked] = rects.sort((a, b) => off(a) - off(b));
		actions.zoom = () => click(clicked);
	}
	if (kind === "search") {
		window.prompt = () => term; // what flamegraph.pl's and inferno's pictures ask with
		const inPage = byId("menubutton") !== null;
		if (inPage)
			click(byId("search"));
		actions.search = () => {
			const field = document.querySelector("foreignObject input, #search input");
			if (!inPage) {
				click(byId("search"));
				return;
			}
			field.value = term;
			field.dispatchEvent(new Event("input", { bubbles: true }));
		};
	}
	if (kind !== "load") {
		await frame();
		await new Promise((resolve) => setTimeout(resolve, SETTLE));
		await frame();
	}
	const start = performance.now();
	actions[kind]();
	await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() =>
		setTimeout(resolve))));
	return performance.now() - start;
}

async function measure(path) {
	const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
	page.setDefaultTimeout(LOAD_MAX);
	const source = timed.toString().replace("SETTLE", SETTLE);
	const time = (kind) =>
		page.evaluate(`(${source})(${JSON.stringify({ kind, term: TERM })})`);
	const start = performance.now();
	await page.goto(pathToFileURL(resolve(path)).href, { timeout: LOAD_MAX });
	await time("load");
	const times = { load: performance.now() - start };
	for (const kind of ["zoom", "reset", "search"])
		times[kind] = await time(kind);
	times.matched = (await page.textContent("#matched")).trim();
	await page.close();
	return times;
}

const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
const cell = (text) => String(text).padStart(9);
console.log(["bytes", "load", "zoom", "reset", "search"].map(cell).join("") + "  (ms)");
const runs = new Map(pictures.map((path) => [path, []]));
for (let i = 0; i < RUNS; i++) {
	for (const path of pictures) // by turns, so that what else the machine does meets all
		runs.get(path).push(await measure(path));
}
for (const [path, all] of runs) {
	const times = ["load", "zoom", "reset", "search"]
		.map((kind) => cell(Math.round(median(all.map((one) => one[kind])))));
	const { matched } = all[0];
	console.log(cell(statSync(path).size) + times.join("") + `  ${basename(path)}, ${matched}`);
}
await browser.close();
