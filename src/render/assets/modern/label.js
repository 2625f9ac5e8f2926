// ---- labels of frames: names in a shorter form, or cut where their letters end ----

import { now } from "./state.js";
import { formsOf } from "./names.js";

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

const forms = new Map(); // of names that did not fit

function shorterForms(name) {
	if (!forms.has(name))
		forms.set(name, now.root.getAttribute("data-labels") === "full" ? [] : formsOf(name));
	return forms.get(name);
}

// How much of a text fits: all of it, or its beginning, so that an ellipsis fits too.
function fitting(text, room) {
	const end = widthOf("\u2026");
	let used = 0, fits = 0;
	for (let at = 0; at < text.length;) {
		const character = String.fromCodePoint(text.codePointAt(at));
		used += widthOf(character);
		if (used > room)
			return fits;
		at += character.length;
		if (used <= room - end)
			fits = at;
	}
	return text.length;
}

// The longest form of a name that fits, or the beginning of the shortest; "" where nothing does.
export function cutToFit(name, width) {
	const room = width - INSIDE;
	if (width < LEAST)
		return "";
	let fits = fitting(name, room);
	if (fits === name.length)
		return name;
	let text = name;
	for (text of shorterForms(name)) {
		fits = fitting(text, room);
		if (fits === text.length)
			return text;
	}
	return fits > 1 ? text.slice(0, fits) + "\u2026" : "";
}
