// ---- all that can be done with the view, with its keys ----

import { now } from "./state.js";
import { hasThemes, setTheme, themeNow } from "./appearance.js";
import { writeAddress } from "./address.js";
import { nextMatch, setIgnoreCase } from "./search.js";
import { hasCallers, setFlipped, setOrder, showHidden, toggleCallers, zoomTo } from "./view.js";
import { canOrder, orderAfter, orderNow } from "./order.js";
import { openField, resetSearch } from "./field.js";

const isInverted = () => (now.root.getAttribute("data-inverted") === "1") !== now.flipped;
const view = (change) => () => {
	change();
	writeAddress(true);
};
const turn = view(() => setFlipped(!now.flipped));
const callers = view(toggleCallers);
const anyHidden = () => now.changes.some((change) => change !== "c");

// Items are [words, key, what they do, whether they are on (left out: they are not switched)].
function viewItems() {
	const inverted = isInverted();
	return [
		["Flame graph, root below", inverted ? "i" : "", inverted ? turn : () => {}, !inverted],
		["Icicle graph, root on top", inverted ? "" : "i", inverted ? () => {} : turn, inverted],
		["Callers on callees (reversed)", "c", callers, hasCallers()],
		...(now.zoomed > 0 ? [["Reset zoom", "Esc", view(() => zoomTo(0))]] : []),
		...(anyHidden() ? [["Show what is hidden", "a", view(showHidden)]] : []),
	];
}

function searchItems() {
	const found = now.term === null ? [] : [
		["Next match", "Enter, F3", () => nextMatch(1)],
		["Previous match", "Shift-F3", () => nextMatch(-1)],
		["Stop searching", "Esc", resetSearch],
	];
	return [["Search", "/, Ctrl-F", openField], ...found, ["Ignore case", "Ctrl-I", () => {
		setIgnoreCase(!now.ignoreCase);
		writeAddress(false);
	}, now.ignoreCase]];
}

// "o" goes to the other order.
function orderItems() {
	const item = (words, kind) => [words, orderNow() === kind ? "" : "o",
		view(() => setOrder(orderAfter(kind))), orderNow() === kind];
	return !canOrder() ? [] : [item("By name", "name"), item("By weight", "weight")];
}

const themes = { auto: "As the system", light: "Light", dark: "Dark" };

function nextTheme() {
	const names = Object.keys(themes);
	return names[(names.indexOf(themeNow()) + 1) % names.length];
}

const themeItems = () => !hasThemes() ? [] : Object.keys(themes).map((theme) =>
	[themes[theme], theme === nextTheme() ? "t" : "", () => setTheme(theme), themeNow() === theme]);

// The groups of the menu, each with its name.
export const commandGroups = () =>
	[["View", viewItems()], ["Order of callees", orderItems()], ["Search", searchItems()],
		["Theme", themeItems()]]
		.filter(([, items]) => items.length > 0);

// What a letter does; null: nothing.
export function commandFor(key) {
	const letter = /^[a-z]$/.test(key);
	const found = letter && commandGroups().flatMap(([, items]) => items).find((item) => item[1] === key);
	return found ? found[2] : null;
}

// What the keyboard does that no item stands for.
export const hints = "Arrows move between frames; Enter zooms; m opens a frame's menu; h hides the frame; Home leads to the root.";
