// ---- the start ----

import { byId } from "./dom.js";
import { now } from "./state.js";
import { readWeights } from "./weights.js";
import { readDifference } from "./difference.js";
import { getScene, indexOf } from "./shown.js";
import { element, fitBars, inPicture, makePage } from "./page.js";
import { hideTip, showTip } from "./details.js";
import { tellView } from "./status.js";
import { dressBands, lookAround } from "./bands.js";
import { addMarks } from "./cursor.js";
import { writeAddress } from "./address.js";
import { restoreView, setFlipped, setOrder, showHidden, toggleCallers } from "./view.js";
import { canOrder, orderAfter, reorder } from "./order.js";
import { fieldInput, onFieldKey, onInput, resetSearch, showTerm } from "./field.js";
import { restoreTheme } from "./appearance.js";
import { closeMenu } from "./menu.js";
import { listen, readAhead } from "./events.js";
import { fitLegend, makeBottom, makeTop } from "./bars.js";

// The rows stand from crop[0] to crop[1] in the picture.
const crop = () => now.root.getAttribute("data-rows").split(" ").map(Number);

// The graph is as wide as its page, unless the picture was given a width.
function fitWidth() {
	const given = now.root.getAttribute("data-width") === "given";
	const width = given ? now.nominalWidth : Math.max(now.page.clientWidth, 200), [top, bottom] = crop();
	const changed = width !== now.pictureWidth;
	now.pictureWidth = width;
	now.root.setAttribute("width", width);
	now.root.setAttribute("height", bottom - top);
	now.root.setAttribute("viewBox", [0, top, width, bottom - top].join(" "));
	now.rects.setAttribute("width", width - 2 * now.sidePad);
	now.background.setAttribute("width", width);
	return changed;
}

function onResize() {
	const before = window.innerHeight, far = document.documentElement.scrollHeight - window.scrollY - before;
	if (fitWidth()) {
		closeMenu();
		lookAround();
		getScene();
		dressBands();
	}
	fitBars();
	if (far < 4)
		showRoot();
}

let moved = false; // the labels are not those of the width that the picture came with

// Fits the width; labels stand where another one had them: until they are made anew they move with
// their frames.
function fitFirst() {
	const side = now.sidePad, before = now.pictureWidth;
	if (!fitWidth())
		return;
	moved = true;
	const scale = (now.pictureWidth - 2 * side) / (before - 2 * side);
	for (const text of inPicture("labels").children) {
		if (now.pictureWidth >= now.nominalWidth)
			text.setAttribute("x", side + (text.getAttribute("x") - side) * scale);
		else
			text.textContent = "";
	}
}

const isInverted = () => (now.root.getAttribute("data-inverted") === "1") !== now.flipped;

// A flame graph begins at its root, below.
function showRoot() {
	if (!isInverted())
		window.scrollTo(0, document.documentElement.scrollHeight);
}

function prepareControls() {
	const graph = byId("frames");
	graph.setAttribute("tabindex", "0");
	graph.setAttribute("role", "application");
	graph.setAttribute("aria-label", "Frames: arrows move, Enter zooms, m opens a menu, / searches");
	now.root.setAttribute("role", "group");
	const input = fieldInput();
	input.addEventListener("input", onInput);
	input.addEventListener("keydown", onFieldKey);
	const change = (id, act) => byId(id).addEventListener("click", () => {
		act();
		writeAddress(true);
	});
	change("asflame", () => turn(false));
	change("asicicle", () => turn(true));
	change("ascallers", toggleCallers);
	change("byname", () => setOrder(orderAfter("name")));
	change("byweight", () => setOrder(orderAfter("weight")));
	if (canOrder())
		now.arrange = reorder;
	else
		byId("byname").parentNode.remove();
	change("uncallers", toggleCallers);
	change("unhide", showHidden);
	byId("unsearch").addEventListener("click", resetSearch);
}

function turn(inverted) {
	if (isInverted() === inverted)
		return;
	setFlipped(!now.flipped);
	if (inverted)
		window.scrollTo(0, 0);
	else
		showRoot();
}

function build() {
	if (own)
		document.title = byId("name").textContent;
	const top = makeTop(), bottom = makeBottom();
	fitFirst();
	now.page.prepend(top);
	now.page.append(bottom);
	fitLegend();
	fitBars();
	fitFirst(); // a scroll bar takes some of the width
	now.details = byId("details");
	now.canvas = element("canvas", {}).getContext("2d");
	if (now.canvas)
		now.canvas.font = `${now.fontSize}px ${now.root.getAttribute("font-family")}`;
}

let own = false; // the page is the picture's

// The page is made before the frames are read, where that can be: frames that move into it get their
// style and their layout a second time, which took a quarter of the time to load.
function begin() {
	if (document.documentElement.nodeName !== "svg")
		return;
	now.root = document.documentElement;
	own = makePage();
}

function start() {
	now.rects = byId("rects");
	now.background = byId("background");
	if (!now.page) {
		now.root = byId("frames").ownerSVGElement;
		makePage();
	}
	now.sidePad = parseFloat(now.root.getAttribute("data-xpad"));
	now.fontSize = parseFloat(now.root.getAttribute("data-font-size"));
	now.charWidth = now.fontSize * now.root.getAttribute("data-font-width");
	now.nominalWidth = now.pictureWidth = now.root.viewBox.baseVal.width;
	readDifference();
	readWeights();
	build();
	restoreTheme();
	addMarks();
	prepareControls();
	listen();
	window.addEventListener("resize", onResize);
	now.root.addEventListener("pointermove", (event) => {
		const i = indexOf(event.target);
		if (i >= 0)
			showTip(i, event);
		else
			hideTip();
	});
	now.root.addEventListener("pointerleave", hideTip);
	window.addEventListener("scroll", hideTip, { passive: true });
	if (window.location.search)
		restoreView();
	showTerm();
	tellView();
	if (own)
		showRoot();
	readAhead(() => {
		if (moved)
			dressBands();
	});
}

begin();
if (document.readyState === "loading")
	document.addEventListener("DOMContentLoaded", start);
else
	start();
