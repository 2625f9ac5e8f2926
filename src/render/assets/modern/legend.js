// ---- the legend of palettes in which colours stand for modules ----

import { byId, makeElement } from "./dom.js";
import { now } from "./state.js";
import { selfCounts } from "./derive.js";
import { getScene } from "./shown.js";
import { element } from "./page.js";
import { moduleName } from "./details.js";

const SHOWN = 6;

// What no callee has of the frames of each module, and the colour of its widest frame.
function modulesOf(scene) {
	const found = new Map(), own = selfCounts(scene);
	for (let i = 0; i < scene.count; i++) {
		const module = moduleName(scene.said[i].name);
		if (module === "" || scene.parent[i] < 0)
			continue;
		const entry = found.get(module) || { module, weight: 0, widest: 0, fill: "" };
		entry.weight += Math.max(own[i], 0);
		if (scene.width[i] > entry.widest)
			Object.assign(entry, { widest: scene.width[i], fill: scene.fills[i] });
		found.set(module, entry);
	}
	return [...found.values()].sort((a, b) => b.weight - a.weight || (a.module < b.module ? -1 : 1));
}

// A rectangle of the picture, whose colour a dark page changes as those of frames.
function swatch(fill) {
	const box = makeElement("svg", { viewBox: "0 0 1 1", "aria-hidden": "true" });
	box.append(makeElement("rect", { width: 1, height: 1, fill }));
	return box;
}

// The modules that most is spent in.
export function showLegend() {
	if (now.root.getAttribute("data-legend") !== "modules" || byId("legendbox"))
		return;
	const modules = modulesOf(getScene()).slice(0, SHOWN);
	if (modules.length < 2)
		return;
	const box = element("div", { id: "legendbox", class: "flame-muted" });
	for (const { module, fill } of modules)
		box.append(element("span", {}, swatch(fill), module));
	now.page.lastElementChild.append(box);
}
