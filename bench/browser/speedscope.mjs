// Measures how long speedscope takes to show profiles: node speedscope.mjs FOLDER FILE...
//
// FOLDER is dist/release of npm's speedscope, which this serves to Chromium. A file is dropped on the
// start page, and the time runs until the title has the profile's name and the next picture is
// painted: the median of RUNS (3) pages each. CHROMIUM says where the browser is, NODE_PATH where
// playwright-core is. The memory is the largest of the page's JavaScript heap after loading.
import { createRequire } from "node:module";
import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { basename, extname, join, normalize } from "node:path";

const RUNS = Number(process.env.RUNS || 3);
const LOAD_MAX = 300000; // ms
const [folder, ...files] = process.argv.slice(2);
if (files.length === 0) {
	console.error("usage: node speedscope.mjs FOLDER FILE...");
	process.exit(2);
}

const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css",
	".wasm": "application/wasm" };
const server = createServer((request, response) => {
	const path = join(folder, normalize(decodeURIComponent(new URL(request.url, "http://x").pathname)));
	const file = existsSync(path) && statSync(path).isDirectory() ? join(path, "index.html") : path;
	if (!existsSync(file)) {
		response.writeHead(404).end();
		return;
	}
	response.writeHead(200, { "content-type": types[extname(file)] || "application/octet-stream" });
	createReadStream(file).pipe(response);
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));

const playwright = createRequire(import.meta.url)("playwright-core");
const browser = await playwright.chromium.launch({
	executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
	args: ["--enable-precise-memory-info", "--disable-dev-shm-usage", ...(process.getuid() === 0 ? ["--no-sandbox"] : [])],
});

async function measure(file) {
	const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
	page.setDefaultTimeout(LOAD_MAX);
	let failed = "";
	page.on("dialog", (dialog) => {
		failed = dialog.message();
		dialog.dismiss();
	});
	await page.goto(`http://127.0.0.1:${server.address().port}/`);
	const input = await page.waitForSelector("input[type=file]", { state: "attached" });
	const before = await page.title();
	const start = performance.now();
	await input.setInputFiles(file);
	while (!failed && (await page.title()) === before && performance.now() - start < LOAD_MAX)
		await new Promise((resolve) => setTimeout(resolve, 20));
	await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() =>
		requestAnimationFrame(() => setTimeout(resolve)))));
	const time = performance.now() - start;
	const heap = await page.evaluate(() => performance.memory.usedJSHeapSize);
	const title = await page.title();
	await page.close();
	return { time, heap, failed: failed || (title === before ? "nothing was shown" : "") };
}

const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
console.log("    MB  seconds  heap MB");
for (const file of files) {
	const runs = [];
	for (let i = 0; i < RUNS; i++) // a page that runs out of memory crashes
		runs.push(await measure(file).catch((error) =>
			({ time: NaN, heap: NaN, failed: error.message.split("\n")[0] })));
	const { failed } = runs[0];
	const number = (value, places) => value.toFixed(places).padStart(8);
	console.log(number(statSync(file).size / 1e6, 0).slice(2) +
		number(median(runs.map((run) => run.time)) / 1000, 2) + " " +
		number(Math.max(...runs.map((run) => run.heap)) / 1e6, 0) +
		`  ${basename(file)}${failed && `: ${failed}`}`);
}
await browser.close();
server.close();
