// ---- the line below the graph ----

import { byId } from "./dom.js";
import { now } from "./state.js";
import { withSamples } from "./weights.js";
import { moduleOf } from "./lists.js";
import { fillerOf, getScene } from "./shown.js";

function percent(part, whole) {
	const share = 100 * part / whole;
	return (Math.abs(share - 100) < 1e-9 ? "100" : share.toFixed(2)) + "%";
}

// Says something below the graph, smaller where there is no room for it.
export function tell(text) {
	const matched = byId("matched").textContent.trim();
	const room = now.pictureWidth - 2 * now.sidePad - (matched.length > 0 ? matched.length + 2 : 0) * now.charWidth;
	const needed = text.length * now.charWidth;
	now.details.textContent = text;
	if (needed > room)
		now.details.style.fontSize = now.fontSize * Math.max(room / needed, 0.6) + "px";
	else
		now.details.style.removeProperty("font-size");
}

// What is said of a frame; zoomed in, its share of what fills the width too.
function describe(i) {
	const { said, counts, end } = getScene();
	const filler = fillerOf(i), inside = now.zoomed > 0 && filler >= 0 && i > filler && i < end[filler];
	const module = (moduleOf.get(said[i].name) || "").replace(/^\[(.*)\]$/, "$1");
	return now.nameType + " " + withSamples(said[i].text, counts[i]) +
		(module === "" || said[i].name === `[${module}]` ? "" : ` [${module}]`) +
		(inside ? `, ${percent(counts[i], counts[filler])} of ${said[filler].name}` : "");
}

// Says it, with something more.
export function tellFrame(i, more = "") {
	tell(describe(i) + more);
}
