// What the browser tests stand on: draws the pictures, starts Chromium, opens pages and looks at
// them, runs the tests and counts.
import { execFileSync, spawnSync } from "node:child_process";
import { accessSync, constants, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

export const here = fileURLToPath(new URL(".", import.meta.url));
const SKIPPED = 77;
if (!runnable(findFlamesvg()))
	skip(findFlamesvg() + " is not here");
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

// Where files may be made, and another tool.
export const room = folder;
export function tool(name) {
	return resolve(process.env.TOOLS || resolve(here, "../../tools"), name);
}

// draw(NAME, ARGS, INPUT): a picture of the folded text INPUT, in the classic look unless ARGS say
// otherwise; gives its file: address.
export function draw(name, args, input) {
	const path = join(folder, name);
	const look = args.some((arg) => arg.startsWith("--look")) ? [] : ["--look=classic"];
	const svg = execFileSync(findFlamesvg(), [...look, ...args], {
		input, maxBuffer: 1 << 28, stdio: ["pipe", "pipe", "inherit"],
	});
	writeFileSync(path, svg);
	return pathToFileURL(path).href;
}

// 118 counts on 1180 px, so that a count is 10 px wide: idle 20, main 98 = parse 38 (read_file 20,
// Read_line 10) + render 45 (draw 40 (read_cache 30)) + 15 of a name beyond 16 bits.
export const input = readFileSync(join(here, "input.folded"));
export const plain = draw("plain.svg", [], input);
export const wide = "\u{1d4b3}";
export const matchColor = "230,0,230";

// A file beside the pictures; gives its path.
export function file(name, text) {
	writeFileSync(join(folder, name), text);
	return join(folder, name);
}

// What rsvg-convert makes of a picture: a PNG, or null where it is not here.
export function render(address) {
	const { error, status, stdout } = spawnSync("rsvg-convert", [fileURLToPath(address)],
		{ maxBuffer: 1 << 26 });
	if (error && error.code === "ENOENT")
		return null;
	equal(status, 0, "status of rsvg-convert");
	return stdout;
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

// A page of its own, with the options of a context; what it asks for is not watched.
export async function pageOf(options) {
	const own = await browser.newContext(options);
	own.setDefaultTimeout(5000);
	return own.newPage();
}

// A picture in a page of its own. What prompt() gets is `answer`; `prompts` holds what it asked.
export class Picture {
	static async open(address, size = { width: 1220, height: 400 }, options = {}) {
		const picture = new Picture();
		const own = Object.keys(options).length ? await browser.newContext(options) : context;
		picture.page = picture.frame = await own.newPage();
		picture.answer = null;
		picture.prompts = [];
		watch(picture.page);
		await picture.page.addInitScript(() => {
			// what a frame says: its own title, or the one it shares with others in a group
			window.titleOf = (rect) => {
				const own = rect.querySelector("title");
				return (own || rect.parentNode.querySelector("title")).textContent;
			};
		});
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

	// Names of the frames with class "parent", which nothing else has, from the root on.
	faded() {
		return this.frame.evaluate(() => Array.from(document.querySelectorAll(".parent"))
			.sort((a, b) => b.getAttribute("width") - a.getAttribute("width") ||
				window.titleOf(a).length - window.titleOf(b).length)
			.map((rect) => window.titleOf(rect).replace(/ \([^(]*$/, "")));
	}

	// What all frames say, from left to right, row by row from the root on.
	titles() {
		return this.frame.evaluate(() => {
			const rects = Array.from(document.querySelectorAll("#rects rect"));
			const [x, y] = ["x", "y"].map((key) => (rect) => Number(rect.getAttribute(key)));
			const far = (rect) => Math.abs(y(rect) - y(rects[0]));
			return rects.sort((a, b) => far(a) - far(b) || x(a) - x(b))
				.map((rect) => window.titleOf(rect));
		});
	}

	// A frame by its name: its attributes, and where it is seen on the page.
	rect(name) {
		return this.frame.evaluate((name) => {
			const rect = Array.from(document.querySelectorAll("#rects rect")).find((rect) =>
				window.titleOf(rect).startsWith(name + " ("));
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

	// Types into the field, which pressing the button opens.
	async search(term) {
		await this.press("search");
		await this.type(term);
	}

	async type(term) {
		await this.frame.fill("#searchfield input", term);
	}

	key(name) {
		return this.page.keyboard.press(name);
	}

	// Opens a frame's menu and gives its items.
	async menu(name) {
		const rect = await this.rect(name);
		await this.page.mouse.click((rect.left + rect.right) / 2, rect.middle, { button: "right" });
		return this.items();
	}

	items() {
		return this.frame.evaluate(() =>
			Array.from(document.querySelectorAll("#menu g"), (item) => item.textContent));
	}

	async choose(words) {
		await this.frame.locator("#menu g", { hasText: words }).first().click();
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
	const args = process.getuid() === 0 ? ["--no-sandbox"] : [];
	browser = await playwright.chromium.launch({ executablePath, args });
	context = await browser.newContext({ permissions: ["clipboard-read", "clipboard-write"] });
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
		await Promise.all(browser.contexts().map((one) => one === context
			? Promise.all(one.pages().filter((page) => page !== painter).map((page) => page.close()))
			: one.close()));
	}
	await browser.close();
	console.log(`${tests.length - failed} passed, ${failed} failed`);
	process.exitCode = failed ? 1 : 0;
}
