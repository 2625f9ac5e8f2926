// ---- search ----

import { byId } from "./dom.js";
import { now } from "./state.js";
import { getScene } from "./shown.js";
import { tell } from "./details.js";
import { tellMatch, tellSearch, tellValid } from "./status.js";
import { dressBands, lookAround } from "./bands.js";
import { moveCursor } from "./cursor.js";
import { matcherFor } from "./expression.js";

// Which frames match, 1 for each; a text that says why there is no answer.
export function matchesOf(text) {
	const { said, count } = getScene();
	const found = new Uint8Array(count), known = new Map();
	try {
		const matcher = matcherFor(text, now.ignoreCase);
		if (matcher === null)
			return "Not a regular expression: " + text;
		for (let i = 0; i < count; i++) {
			let match = known.get(said[i]);
			if (match === undefined) {
				match = matcher(said[i].name) ? 1 : 0;
				known.set(said[i], match);
			}
			found[i] = match;
		}
	} catch (error) {
		return "Regular expression too complex: " + text;
	}
	return found;
}

export function search(text) {
	const found = matchesOf(text), valid = typeof found !== "string";
	tellValid(valid ? null : found);
	if (!valid)
		return;
	now.term = text;
	now.matches = found;
	showSearch();
}

export function endSearch() {
	now.term = now.matches = null;
	showSearch();
}

function showSearch() {
	lookAround();
	dressBands(true);
	tellSearch();
}

// Moves the cursor to the next matching frame in sight, or with step -1 to the one before.
export function nextMatch(step) {
	const { end } = getScene();
	const found = [];
	for (const filler of now.shown) {
		for (let i = filler; now.matches && i >= 0 && i < end[filler]; i++) {
			if (now.matches[i])
				found.push(i);
		}
	}
	if (found.length === 0) {
		tell("No match");
		return;
	}
	const passed = found.filter((i) => step > 0 ? i <= now.cursor : i < now.cursor).length;
	const at = ((step > 0 ? passed : passed - 1) + found.length) % found.length;
	moveCursor(found[at]);
	tellMatch(found[at], at + 1, found.length);
}

export function setIgnoreCase(ignore) {
	now.ignoreCase = ignore;
	byId("ignorecase").classList.toggle("show", ignore);
	byId("ignorecase").setAttribute("aria-pressed", String(ignore));
	if (now.term !== null)
		search(now.term);
}
