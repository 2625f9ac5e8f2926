// Weights in units: titles are rounded, what the page computes from them is exact.
import { draw, equal, Picture, test } from "./harness.mjs";

const folded = (head, stacks) => head +
	stacks.map(([stack, ...weights]) => `${stack} ${weights.join(" ")}\n`).join("");

// All samples weigh the same, so titles say how many there are.
const clock = folded("# event: cpu-clock;\n# unit: ns\n# samples: 1200 of 600300000;\n", [
	["app;main", 3 * 500250],
	["app;main;parse", 250 * 500250],
	["app;main;parse;read", 446 * 500250],
	["app;main;render", 150 * 500250],
	["app;main;render;read", 350 * 500250],
	["app;wait", 500250],
]);

// Each sample weighs what it likes, so a list says the weights.
const cycles = folded("# event: cycles;\n# unit: cycles\n# samples: 300 of 3000000007;\n", [
	["app;main", 5],
	["app;main;parse", 1000000001],
	["app;main;parse;read", 999999999],
	["app;main;render;read", 3],
	["app;main;render", 499999997],
	["app;wait", 500000002],
]);

const pair = folded("# unit: ns\n# samples: 300 of 3000000007, 200 of 2000000000;\n", [
	["app;main;parse", 1000000000, 1000000007],
	["app;main;parse;read", 999000000, 0],
	["app;main;render;read", 7000, 90000000],
	["app;wait", 1000000007, 1000000001],
]);

const addressOf = new Map();
function pictureOf(input, ...args) {
	const name = `weights${input.length}${args.join("")}.svg`;
	if (!addressOf.has(name))
		addressOf.set(name, draw(name, ["-q", ...args], input));
	return Picture.open(addressOf.get(name), { width: 1220, height: 500 });
}

const titlesOf = async (picture, name) =>
	(await picture.titles()).filter((title) => title.startsWith(name + " ("));

async function info(picture, name) {
	await picture.hover(name);
	return picture.text("details");
}

test("weights and samples are said, and what was measured", async () => {
	const picture = await pictureOf(clock);
	equal(await picture.text("subtitle"), "cpu-clock · 600 ms · 1,200 samples", "subtitle");
	equal(await info(picture, "all"), "Function: all (600 ms, 1,200 samples, 100%)", "root");
	equal(await info(picture, "parse"), "Function: parse (348 ms, 696 samples, 58.00%)", "frame");
	equal(await titlesOf(picture, "wait"), ["wait (500 µs, 1 sample, 0.08%)"], "one sample");
	await picture.click("parse");
	await picture.hover("read");
	equal((await picture.text("details")).endsWith(", 64.08% of parse"), true, "share");
});

test("what is computed of samples is exact", async () => {
	const picture = await pictureOf(clock);
	await picture.menu("parse");
	await picture.choose("Hide");
	equal(await titlesOf(picture, "app"), ["app (252 ms, 504 samples, 100%)"], "hidden");
	const merged = await pictureOf(clock);
	await merged.menu("main");
	await merged.choose("Callers on callees (reversed)");
	equal(await titlesOf(merged, "read"), ["read (398 ms, 796 samples, 66.33%)"], "merged");
	equal(await titlesOf(merged, "wait"), ["wait (500 µs, 1 sample, 0.08%)"], "own");
});

test("where samples differ, a list says the weights", async () => {
	const picture = await pictureOf(cycles);
	equal(await info(picture, "all"), "Function: all (3.00 G cycles, 300 samples, 100%)", "root");
	equal(await info(picture, "parse"),
		"Function: parse (2.00 G cycles, about 200 samples, 66.67%)", "frame");
	for (const name of ["parse", "wait", "render"]) {
		await picture.menu(name);
		await picture.choose("Hide");
	}
	equal(await titlesOf(picture, "main"), ["main (5 cycles, 100%)"], "what is left");
	const merged = await pictureOf(cycles);
	await merged.menu("main");
	await merged.choose("Callers on callees (reversed)");
	equal(await titlesOf(merged, "read"), ["read (1.00 G cycles, 33.33%)"], "merged");
	equal(await titlesOf(merged, "parse"), Array(2).fill("parse (1.00 G cycles, 33.33%)"), "parse");
});

test("a differential says both sides in units", async () => {
	const left = {
		after: "main (90.0 ms, 100%; total 7.00 µs to 90.0 ms",
		before: "main (7.00 µs, 100%; total 7.00 µs to 90.0 ms",
		union: "main (90.0 ms, 100%; total 7.00 µs to 90.0 ms",
	};
	for (const layout of ["after", "before", "union", "pair"]) {
		const picture = await pictureOf(pair, "--diff-layout=" + layout);
		const [title] = await titlesOf(picture, "parse");
		equal(title.includes("total 2.00 s to 1.00 s: -999 ms, -49.97%, "), true, title);
		for (const name of ["wait", "parse"]) {
			await picture.menu(name);
			await picture.choose("Hide");
		}
		const [main] = await titlesOf(picture, "main");
		if (layout !== "pair")
			equal(main.startsWith(left[layout]), true, layout + ": " + main);
		else
			equal(main.startsWith("main (7.00 µs, 0.01%; total 7.00 µs to 90.0 ms"), true, main);
	}
});

