// ---- what is said of a frame: in the line at the bottom, and at the pointer ----

import { now } from "./state.js";
import { measuredText, weightText } from "./weights.js";
import { moduleOf } from "./lists.js";
import { titleOf } from "./frames.js";
import { selfCounts } from "./derive.js";
import { fillerOf, getScene } from "./shown.js";
import { element } from "./page.js";

const between = " \u00b7 ";

function percent(part, whole) {
	const share = 100 * part / whole;
	return (Math.abs(share - 100) < 1e-9 ? "100" : share.toFixed(share < 10 ? 2 : 1)) + "%";
}

// Says something in the line at the bottom.
export function tell(text) {
	now.details.textContent = text;
}

// What of each frame no drawn callee has, computed once for a scene.
let knownSelf = null, selfScene = null;

function selfOf(i) {
	if (selfScene !== now.scene) {
		selfScene = now.scene;
		knownSelf = selfCounts(selfScene);
	}
	return Math.max(knownSelf[i], 0);
}

export const moduleName = (name) => (moduleOf.get(name) || "").replace(/^\[(.*)\]$/, "$1")
	.replace(/^kernel\.kallsyms$/, "kernel");

// A frame's numbers: { name, module, share, weight, self, selfShare, more }; weights as texts.
function factsOf(i) {
	const { said, counts, end } = getScene();
	const { name, text } = said[i], filler = fillerOf(i), all = counts[now.scene.roots[0]];
	const inside = now.zoomed > 0 && filler >= 0 && i > filler && i < end[filler];
	const module = moduleName(name);
	const unit = /\(\S+ ([^,;]*), [^,]*%[;)]/.exec(said[0].text);
	const words = (count) => now.weights ? weightText(count)
		: measuredText(count, unit ? unit[1] : "samples");
	const differences = /%; (.*)\)$/s.exec(text);
	return {
		name, module: name === `[${module}]` ? "" : module,
		share: percent(counts[i], all), weight: words(counts[i]),
		part: counts[i] / all, selfPart: selfOf(i) / all,
		self: words(selfOf(i)), selfShare: percent(selfOf(i), all),
		more: [
			...(inside ? [`${percent(counts[i], counts[filler])} of ${said[filler].name}`] : []),
			...(differences ? differences[1].split("; ") : []),
		],
	};
}

// In the line: weight and share, the part that is its own, the name.
export function tellFrame(i, more = "") {
	const { said, parent } = getScene();
	if (!/%[^()]*\)$/.test(said[i].text)) { // a title of its own
		tell(said[i].text + more);
		return;
	}
	const facts = factsOf(i);
	now.details.textContent = "";
	now.details.append(
		element("b", {}, facts.share), ` ${facts.weight} `,
		...(parent[i] < 0 ? [] : [element("span", { class: "flame-muted" }, "self "), facts.selfShare, " "]),
		element("b", {}, facts.name), " ",
		element("span", { class: "flame-muted" }, [facts.module, ...facts.more].filter((text) => text !== "")
			.join(between) + more));
}

// ---- at the pointer ----

let tip = null, tipOf = -1, titled = null;

// The browser's own would stand beside it: the title goes while the frame is pointed to.
function dropTitle(target) {
	restoreTitle();
	const title = titleOf(target);
	titled = title && title.nodeName === "title" ? [title, title.parentNode] : null;
	if (titled)
		title.remove();
}

function restoreTitle() {
	if (titled)
		titled[1].prepend(titled[0]);
	titled = null;
}

export function hideTip() {
	restoreTitle();
	tipOf = -1;
	if (tip)
		tip.hidden = true;
}

function fillTip(i) {
	const facts = factsOf(i);
	const bar = (part) => element("span", { class: "flame-bar" },
		element("span", { style: `width:${(100 * Math.min(part, 1)).toFixed(1)}%` }));
	const row = (words, part, share, weight) =>
		element("div", { class: "flame-row" }, element("span", { class: "flame-muted" }, words), bar(part),
			element("span", {}, share + between + weight));
	tip.textContent = "";
	tip.append(element("b", {}, facts.name),
		...(facts.module ? [element("div", { class: "flame-muted" }, facts.module)] : []),
		row("total", facts.part, facts.share, facts.weight),
		row("self", facts.selfPart, facts.selfShare, facts.self),
		...facts.more.map((text) => element("div", { class: "flame-muted" }, text)));
}

// Beside the pointer, inside the window.
function placeTip(event) {
	const { innerWidth, innerHeight } = window, { offsetWidth, offsetHeight } = tip;
	const right = event.clientX + 14, below = event.clientY + 18;
	const left = right + offsetWidth > innerWidth - 4 ? event.clientX - 14 - offsetWidth : right;
	const top = below + offsetHeight > innerHeight - now.below - 4 ? event.clientY - 12 - offsetHeight : below;
	tip.style.left = Math.max(4, Math.min(left, innerWidth - offsetWidth - 4)) + "px";
	tip.style.top = Math.max(4, top) + "px";
}

export function showTip(i, event) {
	if (event.pointerType === "touch")
		return;
	if (!tip) {
		tip = element("div", { class: "flame-tip", "aria-hidden": "true" });
		now.page.append(tip);
	}
	if (tipOf !== i) {
		tipOf = i;
		dropTitle(now.scene.elements[i]);
		fillTip(i);
		tip.hidden = false;
	}
	placeTip(event);
}
