// ---- the frame that the keyboard is on ----

import { makeElement } from "./dom.js";
import { now } from "./state.js";
import { ancestorsOf, paneOf } from "./frames.js";
import { fillerOf, getScene, topOf, viewScale } from "./shown.js";
import { tellFrame } from "./details.js";

let cursorMark; // path around it

export function addMarks() {
	cursorMark = makeElement("path", { class: "cursor" });
	(now.scene ? now.scene.panes[0] : now.rects).appendChild(cursorMark);
}

export function moveCursor(i) {
	now.cursor = i;
	if (i < 0) {
		if (cursorMark.hasAttribute("d"))
			cursorMark.removeAttribute("d");
		return;
	}
	const { x, y, width, height } = getScene();
	// what is wider than the view is outlined in the view
	const filler = fillerOf(i), pane = now.scene.panes[paneOf(now.scene, i)];
	const left = Math.max(x[i], x[filler]);
	const right = Math.min(x[i] + width[i], x[filler] + width[filler]);
	if (cursorMark.parentNode !== pane)
		pane.appendChild(cursorMark);
	cursorMark.setAttribute("d", `M${left} ${y[i]}H${right}v${height}H${left}z`);
	tellFrame(i);
	bringIntoView(i);
}

export function bringIntoView(i) {
	const matrix = now.root.getScreenCTM();
	const top = topOf(i) * matrix.d + matrix.f, height = now.scene.height * matrix.d;
	if (top < now.above || top + height > window.innerHeight - now.below)
		window.scrollBy(0, top - window.innerHeight / 2);
}

// Too narrow to be seen: arrows pass over it.
function isSeen(i) {
	return now.scene.width[i] * viewScale() >= 1;
}

export function inView(i) {
	const filler = fillerOf(i);
	return filler >= 0 &&
		((i >= filler && i < now.scene.end[filler]) || ancestorsOf(now.scene, filler).includes(i));
}

function widestChild(i) {
	const { end, width } = now.scene;
	const filler = fillerOf(i);
	if (i < filler)
		return [filler, ...ancestorsOf(now.scene, filler)].find((at) => now.scene.parent[at] === i);
	let widest = -1;
	for (let child = i + 1; child < end[i]; child = end[child]) {
		if (isSeen(child) && (widest < 0 || width[child] > width[widest]))
			widest = child;
	}
	return widest;
}

function neighbour(i, step) {
	const { depth, end } = now.scene;
	const filler = fillerOf(i);
	for (let at = i + step; i > filler && at > filler && at < end[filler]; at += step) {
		if (depth[at] === depth[i] && isSeen(at))
			return at;
	}
	return -1;
}

// Where an arrow leads from a frame; -1: nowhere.
export function frameBeside(i, key) {
	const inverted = (now.root.getAttribute("data-inverted") === "1") !== now.flipped;
	if (key === "ArrowLeft" || key === "ArrowRight")
		return neighbour(i, key === "ArrowLeft" ? -1 : 1);
	if ((key === "ArrowDown") === inverted)
		return widestChild(i);
	// from a pair's root on to the other one
	const { parent, roots } = now.scene;
	return parent[i] < 0 && roots.length > 1 ? roots[1 - paneOf(now.scene, i)] : parent[i];
}
