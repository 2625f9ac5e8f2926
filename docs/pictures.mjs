// Makes the pictures in this folder: TOOLS=build/tools node docs/pictures.mjs
//
// From the recordings in testdata/, by the tools in TOOLS and the browser in CHROMIUM; NODE_PATH says
// where playwright-core is.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const docs = fileURLToPath(new URL(".", import.meta.url)), testdata = join(docs, "../testdata");
const folder = mkdtempSync(join(tmpdir(), "pictures-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

const run = (tool, args, input) => execFileSync(join(resolve(process.env.TOOLS || "build/tools"), tool), ["-q", ...args],
	{ input, maxBuffer: 1 << 28, stdio: ["pipe", "pipe", "inherit"] });
const fold = (name) => run("fold-stacks", [join(testdata, name)]);

// Draws folded text; gives the picture's address.
function draw(name, args, input) {
	const path = join(folder, name + ".svg");
	writeFileSync(path, run("flamesvg", args, input));
	return pathToFileURL(path).href;
}

const playwright = createRequire(import.meta.url)("playwright-core");
const browser = await playwright.chromium.launch({
	executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
	args: process.getuid() === 0 ? ["--no-sandbox"] : [],
});

// The middle of a label's frame.
const placeOf = (page, label) => page.evaluate((label) => {
	const texts = [...document.querySelectorAll("#labels text")].filter((text) => text.textContent === label);
	const boxes = texts.map((text) => text.getBoundingClientRect()).sort((a, b) => b.bottom - a.bottom);
	return [boxes[0].left + 60, (boxes[0].top + boxes[0].bottom) / 2];
}, label);
const hover = async (page, label) => page.mouse.move(...await placeOf(page, label));
const click = async (page, label) => page.mouse.click(...await placeOf(page, label));

async function shoot(name, address, colorScheme, [width, height], act = async () => {}) {
	const page = await browser.newPage({ viewport: { width, height }, colorScheme });
	await page.goto(address);
	await page.waitForFunction(() => document.querySelector("path.band") !== null);
	await act(page);
	await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
	await page.screenshot({ path: join(docs, name) });
	await page.close();
}

const ledger = draw("ledger", ["--title=ledger"], fold("demo.perf.txt.zst"));
await shoot("flame-light.png", ledger, "light", [1200, 640], (page) => hover(page, "sqlite3VdbeExec"));
await shoot("search-dark.png", ledger, "dark", [1100, 560], async (page) => {
	await page.fill("#search input", "read");
	await page.keyboard.press("Enter");
	await hover(page, "sqlite3BtreeTableMoveto");
});
await shoot("callers-dark.png", ledger, "dark", [1100, 560], (page) => page.click("#ascallers"));
await shoot("menu-light.png", ledger, "light", [1100, 560], async (page) => {
	await click(page, "write_reports");
	await page.click("#menubutton");
});

for (const side of ["before", "after"])
	writeFileSync(join(folder, side + ".folded"), fold(`compare-${side}.txt.gz`));
const words = run("diff-stacks", ["before", "after"].map((side) => join(folder, side + ".folded")));
const titled = ["--title=Counting words with a hash table instead of a list"];
await shoot("difference.png", draw("difference", titled, words), "light", [1200, 420]);
await shoot("difference-union.png", draw("union", [...titled, "--diff-layout=union"], words), "light", [1200, 420]);
await shoot("difference-pair-dark.png", draw("pair", [...titled, "--diff-layout=pair"], words), "dark", [1100, 560]);
await browser.close();
