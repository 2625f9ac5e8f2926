// ---- the order of a frame's callees: by name, by weight, or as the picture was drawn ----

import { now } from "./state.js";
import { closeRanges, emptyScene, placeRows } from "./frames.js";
import { hatch, sidesOf } from "./difference.js";

// How the picture was drawn: name, weight, input, or time, in which nothing changes places.
const drawn = () => now.root.getAttribute("data-order") || "name";

export const canOrder = () => drawn() !== "time";
export const orderNow = () => now.order || drawn();

// What choosing an order, or the present one again, makes of now.order.
export const orderAfter = (kind) => kind === drawn() || kind === now.order ? null : kind;

// A frame's weight among its siblings. A pair's two graphs have one order, by the sum of both sides.
function weightOf(scene, i) {
	if (scene.roots.length < 2)
		return scene.counts[i];
	const [before, after] = sidesOf(scene.said[i]).total;
	return before + after;
}

// The indexes of all frames in pre-order, siblings as `before` says; roots stay where they are.
function sorted({ count, parent, end }, before) {
	const order = new Int32Array(count);
	let placed = 0;
	const pending = [];
	const push = (from, to) => {
		const siblings = [];
		for (let i = from; i < to; i = end[i])
			siblings.push(i);
		if (from > 0 && parent[from] >= 0)
			siblings.sort((a, b) => before(a, b) || a - b);
		for (let k = siblings.length - 1; k >= 0; k--)
			pending.push(siblings[k]);
	};
	push(0, count);
	while (pending.length > 0) {
		const i = pending.pop();
		order[placed++] = i;
		push(i + 1, end[i]);
	}
	return order;
}

// Puts callees at the right end of their caller: what is left of it at its left is the frame's own
// part, and what is too narrow to be drawn.
function placeCallees(scene) {
	const { count, parent, x, width } = scene, next = new Float64Array(count);
	for (let i = count - 1; i >= 0; i--) {
		if (parent[i] >= 0)
			next[parent[i]] += width[i];
	}
	for (let i = 0; i < count; i++) {
		const at = parent[i];
		if (at >= 0) {
			x[i] = Math.round(10 * next[at]) / 10;
			next[at] += width[i];
		}
		next[i] = x[i] + width[i] - next[i];
	}
}

// A copy of the drawn frames, by their indexes.
function copyElements({ svg, elements, indexes, count }) {
	const copy = svg.cloneNode(true), copies = new Array(count);
	copy.querySelectorAll("path").forEach((path) => path.remove());
	const rects = copy.getElementsByTagName("rect");
	Array.from(svg.getElementsByTagName("rect")).forEach((rect, k) => {
		copies[indexes.get(rect)] = rects[k];
		for (const name of ["class", "rx", "ry"])
			rects[k].removeAttribute(name);
	});
	return [copy, copies];
}

// The scene with callees in another order; from[i] is where frame i is in the given one.
function reordered(scene, before) {
	const [svg, copies] = copyElements(scene), from = sorted(scene, before);
	const made = emptyScene(scene.count, svg), places = new Int32Array(scene.count);
	made.from = from;
	from.forEach((was, i) => {
		places[was] = i;
		made.parent[i] = scene.parent[was] < 0 ? -1 : places[scene.parent[was]];
		made.width[i] = scene.width[was];
		made.x[i] = scene.x[was];
		made.counts[i] = scene.counts[was];
		made.said[i] = scene.said[was];
		made.fills[i] = scene.fills[was];
		made.elements[i] = copies[was];
		made.indexes.set(copies[was], i);
		if (made.parent[i] < 0)
			made.roots.push(i);
	});
	closeRanges(made);
	placeRows(made, scene.rows, scene.height);
	placeCallees(made);
	made.elements.forEach((element, i) => element.setAttribute("x", made.x[i]));
	if (now.difference && now.difference.hatched)
		hatch(made, { sides: made.said.map(sidesOf) });
	return made;
}

// The scene in the order that the reader wants. Hiding keeps the order that was drawn, and callers
// are merged by name.
export function reorder(scene) {
	const kind = orderNow(), byName = now.changes.includes("c") || drawn() === "name";
	if (kind === "name" && !byName)
		return reordered(scene, (a, b) => {
			const [one, other] = [scene.said[a].name, scene.said[b].name];
			return one < other ? -1 : one > other ? 1 : 0;
		});
	if (kind === "weight" && (drawn() !== "weight" || now.changes.length > 0))
		return reordered(scene, (a, b) => weightOf(scene, b) - weightOf(scene, a));
	return scene;
}
