// ---- the frames of a view, as arrays in pre-order ----
//
// A frame's subtree is the index range [i, end[i]); 0 is the root. What a title says stands once
// in `said` for all the frames that have it.

import { weightIn } from "./weights.js";
import { noteModule, readLists } from "./lists.js";

// "NAME (1,234 samples, 5.67%)" or "NAME (451 ms, 225 samples, 5.67%)" in parts.
function partsOf(text) {
	const at = text.endsWith(")") ? text.lastIndexOf(" (") : -1;
	const count = at < 0 ? NaN : weightIn(text.slice(at + 2));
	return { text, name: at < 0 ? text : text.slice(0, at), count };
}

export function titleOf(element) {
	const own = element.firstElementChild;
	return own && own.nodeName === "title" ? own : element.parentNode.firstElementChild;
}

// Frames that say the same stand together in the document under one title, so their order is found
// by their places: by rows, and from left to right in a row.
function rowsOf(elements) {
	const rows = new Map();
	elements.forEach((element, i) => {
		const y = element.getAttribute("y");
		if (!rows.has(y))
			rows.set(y, []);
		rows.get(y).push(i);
	});
	const root = parseFloat(elements[0].getAttribute("y"));
	return Array.from(rows, ([y, members]) => ({ y: parseFloat(y), members }))
		.sort((a, b) => Math.abs(a.y - root) - Math.abs(b.y - root));
}

// The parent of each frame: the one in the row before that reaches as far to the right.
function parentsOf(rows, left, right) {
	const parents = new Int32Array(left.length).fill(-1);
	for (const { members } of rows)
		members.sort((a, b) => left[a] - left[b] || right[a] - right[b] || a - b);
	for (let row = 1; row < rows.length; row++) {
		const above = rows[row - 1].members;
		let at = 0;
		for (const i of rows[row].members) {
			while (at < above.length - 1 && right[above[at]] < right[i])
				at++;
			parents[i] = above[at];
		}
	}
	return parents;
}

// Indexes in pre-order. Children are handed out from the right, so that a list's head is leftmost.
function preOrder(rows, parents) {
	const first = new Int32Array(parents.length).fill(-1);
	const next = new Int32Array(parents.length).fill(-1);
	for (const { members } of rows) {
		for (let k = members.length - 1; k >= 0; k--) {
			const i = members[k], parent = parents[i];
			if (parent >= 0) {
				next[i] = first[parent];
				first[parent] = i;
			}
		}
	}
	const order = [];
	const pending = [rows[0].members[0]];
	while (pending.length > 0) {
		const i = pending.pop();
		order.push(i);
		if (next[i] >= 0)
			pending.push(next[i]);
		if (first[i] >= 0)
			pending.push(first[i]);
	}
	return order;
}

// Of one graph, roots and panes are [0] and [svg]. Of a pair, before and after, there are two of
// each: the svg's panes, and the indexes of their roots.
export function emptyScene(count, svg) {
	return {
		count, svg,
		roots: [],
		panes: panesOf(svg),
		elements: new Array(count),
		said: new Array(count),
		fills: new Array(count),
		x: new Float64Array(count),
		y: new Float64Array(count),
		width: new Float64Array(count),
		depth: new Int32Array(count),
		parent: new Int32Array(count),
		end: new Int32Array(count),
		counts: new Float64Array(count),
		indexes: new Map(), // of elements
	};
}

function panesOf(svg) {
	const panes = Array.from(svg.children).filter((child) => child.nodeName === "svg");
	return panes.length > 0 ? panes : [svg];
}

// end from parent: the parent's index is always the smaller one.
export function closeRanges({ count, parent, end, depth }) {
	for (let i = 0; i < count; i++)
		depth[i] = parent[i] < 0 ? 0 : depth[parent[i]] + 1;
	for (let i = count - 1; i >= 0; i--) {
		end[i] = Math.max(end[i], i + 1);
		if (parent[i] >= 0)
			end[parent[i]] = Math.max(end[parent[i]], end[i]);
	}
}

