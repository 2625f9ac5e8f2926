// The page of flame --html: its pictures work, it loads nothing, axe-core finds nothing.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { equal, file, here, input, Picture, test } from "./harness.mjs";

const tools = process.env.TOOLS || resolve(here, "../../tools");
let axe = null;
try {
	axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
} catch {
	// accessible.mjs says so
}

function make() {
	const before = file("before.folded", String(input).replace("read_file 20", "read_file 12"));
	const after = file("after.folded", input);
	const name = join(dirname(after), "page");
	execFileSync(join(tools, "flame"), ["-q", "--html", "--no-svg", "-o", name, "--compare", before, after]);
	return pathToFileURL(name + ".html").href;
}

for (const colorScheme of ["light", "dark"]) {
	test(`the page of flame, ${colorScheme}`, async () => {
		const { page } = await Picture.open(make(), { width: 420, height: 700 }, { colorScheme });
		await page.waitForFunction(() => window.length === 2);
		const pictures = page.frames().slice(1);
		for (const picture of pictures)
			await picture.waitForSelector(".flame-own #search, #search");
		equal(await pictures[1].evaluate(() => document.querySelectorAll("rect").length > 5), true, "frames");
		equal(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), true,
			"as wide as the window");
		if (!axe)
			return;
		await page.evaluate(axe);
		equal(await page.evaluate(async () =>
			(await window.axe.run(document, { iframes: false })).violations.map(({ id }) => id)), [], "axe-core");
	});
}
