// ---- what the lists after the frames say of titles ----

import { byId } from "./dom.js";
import { now } from "./state.js";

// What the lists after the frames say of titles, by title: its module, and its weight as { count },
// of a differential with the numbers before and after of the total and of the self part.
export function readLists(panes) {
	const entries = new Map(), list = now.weights && now.weights.list, modules = byId("modules");
	const names = modules ? modules.getAttribute("data-names").split(";") : [];
	const letters = modules ? modules.textContent : "";
	const order = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ012345678";
	let at = 0;
	if (!list && !modules)
		return entries;
	panes.forEach((pane, which) => {
		for (const title of pane.getElementsByTagName("title")) {
			const entry = list ? entryOf(list[at] || "", which) : {};
			entry.module = names[order.indexOf(letters[at++] || "-")];
			entries.set(title, entry);
		}
	});
	return entries;
}

export const moduleOf = new Map(); // by name; "": frames of this name are in several, or it is not known

export function noteModule({ name, module = "" }) {
	const known = moduleOf.get(name);
	moduleOf.set(name, known === undefined || known === module ? module : "");
}

function entryOf(text, pane) {
	const numbers = text.split(",").map((digits) => parseInt(digits, 36) * now.weights.scale);
	if (!now.difference || text === "")
		return { count: numbers[0] };
	const [before, after, selfBefore = before, selfAfter = after, extent] = numbers;
	const side = now.difference.sides === "pair" ? ["before", "after"][pane] : now.difference.sides;
	const count = { before, after, union: Math.max(before, after) }[side];
	return {
		count: extent === undefined ? count : extent,
		listed: [before, after, selfBefore, selfAfter],
	};
}
