// ---- the bars above and below the graph ----

import { byId, makeElement } from "./dom.js";
import { element, fitBars, inPicture } from "./page.js";
import { makeLegend } from "./legend.js";

const button = (id, words, attributes = {}) => element("button", { id, type: "button", ...attributes }, words);
const chip = (id) => button(id, element("span", {}), { class: "hide" });

// A text of the still picture moves into a bar.
function take(id) {
	const text = inPicture(id);
	if (!text)
		return "";
	text.remove();
	return text.textContent;
}

export function makeTop() {
	const title = take("title"), words = [take("subtitle"), take("unseen")].filter((text) => text !== "");
	const input = element("input", {
		type: "search", "aria-label": "Search by regular expression", placeholder: "Search: ^ext4_|lock",
		autocomplete: "off", spellcheck: "false",
	});
	const top = element("header", { class: "flame-top" },
		element("div", { class: "flame-line" },
			element("h1", { id: "title" }, title),
			element("span", { id: "subtitle", class: "flame-muted" }, words.join(" \u00b7 ")),
			element("div", { class: "flame-controls" },
				element("div", { class: "flame-switch", role: "group", "aria-label": "Views" },
					button("asflame", "Flame"), button("asicicle", "Icicle"), button("ascallers", "Callers")),
				element("div", { class: "flame-switch", role: "group", "aria-label": "Order of callees" },
					button("byname", "A\u2013Z", { title: "Sort callees by name" }),
					button("byweight", "Weight", { title: "Sort callees by weight" })),
				element("div", { id: "search", role: "search" }, input,
					element("span", { id: "matched", class: "hide flame-muted", role: "status" }),
					button("ignorecase", "Aa", { "aria-label": "Ignore case in searches", title: "Ignore case (Ctrl-I)" })),
				button("menubutton", "", {
					"aria-label": "Menu", title: "Menu (?)", "aria-haspopup": "menu", "aria-expanded": "false",
				}))),
		element("div", { id: "chips", class: "hide", role: "group", "aria-label": "What can be undone" },
			chip("unzoom"), chip("unsearch"), chip("unhide"), chip("uncallers")));
	for (const undo of top.querySelectorAll("#chips button"))
		undo.append(element("span", { class: "flame-x", "aria-hidden": "true" }, " \u2715"));
	top.querySelector("#menubutton").append(element("span", { "aria-hidden": "true" }, "\u22ef"));
	addAdvice(top);
	return top;
}

// Advice is said at the top until it is taken away.
function addAdvice(top) {
	const advice = inPicture("advice");
	if (!advice)
		return;
	const note = element("div", { class: "flame-note", role: "note" },
		element("span", {}, advice.firstElementChild.textContent), button("unadvise", "\u2715", { "aria-label": "Hide the advice" }));
	note.lastChild.addEventListener("click", () => {
		note.remove();
		fitBars();
	});
	advice.remove();
	top.append(note);
}

export function makeBottom() {
	const nameType = take("details"), bottom = element("footer", { class: "flame-bottom" },
		element("div", { id: "details", role: "status", "aria-live": "polite" }, nameType));
	const legend = inPicture("legend"), modules = makeLegend();
	if (modules)
		bottom.append(modules);
	if (legend) {
		const own = makeElement("svg", { id: "legendbox" });
		own.append(legend);
		bottom.append(own);
	}
	return bottom;
}

// The legend of a differential is as large as what it holds.
export function fitLegend() {
	const legend = byId("legend");
	if (!legend)
		return;
	const { x, y, width, height } = legend.getBBox(), own = legend.parentNode;
	own.setAttribute("viewBox", [x, y, width, height].join(" "));
	own.setAttribute("width", width);
	own.setAttribute("height", height);
}
