// What axe-core finds in the modern look's page; nothing is tested where it is not installed.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { draw, equal, input, Picture, test } from "./harness.mjs";

const size = { width: 900, height: 500 };
let axe = null;
try {
	axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
} catch {
	console.log("ok browser: axe-core is not here (npm install in tests/browser)");
}

const serious = (picture) => picture.frame.evaluate(async () => {
	const { violations } = await window.axe.run(document.querySelector(".flame-page"));
	return violations.filter(({ impact }) => impact === "serious" || impact === "critical")
		.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
});

for (const colorScheme of axe ? ["light", "dark"] : []) {
	test(`accessible: axe-core finds nothing serious, ${colorScheme}`, async () => {
		const address = draw("accessible.svg", ["--look=modern"], input);
		const picture = await Picture.open(address, size, { colorScheme });
		await picture.frame.evaluate(axe);
		equal(await serious(picture), [], "as opened");
		await picture.click("main");
		await picture.frame.fill("#search input", "^read_");
		await picture.key("Enter");
		await picture.hover("render");
		equal(await serious(picture), [], "zoomed and searched");
		await picture.press("menubutton");
		equal(await serious(picture), [], "with the menu");
		await picture.key("Escape");
		await picture.menu("render");
		equal(await serious(picture), [], "with a frame's menu");
	});
}

test("accessible: Tab leads through all controls, and each shows the focus", async () => {
	const picture = await Picture.open(draw("accessible.svg", ["--look=modern"], input), size);
	await picture.click("main");
	await picture.frame.evaluate(() => document.activeElement.blur());
	const met = [];
	for (let i = 0; i < 10; i++) {
		await picture.key("Tab");
		met.push(await picture.frame.evaluate(() => {
			const { id, localName } = document.activeElement;
			const { outlineStyle, outlineWidth } = window.getComputedStyle(document.activeElement);
			return (id || localName) + (outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 ? "" : " without outline");
		}));
		if (met.at(-1) === "frames")
			break;
	}
	equal(met.slice(met.indexOf("asflame")), ["asflame", "asicicle", "ascallers", "byname", "byweight", "input",
		"ignorecase", "menubutton", "unzoom", "frames"], "what Tab leads to");
});
