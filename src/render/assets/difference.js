// ---- differentials: what they say of a frame, in views computed in the page ----
//
// Sides are { total: [before, after], self: [before, after], noise: { total, self } }, self null
// where callers are merged: what a frame there stands for is the self part of the frames below.

import { byId, makeElement } from "./dom.js";
import { now } from "./state.js";
import { bareText, numberOf } from "./weights.js";
import { paneOf } from "./frames.js";

export function readDifference() {
	if (!now.root.hasAttribute("data-hues"))
		return;
	const data = (name) => now.root.getAttribute("data-" + name);
	now.difference = {
		by: data("diff-by"),
		change: data("diff-scale") === "change",
		max: Number(data("diff-max")),
		sides: data("sides"),
		hatched: data("sides") !== "after",
		steps: Number(data("steps") || 0), // of strength; 0: as many as there are strengths
		hues: data("hues").split(" ").map((hue) =>
			[1, 3, 5].map((at) => parseInt(hue.slice(at, at + 2), 16))),
	};
}

// "; total 1,000 to 1,234: +234, +23.40%, +1.08% of all; self 7: same" of a title.
export function sidesOf(said) {
	if (said.sides)
		return said.sides;
	const sides = { total: [0, 0], self: [0, 0], noise: { total: false, self: false } };
	const words = said.text.slice(said.text.lastIndexOf(" ("));
	const each = /; (total and self|total|self) ([^;]*)/g;
	for (const [, measures, rest] of words.matchAll(each)) {
		const numbers = /^([\d,]+)(?: to ([\d,]+))?: /.exec(rest);
		for (const measure of measures.split(" and ")) {
			if (numbers)
				sides[measure] = [numbers[1], numbers[2] || numbers[1]].map(numberOf);
			sides.noise[measure] = rest.includes(", within noise");
		}
	}
	if (said.listed) {
		sides.total = said.listed.slice(0, 2);
		sides.self = said.listed.slice(2);
	}
	said.sides = sides;
	return sides;
}

export const onlyTotal = ({ total, noise }) => ({ total: [...total], self: null, noise });

export function addTotal(sides, [before, after]) {
	sides.total[0] += before;
	sides.total[1] += after;
}

export const withoutTotal = (sides, { total }) => ({
	total: sides.total.map((count, side) => Math.max(count - total[side], 0)),
	self: sides.self, noise: sides.noise,
});

export function differenceColor({ total, self, noise }, largest) {
	const oneSided = now.difference.hatched && (total[0] === 0 || total[1] === 0);
	const measure = self && now.difference.by === "self" && !oneSided ? "self" : "total";
	const [before, after] = measure === "self" ? self : total;
	// where callers are merged it is the self difference that is added up
	if (before === after || noise[self ? measure : "self"])
		return "#ffffff";
	const { steps } = now.difference, exact = Math.abs(after - before);
	const most = Math.max(now.difference.change ? Math.max(before, after) : largest, exact);
	const [size, max] = steps === 0 ? [exact, most]
		: [Math.max(Math.ceil(steps * exact / most - 1e-9), 1), steps];
	const [full, pale] = after > before ? now.difference.hues.slice(0, 2) : now.difference.hues.slice(2);
	return "#" + full.map((part, at) => (part + Math.trunc((pale[at] - part) * (max - size) / max))
		.toString(16).padStart(2, "0")).join("");
}

// Merged, differences have another largest one.
export function recolor(tree) {
	const sizes = tree.sides.map(({ total: [before, after] }) => Math.abs(after - before));
	const largest = sizes.reduce((max, size, i) => tree.parent[i] < 0 ? max : Math.max(max, size), 1);
	tree.fills = tree.sides.map((sides, i) => tree.parent[i] < 0 && now.difference.by === "self"
		? "#ffffff" : differenceColor(sides, largest));
}

function measureText(words, [before, after], all, noise) {
	if (before === after)
		return `; ${words} ${bareText(before)}: same`;
	const sign = after > before ? "+" : "-";
	const share = (whole) => sign + (100 * Math.abs(after - before) / whole).toFixed(2) + "%";
	const own = before === 0 ? "new" : after === 0 ? "gone" : share(before);
	return `; ${words} ${bareText(before)} to ${bareText(after)}: ` +
		`${sign}${bareText(Math.abs(after - before))}, ${own}, ${share(all)} of all` +
		(noise ? ", within noise" : "");
}

export function differenceText({ total, self, noise }, all) {
	if (!self)
		return measureText("total", total, all, false);
	if (total.join() === self.join() && noise.total === noise.self)
		return measureText("total and self", total, all, noise.total);
	return measureText("total", total, all, noise.total) + measureText("self", self, all, noise.self);
}

// Paths over what one side lacks.
export function hatch(scene, tree) {
	const { x, y, width, height, parent, roots } = scene;
	for (const [name, side] of [["gone", 1], ["new", 0]]) {
		const corners = scene.panes.map(() => []);
		for (let i = 0; i < scene.count; i++) {
			const { total } = tree.sides[i];
			if (parent[i] >= 0 && total[side] === 0 && total[1 - side] > 0)
				corners[paneOf(scene, i)].push(`M${x[i]} ${y[i]}h${width[i]}v${height}h${-width[i]}z`);
		}
		roots.forEach((_, pane) => corners[pane].length > 0 && scene.panes[pane].appendChild(
			makeElement("path", { class: name, d: corners[pane].join("") })));
	}
}

// Patterns lie in the graph, but are not to be stretched with it.
export function keepPatterns(scale) {
	for (const id of ["hatchnew", "hatchgone"]) {
		const pattern = byId(id);
		if (pattern)
			pattern.setAttribute("patternTransform", `scale(${1 / scale} 1)`);
	}
}
