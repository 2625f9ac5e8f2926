// ---- views computed in the page: something hidden, callers first ----
//
// They are computed as trees, { names, counts, fills, parent } in pre-order, and then drawn.

import { makeElement } from "./dom.js";
import { now } from "./state.js";
import { measuredText } from "./weights.js";
import { ancestorsOf, closeRanges, emptyScene, paneOf, placeRows } from "./frames.js";
import {
	addTotal, differenceColor, differenceText, hatch, onlyTotal, recolor, sidesOf,
	withoutTotal,
} from "./difference.js";

const NARROWEST = 0.25; // px: what is narrower is left out where callers are merged
const DRAWN_MAX = 40000; // frames with callers merged; more would not respond

const emptyTree = () => ({ names: [], counts: [], fills: [], parent: [], sides: [] });

// sidesOf(i): what a differential says of a frame, see difference.js; null: what it said before.
function treeOf(scene, keep, countOf, sidesNow) {
	const tree = emptyTree();
	const places = new Int32Array(scene.count).fill(-1);
	for (let i = 0; i < scene.count; i++) {
		const parent = scene.parent[i], count = keep(i) ? countOf(i) : 0;
		if (parent >= 0 && (!(count > 0) || places[parent] < 0))
			continue;
		places[i] = tree.names.length;
		tree.names.push(scene.said[i].name);
		tree.counts.push(count);
		const sides = now.difference ? sidesNow(i) : null;
		tree.fills.push(sides ? differenceColor(sides, now.difference.max) : scene.fills[i]);
		tree.sides.push(now.difference ? sides || sidesOf(scene.said[i]) : null);
		tree.parent.push(parent < 0 ? -1 : places[parent]);
	}
	return tree;
}

const rangesOf = (scene, frames) => {
	const present = frames.filter((i) => i >= 0);
	return (i) => present.find((at) => i >= at && i < scene.end[at]);
};

// Of each ancestor of one of the frames, that frame.
function aboveOf(scene, frames) {
	const above = new Map();
	for (const frame of frames.filter((i) => i >= 0))
		ancestorsOf(scene, frame).forEach((i) => above.set(i, frame));
	return above;
}

// In a pair, what is hidden is hidden in both.
export function withoutSubtree(scene, frames) {
	const above = aboveOf(scene, frames), hidden = rangesOf(scene, frames);
	const { counts, said } = scene;
	return treeOf(scene, (i) => hidden(i) === undefined,
		(i) => counts[i] - (above.has(i) ? counts[above.get(i)] : 0),
		(i) => above.has(i) ? withoutTotal(sidesOf(said[i]), sidesOf(said[above.get(i)])) : null);
}

export function onlySubtree(scene, frames) {
	const above = aboveOf(scene, frames), kept = rangesOf(scene, frames);
	const { counts, said } = scene;
	return treeOf(scene, (i) => above.has(i) || kept(i) !== undefined,
		(i) => above.has(i) ? counts[above.get(i)] : counts[i],
		(i) => above.has(i) ? { ...sidesOf(said[above.get(i)]), self: [0, 0] } : null);
}

// What of each frame's count no drawn child has.
export function selfCounts({ count, counts, parent }) {
	const own = Float64Array.from(counts);
	for (let i = 0; i < count; i++) {
		if (parent[i] >= 0)
			own[parent[i]] -= counts[i];
	}
	return own;
}

// Groups entries { i, weight, sides } by the frame's name, into nodes sorted by name. A node's
// sides are the sum of its entries', of which there is no part of its own to tell apart.
function groupByName(scene, entries) {
	const nodes = new Map();
	for (const entry of entries) {
		const { name } = scene.said[entry.i];
		let node = nodes.get(name);
		if (!node) {
			node = { name, count: 0, fill: scene.fills[entry.i], entries: [], children: [] };
			node.sides = entry.sides ? onlyTotal({ total: [0, 0], noise: entry.sides.noise }) : null;
			nodes.set(name, node);
		}
		node.count += entry.weight;
		if (entry.sides)
			addTotal(node.sides, entry.sides.self);
		node.entries.push(entry);
	}
	return Array.from(nodes.values()).sort((a, b) => a.name < b.name ? -1 : 1);
}