test("a swapped differential says the other sides", async () => {
	const picture = await pictureOf(pair, "--negate");
	const [title] = await titlesOf(picture, "parse");
	equal(title.includes("total 1.00 s to 2.00 s: +999 ms"), true, title);
	await picture.menu("wait");
	await picture.choose("Hide");
	const [after] = await titlesOf(picture, "main");
	equal(after.startsWith("main (1.09 s, 100%; total 1.09 s to 2.00 s: +909 ms"), true, after);
});

// Hiding a frame writes all titles anew.
test("the page writes weights as the tool does", async () => {
	const weights = [1n, 2n, 9n, 59950000000n, 59949999999n, 3599500000000n, 86399000000000n,
		1048575n, 999500n, 9995000n];
	for (let weight = 3n; weight < 1n << 52n; weight += weight * 3n / 7n + 1n)
		weights.push(weight);
	const words = (title) => title.slice(0, title.lastIndexOf(", "));
	for (const unit of ["ns", "us", "s", "bytes", "cycles", "samples", "widgets"]) {
		const input = [["hidden", 1n << 52n], ...weights.map((weight, i) => [`f${i}`, weight])];
		const picture = await Picture.open(draw(`${unit}.svg`, ["-q", "--minwidth=0"],
			folded(`# unit: ${unit}\n`, input)));
		const before = (await picture.titles()).filter((title) => title.startsWith("f"));
		await picture.menu("hidden");
		await picture.choose("Hide");
		const after = (await picture.titles()).filter((title) => title.startsWith("f"));
		equal(after.length, weights.length, "frames");
		const known = new Set(before.map(words));
		equal(after.map(words).filter((title) => !known.has(title)), [], unit);
	}
});

test("--countname and --factor have their say", async () => {
	const named = await pictureOf(clock, "--countname=ns");
	equal(await titlesOf(named, "wait"), ["wait (500,250 ns, 0.08%)"], "named");
	equal(await named.page.evaluate(() => document.getElementById("subtitle")), null, "no subtitle");
	const halved = await pictureOf(clock, "--factor=.5");
	equal(await titlesOf(halved, "wait"), ["wait (250 µs, 1 sample, 0.08%)"], "halved");
	await halved.menu("parse");
	await halved.choose("Hide");
	equal(await titlesOf(halved, "app"), ["app (126 ms, 504 samples, 100%)"], "hidden");
	const wide = await pictureOf(clock, "--total=1200600000");
	equal(await titlesOf(wide, "all"), ["all (1.20 s, 100%)"], "a larger total");
	equal(await titlesOf(wide, "parse"), ["parse (348 ms, 696 samples, 29.00%)"], "its frame");
	await wide.menu("parse");
	await wide.choose("Hide");
	equal(await titlesOf(wide, "app"), ["app (252 ms, 504 samples, 100%)"], "its rest");
});

test("the line below the graph says a frame's module", async () => {
	const chain = ["ffffffff82000010 vfs_read+0x10 ([kernel.kallsyms])",
		"7f0000000010 read+0x10 (/usr/lib/libc.so.6)", "7f0000000110 [unknown] (/usr/lib/libc.so.6)",
		"7d0000000010 odd+0x10 (/opt/a <b>&.so)", "7e0000000010 made+0x10 (/tmp/perf-7.map)"];
	const input = "prog 7 1.000000:  1000000 cpu-clock: \n" +
		chain.map((line) => `\t${line}\n`).join("") + "\n";
	const picture = await Picture.open(draw("modules.svg", ["-q"], input));
	const words = "(1.00 ms, 1 sample, 100.00%)";
	equal(await info(picture, "vfs_read"), `Function: vfs_read ${words} [kernel.kallsyms]`, "kernel");
	equal(await info(picture, "read"), `Function: read ${words} [libc.so.6]`, "library");
	equal(await info(picture, "[libc.so.6]"), `Function: [libc.so.6] ${words}`, "said by the name");
	equal(await info(picture, "odd"), `Function: odd ${words} [a <b>&.so]`, "escaped");
	equal(await info(picture, "made"), `Function: made ${words}`, "JIT");
	await picture.menu("odd");
	await picture.choose("Callers on callees (reversed)");
	equal(await info(picture, "read"), "Function: read (1.00 ms, 1 sample, 100%) [libc.so.6]",
		"reversed");
});
