// ---- light and dark ----

import { now } from "./state.js";

// The picture's rules for a dark page, whose media say when they hold; null: it has none.
export function darkRules() {
	const { sheet } = now.root.querySelector("style") || {};
	const rules = sheet ? Array.from(sheet.cssRules) : [];
	const last = rules[rules.length - 1];
	return last && last.media && last.media.mediaText !== "print" ? last : null;
}

export function isDark() {
	const theme = now.root.getAttribute("data-theme");
	return theme === "dark" ||
		(theme === "auto" && window.matchMedia("(prefers-color-scheme: dark)").matches);
}

let changing = null; // colours of the frames' attributes for which a dark page has others

// Whether a dark page has colours of its own for frames.
export function hasDarkColors() {
	if (!changing) {
		changing = new Set();
		const inner = darkRules();
		for (const { selectorText } of inner ? inner.cssRules : [])
			changing.add((/^rect\[fill="(#\w+)"\]$/.exec(selectorText || "") || [])[1]);
		changing.delete(undefined);
	}
	return changing.size > 0;
}

export const changesInDark = (color) => hasDarkColors() && changing.has(color);
