// ---- what is said of the search and the view ----

import { byId } from "./dom.js";
import { now } from "./state.js";
import { getScene } from "./shown.js";
import { tell, tellFrame } from "./details.js";
import { paneName, shareText } from "./shares.js";

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

const PROBLEM = /^(Not a regular|Regular) expression/;

// Why there is no answer to a search; null: there is one.
export function tellValid(problem) {
	const input = document.querySelector("#searchfield input");
	if (input) {
		input.setAttribute("aria-invalid", String(problem !== null));
		input.classList.toggle("invalid", problem !== null);
	}
	if (problem !== null)
		tell(problem);
	else if (PROBLEM.test(now.details.textContent))
		tell(" ");
}

export function tellMatch(i, at, count) {
	tellFrame(i, ` - match ${at} of ${count}`);
}

// After a change of zoom.
export function tellView() {
	byId("unzoom").classList.toggle("hide", now.zoomed === 0);
}
