// ---- the theme that the reader wants ----
//
// It is remembered in the browser's storage, or where a sandbox forbids that, in the address.

import { now } from "./state.js";
import { darkRules } from "./theme.js";
import { readAddress, writeAddress } from "./address.js";
import { lookAround, dressBands } from "./bands.js";

const KEY = "flamegraph-theme";
const media = { auto: "screen and (prefers-color-scheme: dark)", light: "not all", dark: "screen" };
let own = ""; // the picture's

export const themeNow = () => now.root.getAttribute("data-theme");
export const hasThemes = () => darkRules() !== null;

function apply(theme) {
	now.root.setAttribute("data-theme", theme);
	darkRules().media.mediaText = media[theme];
}

const isTheme = (theme) => Object.hasOwn(media, theme || "");

function stored() {
	try {
		return window.localStorage.getItem(KEY);
	} catch (error) {
		return null; // forbidden here
	}
}

function store(theme) {
	try {
		if (theme === own)
			window.localStorage.removeItem(KEY);
		else
			window.localStorage.setItem(KEY, theme);
		now.theme = null;
	} catch (error) {
		now.theme = theme === own ? null : theme;
	}
}

export function restoreTheme() {
	own = themeNow();
	if (!hasThemes())
		return;
	const wanted = readAddress().get("theme");
	now.theme = isTheme(wanted) ? wanted : null;
	const theme = now.theme || stored();
	if (isTheme(theme) && theme !== own)
		apply(theme);
}

export function setTheme(theme) {
	apply(theme);
	store(theme);
	writeAddress(false);
	lookAround();
	dressBands();
}
