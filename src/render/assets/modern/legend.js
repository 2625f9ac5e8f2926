// ---- the legend of palettes in which colours stand for modules ----

import { byId } from "./dom.js";
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

// The modules that most is spent in.
export function showLegend() {
	if (now.root.getAttribute("data-legend") !== "modules" || byId("legendbox"))
		return;
	const modules = modulesOf(getScene()).slice(0, SHOWN);
	if (modules.length < 2)
		return;
	const box = element("div", { id: "legendbox", class: "flame-muted" });
	for (const { module, fill } of modules)
		box.append(element("span", {}, element("i", { style: "background:" + fill }), module));
	now.page.lastElementChild.append(box);
}
