// Tests what fold-stacks --to writes, by the programs that it is for: go tool pprof, Firefox's profiler-cli,
// speedscope in Chromium, DuckDB. Each must find the time of each function itself that folded text has.
//
// TOOLS and TESTDATA say where the tools and the recordings are, NODE_PATH where npm installed the
// programs, CHROMIUM where the browser is. A line for each test: `ok NAME`, `not ok NAME` with lines
// that begin with "# ", or `skip NAME: WHY`.
import { execFileSync, spawnSync } from "node:child_process";
import { createReadStream, existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { delimiter, extname, join } from "node:path";

const testdata = process.env.TESTDATA;
const tool = join(process.env.TOOLS, "fold-stacks");
const scratch = mkdtempSync(join(tmpdir(), "exports-"));
const require = createRequire(import.meta.url);
const recordings = [
	"good-perf-data-frame-pointers.data",
	"good-perf-data-dwarf.data",
	"good-java-perf-map.txt.bz2",
	"good-perf-data-several-events.data",
];

function fold(options) {
	return execFileSync(tool, ["-q", ...options], { maxBuffer: 1 << 28 });
}

// What a module of npm is, or where its file is; null: it is not installed.
async function load(name) {
	try {
		return await import(require.resolve(name));
	} catch {
		return null;
	}
}

function folder(name) {
	const at = (process.env.NODE_PATH ?? "").split(delimiter)
		.concat(join(import.meta.dirname ?? ".", "node_modules"))
		.map(path => join(path, name));
	return at.find(path => existsSync(path));
}

// The key of a function's weight in one of several events.
const both = (event, name) => `${event}: ${name}`;

// The weight of each function itself, from lines of folded text; by event, where events are root frames.
function selfOf(folded, byEvent = false) {
	const self = new Map();
	for (const line of folded.toString().split("\n")) {
		if (!line || line.startsWith("# "))
			continue;
		const blank = line.lastIndexOf(" ");
		const leaf = line.slice(line.lastIndexOf(";", blank) + 1, blank);
		const name = byEvent ? both(line.slice(0, line.indexOf(";")), leaf) : leaf;
		self.set(name, (self.get(name) ?? 0) + Number(line.slice(blank + 1)));
	}
	return self;
}

const sum = map => [...map.values()].reduce((a, b) => a + b, 0);

// What differs between the two by more than a reader's own rounding of numbers.
function differences(expected, found, rounding = 1e-9) {
	const wrong = [];
	for (const name of new Set([...expected.keys(), ...found.keys()])) {
		const a = expected.get(name) ?? 0, b = found.get(name) ?? 0;
		if (Math.abs(a - b) > Math.max(a, b) * rounding)
			wrong.push(`${name}: ${b}, not ${a}`);
	}
	if (!sum(expected))
		wrong.push("the recording is empty");
	return wrong;
}

let failed = 0;

async function test(name, body) {
	let wrong;
	try {
		wrong = await body();
	} catch (error) {
		wrong = [error.stack];
	}
	if (typeof wrong === "string") {
		console.log(`skip ${name}: ${wrong}`);
	} else if (wrong.length) {
		failed++;
		console.log(`not ok ${name}`);
		for (const line of wrong.join("\n").split("\n").slice(0, 20))
			console.log(`# ${line}`);
	} else {
		console.log(`ok ${name}`);
	}
}

// ---- the programs ----

function hasGo() {
	return spawnSync("go", ["version"]).status === 0;
}

// Samples of `go tool pprof -raw`: a line "VALUE... : LOCATION...", leaf first, and locations
// "ID: 0xADDRESS M=MODULE NAME FILE:LINE:COLUMN s=START(FULL NAME)".
function pprof(path, byEvent) {
	if (!hasGo())
		return null;
	const text = execFileSync("go", ["tool", "pprof", "-raw", path],
		{ maxBuffer: 1 << 28, env: { ...process.env, HOME: scratch } }).toString();
	const names = new Map(), self = new Map();
	const [samples, locations] = text.split(/^Locations$/m);
	// "samples/count page-faults/page faults[dflt] cpu-clock:u/nanoseconds"
	const [header] = /^samples\/count .*$/m.exec(samples);
	const events = [...header.matchAll(/ ([^ /]+)\//g)].map(match => match[1]);
	for (const line of locations.split(/^Mappings$/m)[0].split("\n")) {
		const match = /^ *(\d+): 0x[0-9a-f]+ (?:M=\d+ )?(.*) :\d+(?::\d+)? s=\d+(?:\((.*)\))?$/.exec(line);
		if (match)
			names.set(match[1], match[3] ?? match[2]);
	}
	for (const line of samples.split("\n")) {
		const match = /^ *([\d ]+): (\d+)/.exec(line);
		if (!match)
			continue;
		const values = match[1].trim().split(/ +/).slice(1).map(Number);
		for (const [i, value] of values.entries()) {
			const leaf = names.get(match[2]), name = byEvent ? both(events[i], leaf) : leaf;
			if (value)
				self.set(name, (self.get(name) ?? 0) + value);
		}
	}
	return self;
}

// The profiler's command line: a process of its own holds the profile, and says when it is ready.
function firefox(path, byEvent) {
	const cli = folder("@firefox-devtools/profiler-cli");
	if (!cli)
		return null;
	const env = { ...process.env, HOME: scratch };
	const run = (...options) =>
		spawnSync("node", [join(cli, "dist/profiler-cli.js"), ...options],
			{ env, maxBuffer: 1 << 28 });
	const json = (...options) => JSON.parse(run(...options, "--json").stdout);
	run("load", path);
	for (let i = 0; i < 100 && run("status").status !== 0; i++)
		;
	try {
		const self = new Map();
		const { threads } = json("thread", "list");
		for (const thread of threads) {
			const list = json("thread", "functions", "--thread", thread.threadHandle,
				"--limit", "0", "--include-idle");
			const unit = list.weightType === "tracing-ms" ? 1e6 : 1;
			const event = thread.name.slice(thread.name.lastIndexOf(", ") + 2);
			for (const { name, selfSamples } of list.functions) {
				const key = byEvent ? both(event, name) : name;
				self.set(key, (self.get(key) ?? 0) + selfSamples * unit);
			}
		}
		return self;
	} finally {
		run("stop", "--all");
	}
}

const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };

async function withServer(root, files, body) {
	const server = createServer((request, response) => {
		const path = new URL(request.url, "http://x").pathname;
		const file = files[path] ?? join(root, path === "/" ? "index.html" : path);
		if (!existsSync(file)) {
			response.writeHead(404).end();
			return;
		}
		response.writeHead(200, { "content-type": types[extname(file)] ?? "text/plain" });
		createReadStream(file).pipe(response);
	});
	await new Promise(resolve => server.listen(0, "127.0.0.1", resolve));
	try {
		return await body(`http://127.0.0.1:${server.address().port}/`);
	} finally {
		server.close();
	}
}

const units = { "ns": 1, "µs": 1e3, "ms": 1e6, "s": 1e9, "m": 6e10 };

// A number as speedscope shows it: "1.50ms (14%)".
function shown(text) {
	const match = /^([\d.,]+) ?(ns|µs|ms|s|m)?(?:$| \()/.exec(text);
	return match ? Number(match[1].replaceAll(",", "")) * (units[match[2]] ?? 1) : NaN;
}

// What speedscope has read: the weight of each thread, from its list of profiles.
async function speedscope(path) {
	const playwright = await load("playwright-core");
	const root = folder("speedscope/dist/release");
	const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
	if (!playwright || !root || !existsSync(executablePath))
		return null;
	const { chromium } = playwright.default ?? playwright;
	const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
	try {
		return await withServer(root, { "/profile.json": path }, async address => {
			const page = await browser.newPage();
			page.on("pageerror", error => { throw error; });
			await page.goto(`${address}#view=sandwich&profileURL=${address}profile.json`);
			await page.waitForSelector("table td", { state: "attached" });
			const rows = await page.$$eval("table tr", all =>
				all.map(row => [...row.cells].map(cell => cell.textContent)));
			const end = rows.findIndex(row => row[0] === "Total");
			const list = end < 0 ? rows : rows.slice(0, end);
			return new Map(list.slice(1).map(([, name, weight]) => [name, shown(weight)]));
		});
	} finally {
		await browser.close();
	}
}

async function duckdb(path, byEvent) {
	const duck = await load("@duckdb/node-api");
	if (!duck)
		return null;
	const instance = await duck.DuckDBInstance.create(":memory:");
	const connection = await instance.connect();
	const answer = await connection.runAndReadAll(
		`SELECT stack[-1], event, sum(weight)::VARCHAR FROM read_json('${path}', ` +
		"format = 'newline_delimited') GROUP BY 1, 2");
	return new Map(answer.getRows().map(([name, event, weight]) =>
		[byEvent ? both(event, name) : name, Number(weight)]));
}

// ---- the tests ----

// Writes a recording in a format and gives it to a program, which gives the weights of functions; by
// event, where all events are written.
async function judge(recording, format, ending, program, missing, byEvent) {
	await test(`exports/${format}/${recording}${byEvent ? "/events" : ""}`, async () => {
		const input = join(testdata, recording);
		const path = join(scratch, recording + ending);
		const events = byEvent ? ["--events", "all"] : [];
		fold([...events, "-o", path, input]);
		const found = await program(path, byEvent);
		return found ? differences(selfOf(fold([...events, "--no-comm", input]), byEvent), found)
			: missing;
	});
}

// "12/13" of "comm 12/13": a thread has one row, but may change its comm.
const withoutComm = name => name.replace(/^.* (?=\d+\/\d+)/, "");

// The weight of each thread, or of its events, from the samples of NDJSON.
function threadsOf(lines, byEvent) {
	const threads = new Map();
	for (const line of lines.toString().split("\n").filter(line => line)) {
		const { comm, pid, tid, weight, event } = JSON.parse(line);
		const name = (pid === undefined ? comm : pid) + `/${tid}` +
			(byEvent ? `, ${event}` : "");
		threads.set(name, (threads.get(name) ?? 0) + weight);
	}
	return threads;
}

// All that is written of a recording, of one event or of all.
async function judgeAll(recording, byEvent) {
	await judge(recording, "pprof", ".pb.gz", pprof, "go is not here", byEvent);
	await judge(recording, "firefox", ".profile.json", firefox, "profiler-cli is not here", byEvent);
	await judge(recording, "ndjson", ".ndjson", duckdb, "DuckDB is not here", byEvent);
	await test(`exports/speedscope/${recording}${byEvent ? "/events" : ""}`, async () => {
		const input = join(testdata, recording);
		const path = join(scratch, recording + ".speedscope.json");
		const events = byEvent ? ["--events", "all"] : [];
		fold([...events, "-o", path, input]);
		const found = await speedscope(path);
		if (!found)
			return "speedscope or Chromium is not here";
		const threads = new Map([...found].map(([name, weight]) => [withoutComm(name), weight]));
		const lines = fold([...events, "--to", "ndjson", input]);
		return differences(threadsOf(lines, byEvent), threads, 0.01);
	});
}

for (const recording of recordings)
	await judgeAll(recording, false);
await judgeAll("good-perf-data-several-events.data", true);
rmSync(scratch, { recursive: true, force: true });
process.exitCode = failed ? 1 : 0;
