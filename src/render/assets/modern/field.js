// ---- the field that is typed into, which is always open ----

import { now } from "./state.js";
import { getScene } from "./shown.js";
import { tell } from "./details.js";
import { tellValid } from "./status.js";
import { bringIntoView, moveCursor } from "./cursor.js";
import { writeAddress } from "./address.js";
import { endSearch, nextMatch, search } from "./search.js";

export const fieldInput = () => document.querySelector("#search input");

export function openField() {
	fieldInput().focus();
	fieldInput().select();
}

export const pressSearch = openField;

export const isSearching = () => now.term !== null;

export function resetSearch() {
	fieldInput().value = "";
	fieldInput().blur();
	tellValid(null);
	endSearch();
	moveCursor(-1);
	tell(" ");
	writeAddress(false);
}

// The first frame found comes into view.
function showFirst() {
	const { end } = getScene();
	for (const filler of now.shown) {
		for (let i = filler; now.matches && i >= 0 && i < end[filler]; i++) {
			if (now.matches[i]) {
				bringIntoView(i);
				return;
			}
		}
	}
}

export function onInput() {
	const text = fieldInput().value;
	if (text === "") {
		tellValid(null);
		endSearch();
	} else {
		search(text);
		showFirst();
	}
	writeAddress(false);
}

export function onFieldKey(event) {
	if (event.key === "Enter") {
		event.preventDefault();
		nextMatch(event.shiftKey ? -1 : 1);
	} else if (event.key === "Escape") {
		event.preventDefault();
		event.stopPropagation();
		resetSearch();
	}
}

// What an address or a menu searches for stands in the field too.
export function showTerm() {
	if (document.activeElement !== fieldInput())
		fieldInput().value = now.term === null ? "" : now.term;
}
