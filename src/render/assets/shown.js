// ---- what is shown of the scene, and where ----

import { now } from "./state.js";
import { paneOf, readScene } from "./frames.js";

export function getScene() {
	if (!now.scene) {
		now.scene = now.original = readScene(now.rects);
		now.shown = now.scene.roots;
	}
	return now.scene;
}

export function indexOf(target) {
	const index = target.nodeName === "rect" ? getScene().indexes.get(target) : undefined;
	return index === undefined ? -1 : index;
}

export const topOf = (i) => now.flipped ? now.scene.mirror - now.scene.y[i] : now.scene.y[i];

// What fills the pane that a frame is in.
export const fillerOf = (i) => now.shown[paneOf(now.scene, i)];

// The widest of what fills the panes decides on their scale: px on the screen by px of the graph.
export function viewScale() {
	const widths = now.shown.map((i) => i < 0 ? 0 : now.scene.width[i]);
	return (now.pictureWidth - 2 * now.sidePad) / Math.max(...widths);
}
