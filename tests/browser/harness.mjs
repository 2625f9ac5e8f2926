// What the browser tests stand on: draws the pictures, starts Chromium, opens pages and looks at
// them, runs the tests and counts.
import { execFileSync } from "node:child_process";
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

export const here = fileURLToPath(new URL(".", import.meta.url));
const SKIPPED = 77;
const tests = [];
const folder = mkdtempSync(join(tmpdir(), "flamesvg-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

let browser, context, painter;
const noise = []; // console messages, errors and requests that nobody asked for

function skip(why) {
	console.log("skipped: " + why);
	process.exit(SKIPPED);
}

function runnable(path) {
	try {
		accessSync(path, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}

function findChromium() {
	if (process.env.CHROMIUM)
		return process.env.CHROMIUM;
	const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
	return names.flatMap((name) => (process.env.PATH || "").split(delimiter)
		.map((directory) => join(directory, name))).find(runnable);
}

function findFlamesvg() {
	const tools = process.env.TOOLS || resolve(here, "../../tools");
	return resolve(process.env.FLAMESVG || join(tools, "flamesvg"));
}

// draw(NAME, ARGS, INPUT): a picture of the folded text INPUT; gives its file: address.
export function draw(name, args, input) {
	const path = join(folder, name);
	const svg = execFileSync(findFlamesvg(), args, {
		input, maxBuffer: 1 << 28, stdio: ["pipe", "pipe", "inherit"],
	});
	writeFileSync(path, svg);
	return pathToFileURL(path).href;
}

// A file beside the pictures; gives its path.
export function file(name, text) {
	writeFileSync(join(folder, name), text);
	return join(folder, name);
}

export function test(name, body) {
	tests.push({ name, body });
}

export function equal(actual, expected, what) {
	const [is, should] = [JSON.stringify(actual), JSON.stringify(expected)];
	if (is !== should)
		throw new Error(`${what} is ${is}, should be ${should}`);
}

function watch(page) {
	page.on("console", (message) => noise.push("console: " + message.text()));
	page.on("pageerror", (error) => noise.push("error: " + error.message));
	page.on("request", (request) => {
		if (!/^(file|data):/.test(request.url()))
			noise.push("request: " + request.url());
	});
}

export function takeNoise() {
	return noise.splice(0);
}

// A picture in a page of its own. What prompt() gets is `answer`; `prompts` holds what it asked.
export class Picture {
	static async open(address, size = { width: 1220, height: 400 }) {
		const picture = new Picture();
		picture.page = picture.frame = await context.newPage();
		picture.answer = null;
		picture.prompts = [];
		watch(picture.page);
		picture.page.on("dialog", async (dialog) => {
			picture.prompts.push(dialog.type());
			await (picture.answer === null ? dialog.dismiss() : dialog.accept(picture.answer));
		});
		await picture.page.setViewportSize(size);
		await picture.page.goto(address);
		return picture;
	}

	text(id) {
		return this.frame.evaluate((id) => document.getElementById(id).textContent, id);
	}

	// Whether the element with that id has the class.
	is(id, className) {
		return this.frame.evaluate(([id, className]) =>
			document.getElementById(id).classList.contains(className), [id, className]);
	}

	query() {
		return this.frame.evaluate(() => window.location.search);
	}

	labels() {
		return this.frame.evaluate(() =>
			Array.from(document.querySelectorAll("#labels text"), (text) => text.textContent));
	}

	// Names of the frames with class "parent", which nothing else has, in document order.
	faded() {
		return this.frame.evaluate(() => Array.from(document.querySelectorAll(".parent"),
			(rect) => rect.firstElementChild.textContent.replace(/ \([^(]*$/, "")));
	}

	// A frame by its name: its attributes, and where it is seen on the page.
	rect(name) {
		return this.frame.evaluate((name) => {
			const rect = Array.from(document.querySelectorAll("#rects rect")).find((rect) =>
				rect.firstElementChild.textContent.startsWith(name + " ("));
			const box = rect.getBoundingClientRect();
			const root = document.documentElement.getBoundingClientRect();
			const left = Math.max(box.left, root.left + 10);
			const right = Math.min(box.right, root.right - 10);
			return {
				x: rect.getAttribute("x"), y: rect.getAttribute("y"),
				width: rect.getAttribute("width"), left: Math.round(left),
				right: Math.round(right), middle: (box.top + box.bottom) / 2,
			};
		}, name);
	}

	async hover(name) {
		const rect = await this.rect(name);
		await this.page.mouse.move((rect.left + rect.right) / 2, rect.middle);
	}

	async click(name) {
		const rect = await this.rect(name);
		await this.page.mouse.click((rect.left + rect.right) / 2, rect.middle);
	}

	async press(id) {
		await this.frame.click("#" + id);
	}

	async search(term) {
		this.answer = term;
		await this.press("search");
	}

	// The colour a frame has on the screen, a little inside of its right end, away from its label.
	async color(name) {
		const rect = await this.rect(name);
		await this.page.mouse.move(1, 1);
		const clip = { x: rect.right - 5, y: Math.round(rect.middle), width: 1, height: 1 };
		const png = (await this.page.screenshot({ clip })).toString("base64");
		return painter.evaluate(async (png) => {
			const image = new Image();
			image.src = "data:image/png;base64," + png;
			await image.decode();
			const canvas = document.createElement("canvas").getContext("2d");
			canvas.drawImage(image, 0, 0);
			return Array.from(canvas.getImageData(0, 0, 1, 1).data.slice(0, 3)).join(",");
		}, png);
	}

	close() {
		return this.page.close();
	}
}

export async function start() {
	let playwright;
	try {
		playwright = createRequire(import.meta.url)("playwright-core");
	} catch {
		skip("playwright-core is not here (npm install in tests/browser)");
	}
	const executablePath = findChromium();
	if (!executablePath || !runnable(executablePath))
		skip("Chromium is not here");
	if (!runnable(findFlamesvg()))
		skip(findFlamesvg() + " is not here");
	const args = process.getuid() === 0 ? ["--no-sandbox"] : [];
	browser = await playwright.chromium.launch({ executablePath, args });
	context = await browser.newContext();
	context.setDefaultTimeout(5000);
	painter = await context.newPage();
}

// Runs all tests, says how each went and ends the program's work.
export async function finish() {
	let failed = 0;
	for (const { name, body } of tests) {
		try {
			await body();
			equal(takeNoise(), [], "what the page said or asked for");
			console.log("ok browser: " + name);
		} catch (error) {
			takeNoise();
			failed++;
			console.log(`not ok browser: ${name}: ${error.message.split("\n")[0]}`);
		}
		await Promise.all(context.pages().filter((page) => page !== painter)
			.map((page) => page.close()));
	}
	await browser.close();
	console.log(`${tests.length - failed} passed, ${failed} failed`);
	process.exitCode = failed ? 1 : 0;
}
