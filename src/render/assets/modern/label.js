// ---- labels of frames, cut where their letters end ----

import { now } from "./state.js";

const INSIDE = 6; // px that a label leaves free
const LEAST = 24; // px: narrower frames have none
const widths = new Map(); // of characters, px

// As browsers measure it, once for each character.
function widthOf(character) {
	let width = widths.get(character);
	if (width === undefined) {
		const context = now.canvas;
		width = context ? context.measureText(character).width : now.charWidth;
		widths.set(character, width);
	}
	return width;
}

// The root says what was measured.
export function labelOf(i) {
	const { said, parent } = now.scene;
	if (parent[i] >= 0)
		return said[i].name;
	const words = /^(.*) \((.*), [^,]*%[;)]/s.exec(said[i].text);
	return words ? `${words[1]} \u00b7 ${words[2].replace(", ", " \u00b7 ")}` : said[i].text;
}

// As much of a name as fits, or "".
export function cutToFit(name, width) {
	const room = width - INSIDE;
	if (width < LEAST)
		return "";
	const end = widthOf("\u2026");
	let used = 0, fits = 0;
	for (let at = 0; at < name.length;) {
		const character = String.fromCodePoint(name.codePointAt(at));
		used += widthOf(character);
		if (used > room)
			return fits > 1 ? name.slice(0, fits) + "\u2026" : "";
		at += character.length;
		if (used <= room - end)
			fits = at;
	}
	return name;
}
