// ---- search ----

import { byId, makeElement } from "./dom.js";
import { now } from "./state.js";
import { ancestorsOf } from "./frames.js";
import { getScene } from "./shown.js";
import { describe, tell } from "./details.js";
import { dressBands, lookAround } from "./bands.js";
import { moveCursor } from "./cursor.js";
import { matcherFor } from "./expression.js";
import { writeAddress } from "./address.js";

let field = null; // the foreignObject that holds the input, while it is open

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
		return "Too complex a regular expression: " + text;
	}
	return found;
}

export function search(text) {
	const found = matchesOf(text), valid = typeof found !== "string";
	const input = fieldInput();
	if (input) {
		input.setAttribute("aria-invalid", String(!valid));
		input.classList.toggle("invalid", !valid);
	}
	if (!valid) {
		tell(found);
		return;
	}
	if (/^(Not|Too complex) a /.test(now.details.textContent))
		tell(" ");
	now.term = text;
	now.matches = found;
	showSearch();
}

export function endSearch() {
	now.term = now.matches = null;
	showSearch();
}

// The share of what fills a pane that matching frames cover. A frame above a matching one adds
// nothing; a matching ancestor covers all.
function matchedShare(filler) {
	const { counts, end } = now.scene;
	if (filler < 0)
		return 0;
	if (ancestorsOf(now.scene, filler).some((i) => now.matches[i]))
		return 1;
	let covered = 0;
	for (let i = filler; i < end[filler];) {
		covered += now.matches[i] ? counts[i] : 0;
		i = now.matches[i] ? end[i] : i + 1;
	}
	return covered / (counts[filler] || 1);
}

function shareText(filler) {
	const share = 100 * matchedShare(filler);
	return (Math.abs(share - 100) < 1e-6 ? "100" : share.toFixed(1)) + "%";
}

// What a pane of a pair is called: "before".
const paneName = (pane) => byId("heading" + pane).textContent.split(":")[0].toLowerCase();

// Says what the search comes to.
export function tellSearch() {
	const button = byId("search"), matched = byId("matched");
	const searching = now.term !== null;
	button.textContent = searching ? "Reset Search" : "Search";
	button.classList.toggle("show", searching);
	matched.classList.toggle("hide", !searching);
	matched.textContent = " ";
	if (searching) {
		getScene();
		matched.textContent = "Matched: " + (now.shown.length < 2 ? shareText(now.shown[0])
			: now.shown.map((i, pane) => shareText(i) + " " + paneName(pane)).join(", "));
	}
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
	const behind = found.filter((i) => step > 0 ? i <= now.cursor : i < now.cursor).length;
	const at = ((step > 0 ? behind : behind - 1) + found.length) % found.length;
	moveCursor(found[at]);
	tell(`${describe(found[at])} - match ${at + 1} of ${found.length}`);
}

// ---- the field that is typed into ----

export const fieldInput = () => field && field.firstElementChild;

export function placeField() {
	if (!field)
		return;
	const right = parseFloat(byId("search").getAttribute("x")) - now.fontSize * 4.5;
	const width = Math.max(Math.min(now.fontSize * 18, right - now.sidePad), now.fontSize * 6);
	const height = now.fontSize * 1.9;
	field.setAttribute("x", Math.max(right - width, 0));
	field.setAttribute("y", now.fontSize * 2 - height * 0.68);
	field.setAttribute("width", width);
	field.setAttribute("height", height);
}

export function openField() {
	if (!field) {
		field = makeElement("foreignObject", { id: "searchfield" });
		const input = document.createElementNS("http://www.w3.org/1999/xhtml", "input");
		if (typeof input.select !== "function") {
			field = null;
			askForTerm();
			return;
		}
		input.setAttribute("type", "text");
		input.setAttribute("aria-label", "Search by regular expression");
		input.setAttribute("placeholder", "Search: ^ext4_|lock");
		input.setAttribute("autocomplete", "off");
		input.setAttribute("spellcheck", "false");
		input.value = now.term === null ? "" : now.term;
		input.addEventListener("input", onInput);
		input.addEventListener("keydown", onFieldKey);
		field.appendChild(input);
		placeField();
		now.root.appendChild(field);
	}
	fieldInput().focus();
	fieldInput().select();
}

function closeField() {
	if (field) {
		field.remove();
		field = null;
		byId("frames").focus({ preventScroll: true });
	}
}

function onInput() {
	const text = fieldInput().value;
	if (text === "") {
		fieldInput().classList.remove("invalid");
		endSearch();
	} else {
		search(text);
	}
	writeAddress(false);
}

function onFieldKey(event) {
	if (event.key === "Enter") {
		event.preventDefault();
		nextMatch(event.shiftKey ? -1 : 1);
	} else if (event.key === "Escape") {
		event.preventDefault();
		event.stopPropagation();
		resetSearch();
	}
}

// Where there is no HTML to type into.
function askForTerm() {
	const text = window.prompt("Search for a regular expression, such as ^ext4_", "");
	if (text) {
		search(text);
		writeAddress(false);
	}
}

export function resetSearch() {
	closeField();
	endSearch();
	moveCursor(-1);
	tell(" ");
	writeAddress(false);
}

export function setIgnoreCase(ignore) {
	now.ignoreCase = ignore;
	byId("ignorecase").classList.toggle("show", ignore);
	byId("ignorecase").setAttribute("aria-pressed", String(ignore));
	if (now.term !== null)
		search(now.term);
}
