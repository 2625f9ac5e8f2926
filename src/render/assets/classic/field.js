// ---- the field that is typed into ----

import { byId, makeElement } from "./dom.js";
import { now } from "./state.js";
import { tell } from "./details.js";
import { moveCursor } from "./cursor.js";
import { writeAddress } from "./address.js";
import { endSearch, nextMatch, search } from "./search.js";

let field = null; // the foreignObject that holds the input, while it is open

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

// What the button does.
export function pressSearch() {
	if (now.term !== null)
		resetSearch();
	else
		openField();
}

export const isSearching = () => field !== null || now.term !== null;