// Merged from the leaves: what runs by itself stands on the root, its callers on it. Row by row, so
// that where there are too many frames the lower rows are whole.
export function callersTree(scene) {
	const own = selfCounts(scene);
	const widest = Math.max(...scene.roots.map((i) => scene.width[i]));
	const least = Math.max(...scene.roots.map((i) => scene.counts[i])) * NARROWEST / widest;
	const tree = emptyTree();
	scene.roots.forEach((first) => {
		const entries = [];
		for (let i = first + 1; i < scene.end[first]; i++) {
			const sides = now.difference ? sidesOf(scene.said[i]) : null;
			const weight = Math.max(own[i], 0);
			if (weight > 0 || (sides && sides.self[0] !== sides.self[1]))
				entries.push({ i, weight, sides });
		}
		flatten(callersOf(scene, first, entries, least), tree);
	});
	if (now.difference)
		recolor(tree);
	return tree;
}

function callersOf(scene, first, entries, least) {
	const root = {
		name: scene.said[first].name, count: scene.counts[first], fill: scene.fills[first],
		sides: now.difference ? onlyTotal(sidesOf(scene.said[first])) : null,
	};
	let drawn = 0;
	const wide = (entries) => {
		const nodes = groupByName(scene, entries).filter(({ count }) => count > 0 && count >= least);
		drawn += nodes.length;
		return nodes;
	};
	root.children = wide(entries);
	for (let row = root.children; row.length > 0 && drawn < DRAWN_MAX;) {
		for (const node of row) {
			const callers = node.entries.map((entry) => ({ ...entry, i: scene.parent[entry.i] }));
			node.children = wide(callers.filter(({ i }) => i > first));
			node.entries = null;
		}
		row = row.flatMap((node) => node.children);
	}
	return root;
}

function flatten(root, tree) {
	const pending = [[root, -1]];
	while (pending.length > 0) {
		const [node, parent] = pending.pop();
		const at = tree.names.length;
		tree.names.push(node.name);
		tree.counts.push(node.count);
		tree.fills.push(node.fill);
		tree.sides.push(node.sides);
		tree.parent.push(parent);
		for (let k = node.children.length - 1; k >= 0; k--)
			pending.push([node.children[k], at]);
	}
}

function infoText(name, count, total, unit, sides) {
	const percent = count === total ? "100" : (100 * count / total).toFixed(2);
	const differences = sides ? differenceText(sides, total) : "";
	return `${name} (${measuredText(count, unit)}, ${percent}%${differences})`;
}

// Draws a tree in the place of the scene that the document came with.
export function drawTree(tree, original) {
	const count = tree.names.length, svg = original.svg.cloneNode(false);
	if (original.panes[0] !== original.svg)
		original.panes.forEach((pane) => svg.appendChild(pane.cloneNode(false)));
	const scene = emptyScene(count, svg);
	scene.parent.set(tree.parent);
	scene.counts.set(tree.counts);
	scene.fills = tree.fills;
	scene.roots = tree.parent.flatMap((parent, i) => parent < 0 ? [i] : []);
	closeRanges(scene);
	placeRows(scene, original.rows, original.height);
	const total = Math.max(...scene.roots.map((i) => tree.counts[i]));
	const perCount = Math.max(...original.roots.map((i) => original.width[i])) / total;
	const unit = /^.* \(\S+ ([^,;]*), [^,]*%(;|\)$)/s.exec(original.said[0].text);
	const used = new Float64Array(count); // start of the next child, px
	const own = selfCounts(scene);
	for (let i = 0; i < count; i++) {
		const parent = tree.parent[i], name = tree.names[i];
		const start = parent < 0 ? original.x[0] : used[parent];
		const width = scene.counts[i] * perCount;
		if (parent >= 0)
			used[parent] += width;
		used[i] = start + Math.max(own[i], 0) * perCount; // the frame's own part is the left one
		scene.x[i] = Math.round(10 * start) / 10;
		scene.width[i] = Math.round(10 * (start + width)) / 10 - scene.x[i];
		const text = infoText(name, scene.counts[i], total, unit ? unit[1] : "samples", tree.sides[i]);
		scene.said[i] = { text, name, count: scene.counts[i], sides: tree.sides[i] };
		const rect = makeElement("rect", {
			x: scene.x[i], y: scene.y[i], width: Math.max(scene.width[i], 0).toFixed(1),
			height: scene.height, fill: scene.fills[i],
		});
		rect.appendChild(makeElement("title", {}, text));
		scene.elements[i] = rect;
		scene.indexes.set(rect, i);
		scene.panes[paneOf(scene, i)].appendChild(rect);
	}
	if (now.difference && now.difference.hatched)
		hatch(scene, tree);
	return scene;
}
