// ---- the view: zoom, icicle, callers, what is hidden ----

import { byId } from "./dom.js";
import { now } from "./state.js";
import { bothOf, drawnIndex } from "./frames.js";
import { keepPatterns } from "./difference.js";
import { callersTree, drawTree, onlySubtree, withoutSubtree } from "./derive.js";
import { getScene, viewScale } from "./shown.js";
import { tell } from "./details.js";
import { tellSearch, tellView } from "./status.js";
import { dressBands, dropBands, lookAround } from "./bands.js";
import { addMarks, moveCursor } from "./cursor.js";
import { readAddress } from "./address.js";
import { endSearch, matchesOf, search, setIgnoreCase } from "./search.js";

// Makes a frame fill the width.
function aimAt(i) {
	const { x, width, panes, parent } = getScene();
	lookAround();
	now.zoomed = parent[i] < 0 ? 0 : i;
	now.shown = now.zoomed === 0 ? now.scene.roots : bothOf(now.scene, i);
	const scale = viewScale();
	panes.forEach((pane, at) => {
		const filler = now.shown[at], view = pane.getAttribute("viewBox").split(/[\s,]+/);
		// cut off at its frame, so that its neighbours do not show where the partner is wider
		if (panes.length > 1) {
			const share = filler < 0 ? 0 : width[filler] * scale / (now.pictureWidth - 2 * now.sidePad);
			pane.setAttribute("width", share * (now.nominalWidth - 2 * now.sidePad));
		}
		if (filler >= 0)
			pane.setAttribute("viewBox", [x[filler], view[1], width[filler], view[3]].join(" "));
	});
	keepPatterns(scale);
	tellHeadings();
}

export function zoomTo(i) {
	if (!(getScene().width[i] > 0))
		return;
	aimAt(i);
	dressBands();
	tellSearch();
	tellView();
}

// The frame whose corner is there: addresses made for other drawings of the same profile differ in
// how they write a number.
function frameAt(left, top) {
	const { x, y, width, count } = getScene();
	for (let i = 0; i < count; i++) {
		if (Math.abs(x[i] - left) < 0.01 && Math.abs(y[i] - top) < 0.01 && width[i] > 0)
			return i;
	}
	return -1;
}

// ---- other views ----

function showScene(next) {
	aimAt(0);
	moveCursor(-1);
	if (next !== now.scene) {
		dropBands();
		next.svg.setAttribute("width", now.rects.getAttribute("width"));
		now.rects.replaceWith(next.svg);
		now.rects = next.svg;
		now.scene = next;
		aimAt(0);
		addMarks();
	}
	if (now.term !== null) {
		const found = matchesOf(now.term);
		now.matches = typeof found === "string" ? new Uint8Array(next.count) : found;
	}
	dressBands();
	tellSearch();
	tellView();
}

// The icicle is the flame graph mirrored: frames hold no text, so the mirror does not show.
export function setFlipped(flip) {
	if (flip === now.flipped)
		return;
	now.flipped = flip;
	lookAround();
	const { mirror, height } = getScene();
	byId("flip").setAttribute("transform",
		flip ? `matrix(1 0 0 -1 0 ${mirror + height})` : "scale(1)");
	tellHeadings();
	dressBands();
	tellSearch();
	tellView();
}

let headings = null; // of a pair's panes: what they say, each "Before: ..."

// A pair's headings stand over the panes, and tell where one lacks what is zoomed to.
function tellHeadings() {
	if (!byId("heading1"))
		return;
	headings = headings || now.scene.roots.map((_, pane) => byId("heading" + pane).textContent);
	headings.forEach((words, pane) => {
		const heading = byId("heading" + pane), rows = now.scene.rows[pane];
		const tops = [rows[0], rows[rows.length - 1]].map((y) => now.flipped ? now.scene.mirror - y : y);
		heading.setAttribute("y", Math.min(...tops) - now.fontSize / 2);
		heading.textContent = now.shown[pane] >= 0 ? words
			: `${words.split(":")[0]}: there is no ${now.scene.said[now.zoomed].name} in this place`;
	});
}

// Changes: "h12" hides frame 12's subtree, "o12" everything but it, "c" merges from the callers.
export function setChanges(wanted) {
	// callers are merged once
	const next = wanted.filter((change, i) => change !== "c" || wanted.indexOf("c") === i);
	if (next.join(".") === now.changes.join("."))
		return;
	getScene();
	const { kept, made } = build(next);
	if (kept.join(".") === now.changes.join("."))
		return;
	now.changes = kept;
	showScene(arranged(made));
}

// The scene after these changes, and which of them leave something to show.
function build(changes) {
	const kept = [];
	let made = now.original;
	for (const change of changes) {
		const tree = changedTree(made, change);
		if (!tree || !tree.counts.some((count) => count > 0)) {
			tell("Nothing would be left to show");
			continue;
		}
		kept.push(change);
		made = drawTree(tree, now.original);
	}
	return { kept, made };
}

const arranged = (made) => now.arrange ? now.arrange(made) : made;

// Brings callees into another order, null: the drawn one. What fills the width stays.
export function setOrder(order) {
	if (order === now.order)
		return;
	const filler = drawnIndex(getScene(), now.zoomed);
	now.order = order;
	showScene(arranged(build(now.changes).made));
	for (let i = 1; filler > 0 && i < now.scene.count; i++) {
		if (drawnIndex(now.scene, i) === filler)
			return zoomTo(i);
	}
}

// null: there is no such frame.
function changedTree(scene, change) {
	const i = Number(change.slice(1));
	if (change === "c")
		return callersTree(scene);
	return !(scene.parent[i] >= 0) ? null
		: (change[0] === "h" ? withoutSubtree : onlySubtree)(scene, bothOf(scene, i));
}

export const hasCallers = () => now.changes.includes("c");

export function toggleCallers() {
	setChanges(hasCallers() ? now.changes.slice(0, now.changes.indexOf("c")) : [...now.changes, "c"]);
}

export function showHidden() {
	setChanges(hasCallers() ? ["c"] : []);
}

const isOrder = (order) => order === "name" || order === "weight";

// The view that the address says.
export function restoreView() {
	const view = readAddress();
	if ((view.get("ic") === "1") !== now.ignoreCase && (view.get("ic") === "1" || view.get("s")))
		setIgnoreCase(!now.ignoreCase);
	setFlipped(view.get("flip") === "1");
	setOrder(now.arrange && isOrder(view.get("order")) ? view.get("order") : null);
	setChanges((view.get("v") || "").split(".").filter((change) => /^([ho]\d+|c)$/.test(change)));
	const i = view.get("x") && view.get("y")
		? frameAt(parseFloat(view.get("x")), parseFloat(view.get("y"))) : 0;
	if (Math.max(i, 0) !== now.zoomed)
		zoomTo(Math.max(i, 0));
	const wanted = view.get("s") || null;
	if (wanted === now.term)
		return;
	if (wanted === null)
		endSearch();
	else
		search(wanted);
}
