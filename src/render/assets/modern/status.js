// ---- what is said of the search and the view: beside the field, and in chips ----

import { byId } from "./dom.js";
import { now } from "./state.js";
import { getScene } from "./shown.js";
import { fitBars } from "./page.js";
import { tell, tellFrame } from "./details.js";
import { paneName, shareText } from "./shares.js";
import { orderNow } from "./order.js";

const PROBLEM = /^(Not a regular|Regular) expression/;

// A chip that undoes something; the graph makes room where it is the first, or was the last.
function showChip(id, shown, words) {
	const chip = byId(id), chips = chip.parentNode;
	if (shown)
		chip.firstChild.textContent = words();
	if (chip.classList.contains("hide") !== shown)
		return;
	chip.classList.toggle("hide", !shown);
	const none = Array.from(chips.children).every((one) => one.classList.contains("hide"));
	if (chips.classList.contains("hide") === none)
		return;
	chips.classList.toggle("hide", none);
	fitBars();
}

function matchesShown() {
	let count = 0;
	for (const filler of now.shown) {
		for (let i = filler; i >= 0 && i < now.scene.end[filler]; i++)
			count += now.matches[i];
	}
	return count;
}

// Says what the search comes to.
export function tellSearch(at = 0) {
	const matched = byId("matched"), searching = now.term !== null;
	matched.classList.toggle("hide", !searching);
	matched.textContent = " ";
	byId("search").classList.toggle("show", searching);
	showChip("unsearch", searching, () => "searched: " + now.term);
	if (!searching)
		return;
	getScene();
	const count = matchesShown();
	const share = now.shown.length < 2 ? shareText(now.shown[0])
		: now.shown.map((i, pane) => shareText(i) + " " + paneName(pane)).join(", ");
	matched.textContent = `${share} \u00b7 ${at ? at + " of " + count : count}`;
	matched.title = `Matched: ${share} of what is shown, ${count} frames`;
}

// Why there is no answer to a search; null: there is one.
export function tellValid(problem) {
	const input = document.querySelector("#search input");
	input.setAttribute("aria-invalid", String(problem !== null));
	input.classList.toggle("invalid", problem !== null);
	if (problem !== null)
		tell(problem);
	else if (PROBLEM.test(now.details.textContent))
		tell(" ");
}

export function tellMatch(i, at, count) {
	tellFrame(i);
	tellSearch(at, count);
}

// The share of the profile that the view leaves out.
function hiddenShare() {
	const sum = (scene) => scene.roots.reduce((all, i) => all + scene.counts[i], 0);
	return 1 - sum(now.scene) / sum(now.original);
}

// After a change of the view: the chips that undo it, and the switches.
export function tellView() {
	const hidden = now.changes.some((change) => change !== "c"), callers = now.changes.includes("c");
	const inverted = (now.root.getAttribute("data-inverted") === "1") !== now.flipped;
	now.page.querySelector(".flame-middle").classList.toggle("flame-icicle", inverted);
	showChip("unzoom", now.zoomed > 0, () => "zoomed: " + now.scene.said[now.zoomed].name);
	showChip("unhide", hidden, () => `${(100 * hiddenShare()).toFixed(0)}% hidden: show`);
	showChip("uncallers", callers, () => "callers on callees");
	for (const [id, on] of [["asflame", !inverted], ["asicicle", inverted], ["ascallers", callers],
		["byname", orderNow() === "name"], ["byweight", orderNow() === "weight"]]) {
		if (byId(id))
			byId(id).setAttribute("aria-pressed", String(on));
	}
}