// The frames of a pane in pre-order.
function readPane(pane) {
	const elements = Array.from(pane.getElementsByTagName("rect"));
	const tenths = (element, name) => Math.round(10 * element.getAttribute(name));
	const left = Int32Array.from(elements, (element) => tenths(element, "x"));
	const right = Int32Array.from(elements, (element, i) => left[i] + tenths(element, "width"));
	const rows = rowsOf(elements);
	const parents = parentsOf(rows, left, right);
	return { elements, left, right, parents, rows, order: preOrder(rows, parents) };
}

// The scene that the document was written with.
export function readScene(svg) {
	const parts = panesOf(svg).map(readPane);
	const scene = emptyScene(parts.reduce((sum, { order }) => sum + order.length, 0), svg);
	const titles = new Map();
	const listed = readLists(scene.panes);
	let base = 0;
	for (const { elements, left, right, parents, order } of parts) {
		const places = new Int32Array(elements.length).fill(-1);
		scene.roots.push(base);
		for (const from of order) {
			const i = base++, element = elements[from], title = titleOf(element);
			places[from] = i;
			if (!titles.has(title)) {
				titles.set(title, Object.assign(partsOf(title.textContent), listed.get(title)));
				noteModule(titles.get(title));
			}
			scene.elements[i] = element;
			scene.indexes.set(element, i);
			scene.said[i] = titles.get(title);
			scene.fills[i] = element.getAttribute("fill");
			scene.x[i] = left[from] / 10;
			scene.width[i] = (right[from] - left[from]) / 10;
			scene.parent[i] = parents[from] < 0 ? -1 : places[parents[from]];
		}
	}
	closeRanges(scene);
	const heights = parts.map(({ rows }) => rows.map((row) => row.y));
	placeRows(scene, heights, parseFloat(parts[0].elements[0].getAttribute("height")));
	const total = scene.said[0].count || scene.width[0];
	for (let i = 0; i < scene.count; i++) {
		const { count } = scene.said[i];
		// a title of one's own says no count
		scene.counts[i] = count >= 0 ? count : total * scene.width[i] / scene.width[0];
	}
	return scene;
}

// rows[pane][depth] is the top of a row; the mirror is what tops y and y' of the graph turned over
// add up to.
export function placeRows(scene, rows, height) {
	let least = Infinity, most = -Infinity;
	for (const y of rows.flat()) {
		least = Math.min(least, y);
		most = Math.max(most, y);
	}
	Object.assign(scene, { rows, height, mirror: least + most });
	for (let i = 0; i < scene.count; i++)
		scene.y[i] = rows[paneOf(scene, i)][scene.depth[i]];
}

export const paneOf = ({ roots }, i) => roots.length > 1 && i >= roots[1] ? 1 : 0;

// The index of a frame before callees were brought into another order, as changes of the view need it.
export const drawnIndex = ({ from }, i) => from ? from[i] : i;

function childNamed(scene, parent, name) {
	const { said, end } = scene;
	for (let i = parent + 1; i < end[parent]; i = end[i]) {
		if (said[i].name === name)
			return i;
	}
	return -1;
}

// The frame with the same callers in a pair's other pane, -1: there is none.
function partnerOf(scene, i) {
	let at = scene.roots[1 - paneOf(scene, i)];
	for (const name of stackOf(scene, i)) {
		if (at >= 0)
			at = childNamed(scene, at, name);
	}
	return at;
}

// The frame, or a pair's two, by panes.
export function bothOf(scene, i) {
	if (scene.roots.length < 2)
		return [i];
	const pair = [partnerOf(scene, i), partnerOf(scene, i)];
	pair[paneOf(scene, i)] = i;
	return pair;
}

export function ancestorsOf(scene, i) {
	const ancestors = [];
	for (let p = scene.parent[i]; p >= 0; p = scene.parent[p])
		ancestors.push(p);
	return ancestors;
}

// The function names from the root's child to the frame.
export function stackOf(scene, i) {
	return [i, ...ancestorsOf(scene, i)].filter((at) => scene.parent[at] >= 0)
		.map((at) => scene.said[at].name).reverse();
}
