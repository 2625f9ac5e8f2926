// ---- a picture as wide as its page ----

import { byId, makeElement } from "./dom.js";
import { now } from "./state.js";
import { readWeights } from "./weights.js";
import { readDifference } from "./difference.js";
import { getScene } from "./shown.js";
import { dressBands, lookAround } from "./bands.js";
import { addMarks } from "./cursor.js";
import { restoreView } from "./view.js";
import { placeField } from "./field.js";
import { closeMenu } from "./menu.js";
import { listen, readAhead } from "./events.js";

function fitPage() {
	const width = now.root.getBoundingClientRect().width;
	if (!(width > 2 * now.sidePad) || width === now.pictureWidth)
		return;
	const more = width - now.pictureWidth;
	const view = now.root.getAttribute("viewBox").split(/[\s,]+/);
	now.pictureWidth = width;
	lookAround();
	now.root.setAttribute("viewBox", [view[0], view[1], width, view[3]].join(" "));
	now.rects.setAttribute("width", width - 2 * now.sidePad);
	byId("background").setAttribute("width", width);
	for (const text of [byId("title"), byId("subtitle")]) {
		if (text)
			text.setAttribute("x", width / 2);
	}
	for (const id of ["search", "ignorecase", "matched", "menubutton"]) {
		const text = byId(id);
		text.setAttribute("x", parseFloat(text.getAttribute("x")) + more);
	}
	placeField();
	closeMenu();
	getScene();
	dressBands();
}

function addButton(id, name) {
	const button = byId(id);
	button.setAttribute("role", "button");
	button.setAttribute("tabindex", "0");
	button.setAttribute("aria-label", name);
}

// Names and roles for what only a script makes usable.
function prepareControls() {
	const button = makeElement("text", { id: "menubutton", y: now.fontSize * 2 }, "Menu");
	button.setAttribute("x", byId("search").getAttribute("x") - now.fontSize * 4);
	byId("search").before(button);
	addButton("unzoom", "Reset zoom");
	addButton("menubutton", "Menu of views");
	addButton("search", "Search frames");
	addButton("ignorecase", "Ignore case in searches");
	now.root.setAttribute("role", "group");
	const graph = byId("frames");
	graph.setAttribute("tabindex", "0");
	graph.setAttribute("role", "application");
	graph.setAttribute("aria-label", "Frames: arrows move, Enter zooms, m opens a menu, / searches");
	if (byId("heading1")) { // more is said of a pair
		byId("matched").setAttribute("text-anchor", "end");
		byId("matched").setAttribute("x", now.pictureWidth - now.sidePad);
	}
	for (const id of ["details", "matched"]) {
		byId(id).setAttribute("role", "status");
		byId(id).setAttribute("aria-live", "polite");
	}
}

function start() {
	now.rects = byId("rects");
	now.root = document.documentElement.nodeName === "svg" ? document.documentElement
		: byId("frames").ownerSVGElement;
	now.details = byId("details");
	now.nameType = now.details.getAttribute("data-name-type") || "";
	now.sidePad = parseFloat(now.root.getAttribute("data-xpad"));
	now.fontSize = parseFloat(now.root.getAttribute("data-font-size"));
	now.charWidth = now.fontSize * now.root.getAttribute("data-font-width");
	now.nominalWidth = now.pictureWidth = now.root.viewBox.baseVal.width;
	readDifference();
	readWeights();
	addMarks();
	prepareControls();
	listen();
	if (now.root.hasAttribute("data-page-width")) {
		fitPage();
		window.addEventListener("resize", fitPage);
	}
	if (window.location.search)
		restoreView();
	readAhead(() => {});
}

if (document.readyState === "loading")
	document.addEventListener("DOMContentLoaded", start);
else
	start();
