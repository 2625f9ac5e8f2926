// Dark pages in the modern look: frames have colours of their own there, and labels can be read.
import { draw, equal, input, Picture, test } from "./harness.mjs";

const size = { width: 900, height: 500 };
const rules = ["--color-rule=^idle$=#fffacd", "--color-rule=^parse$=#123456"];
const plain = draw("dark-plain.svg", ["--look=modern", ...rules], input);
const two = "main;grew 1000 4000\nmain;shrank 5000 2000\nmain;same 3000 3000\nmain;gone 1000 0\n";

// Of each label: its frame's colour, its own, and their contrast.
const labels = (picture) => picture.frame.evaluate(() => {
	const parts = (color) => color.match(/[\d.]+/g).slice(0, 3).map(Number);
	const luminance = (color) => {
		const [red, green, blue] = parts(color).map((part) => {
			const value = part / 255;
			return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
		});
		return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
	};
	const match = document.querySelector("#rects path.match");
	const fillOf = (element) => window.getComputedStyle(element).fill;
	const rects = Array.from(document.querySelectorAll("#rects rect:not(.parent)"),
		(rect) => [rect, rect.getBoundingClientRect()]);
	const isMatched = ({ left, bottom, top }) => {
		const { a, d, e, f } = match.getScreenCTM();
		return match.isPointInFill(new DOMPoint((left + 2 - e) / a, ((top + bottom) / 2 - f) / d));
	};
	return Array.from(document.querySelectorAll("#labels text")).flatMap((text) => {
		const { left, top, bottom } = text.getBoundingClientRect(), middle = (top + bottom) / 2;
		const found = rects.find(([, box]) => box.left < left && left < box.right &&
			box.top < middle && middle < box.bottom);
		if (!found || text.textContent === "")
			return [];
		const own = fillOf(text), frame = match && match.getAttribute("d") && isMatched(found[1])
			? fillOf(match) : fillOf(found[0]);
		const [less, more] = [luminance(frame), luminance(own)].sort((a, b) => a - b);
		return [{ name: text.textContent, frame, own, contrast: (more + 0.05) / (less + 0.05) }];
	});
});

const readable = async (picture, what) => {
	await picture.frame.waitForFunction(() => Array.from(document.querySelectorAll("#labels text"))
		.filter((text) => text.textContent !== "").length > 2);
	const found = await labels(picture);
	equal(found.length > 2, true, `labels ${what}`);
	equal(found.filter(({ contrast }) => contrast < 4.5), [], `labels that are hard to read ${what}`);
	return new Map(found.map((label) => [label.name, label]));
};

for (const [scheme, theme] of [["light", "auto"], ["dark", "auto"], ["light", "dark"], ["dark", "light"]]) {
	test(`dark: labels can be read, theme ${theme} on a ${scheme} system`, async () => {
		const options = { colorScheme: scheme };
		const address = draw("dark-theme.svg", ["--look=modern", "--theme=" + theme, ...rules], input);
		const picture = await Picture.open(address, size, options);
		const dark = (theme === "auto" ? scheme : theme) === "dark";
		const opened = await readable(picture, "as opened");
		equal(opened.get("idle").frame, "rgb(255, 250, 205)", "a colour by rule");
		equal(opened.get("main").own, dark ? "rgb(255, 255, 255)" : "rgb(0, 0, 0)", "a label");
		const [all] = Array.from(opened.keys());
		equal(opened.get(all).frame, dark ? "rgb(47, 52, 61)" : "rgb(228, 231, 235)", "the root");
		await picture.click("main");
		const zoomed = await readable(picture, "zoomed");
		equal(zoomed.get("main").frame, opened.get("main").frame, "a colour, zoomed");
		await picture.press("ascallers");
		await readable(picture, "in the callers view");
		await picture.press("uncallers");
		await picture.frame.fill("#search input", "e");
		await readable(picture, "that a search finds");
	});
}

test("dark: differentials have colours of their own, in computed views too", async () => {
	for (const layout of ["after", "union", "pair"]) {
		const address = draw("dark-diff.svg", ["--look=modern", "--diff-layout=" + layout], two);
		const picture = await Picture.open(address, size, { colorScheme: "dark" });
		const opened = await readable(picture, layout);
		equal(opened.get("same").frame, "rgb(51, 56, 65)", "no difference");
		await picture.press("ascallers");
		const callers = await readable(picture, layout + ", callers");
		equal(callers.get("same").frame, "rgb(51, 56, 65)", "no difference, callers");
		equal(callers.get("grew").own, "rgb(255, 255, 255)", "a label, callers");
	}
});

test("dark: colours change with the system's", async () => {
	const picture = await Picture.open(plain, size, { colorScheme: "light" });
	await picture.click("main");
	const light = (await readable(picture, "light")).get("main").frame;
	await picture.page.emulateMedia({ colorScheme: "dark" });
	equal((await readable(picture, "dark")).get("main").frame !== light, true, "another colour");
	await picture.page.emulateMedia({ colorScheme: "dark", media: "print" });
	equal((await readable(picture, "printed")).get("main").frame, light, "colour on paper");
});
