// The pages of flamereport in a browser, under the policy that Jenkins has for artifacts: with and without
// scripts, wide and narrow, light and dark; what axe-core finds; and that every link resolves.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname, join } from "node:path";
import { equal, pageOf, room, test, tool } from "./harness.mjs";

const policy = "sandbox allow-same-origin; default-src 'none'; img-src 'self'; style-src 'self';";
const types = { ".html": "text/html", ".css": "text/css", ".svg": "image/svg+xml", ".json": "application/json",
	".gz": "application/gzip" };

function write(path, text) {
	mkdirSync(join(path, ".."), { recursive: true });
	writeFileSync(path, text);
}

// Two reports of three benchmarks, one of them unreadable; the second is compared with the first.
function makeReport() {
	const root = join(room, "reports");
	for (const [side, hot] of [["before", 400], ["after", 900]]) {
		for (const run of [1, 2, 3]) {
			const stacks = Array.from({ length: 30 }, (_, i) => `main;work;function_${i} ${300 + (i * 7 + run * 13) % 40}`);
			write(join(root, side, `parse.${run}.folded`), `# unit: ns\n${stacks.join("\n")}\nmain;std::vector<int>::hot ${hot + run}\n`);
		}
		write(join(root, side, "net/io.folded"), "main;read 20\nmain;write 7\n");
	}
	write(join(root, "after/broken.folded"), "");
	write(join(root, "history.jsonl"), "");
	const options = ["-q", "-k", "--history", join(root, "history.jsonl")];
	execFileSync(tool("flamereport"), [...options, "-o", join(root, "old"), join(root, "before")]);
	execFileSync(tool("flamereport"), [...options, "-o", join(root, "new"), "--title", "Nightly",
		"--baseline", join(root, "old"), join(root, "after")], { stdio: ["ignore", "pipe", "ignore"] });
	return join(root, "new");
}

function serve(root) {
	const missing = [];
	const server = createServer((request, response) => {
		const path = join(root, decodeURIComponent(new URL(request.url, "http://x").pathname));
		if (request.url === "/favicon.ico" || !existsSync(path) || statSync(path).isDirectory()) {
			if (request.url !== "/favicon.ico")
				missing.push(request.url);
			response.writeHead(404).end();
			return;
		}
		response.writeHead(200, { "content-type": types[extname(path)] || "application/octet-stream",
			"content-security-policy": policy }).end(readFileSync(path));
	});
	server.unref(); // a test that fails leaves it open
	return new Promise((resolve) => server.listen(0, "127.0.0.1", () =>
		resolve({ server, missing, address: `http://127.0.0.1:${server.address().port}/` })));
}

const pages = ["index.html", "index-by-change.html", "profiles/parse/index.html", "profiles/parse/trends.html",
	"profiles/broken/index.html"];
let report = null;

test("report: every link resolves, below Jenkins' policy and from a disk", async () => {
	report = makeReport();
	const { server, missing, address } = await serve(report);
	const seen = new Set(), waiting = [address + "index.html"];
	const page = await pageOf({ javaScriptEnabled: false });
	while (waiting.length) {
		const at = waiting.pop();
		if (seen.has(at))
			continue;
		seen.add(at);
		const answer = await page.request.get(at);
		equal(answer.status(), 200, at);
		if (!at.endsWith(".html"))
			continue;
		for (const [, link] of (await answer.text()).matchAll(/ (?:href|src|srcset)="([^"#]+)"/g))
			waiting.push(new URL(link, at).href);
	}
	equal(missing, [], "what is missing");
	equal([...seen].filter((at) => at.endsWith(".html")).length, 9, "pages that links lead to");
	server.close();
	await page.context().close();
});

let axe = null;
try {
	axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
} catch {
	console.log("ok browser: axe-core is not here (npm install in tests/browser)");
}

for (const colorScheme of ["light", "dark"]) {
	for (const width of [1300, 390]) {
		test(`report: pages are whole and accessible, ${colorScheme}, ${width} px`, async () => {
			const { server, missing, address } = await serve(report);
			// what the policy forbids the pages, axe-core is allowed
			const page = await pageOf({ colorScheme, viewport: { width, height: 900 }, bypassCSP: true });
			for (const path of pages) {
				await page.goto(address + path);
				const state = await page.evaluate(() => ({
					wide: document.documentElement.scrollWidth > window.innerWidth,
					broken: [...document.images].filter((image) => image.complete && !image.naturalWidth).length,
					background: window.getComputedStyle(document.body).backgroundColor,
				}));
				equal(state, { wide: false, broken: 0,
					background: colorScheme === "dark" ? "rgb(23, 25, 30)" : "rgb(255, 255, 255)" }, path);
				if (!axe)
					continue;
				await page.evaluate(axe);
				const found = await page.evaluate(async () => (await window.axe.run(document)).violations
					.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`));
				equal(found, [], `what axe-core finds in ${path}`);
			}
			equal(missing, [], "what is missing");
			server.close();
			await page.context().close();
		});
	}
}

test("report: the policy stops nothing, with scripts on and off", async () => {
	const { server, missing, address } = await serve(report);
	for (const javaScriptEnabled of [true, false]) {
		const page = await pageOf({ javaScriptEnabled });
		const complaints = [];
		page.on("console", (message) => complaints.push(message.text()));
		for (const path of pages)
			await page.goto(address + path);
		equal(complaints.filter((text) => !/favicon/.test(text) && !/404/.test(text)), [], "complaints");
		await page.context().close();
	}
	equal(missing, [], "what is missing");
	server.close();
});
