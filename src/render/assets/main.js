// ---- a picture as wide as its page ----

import { byId, makeElement } from "./dom.js";
import { now } from "./state.js";
import { readWeights } from "./weights.js";
import { readDifference } from "./difference.js";
import { fillerOf, getScene, indexOf, topOf, viewScale } from "./shown.js";
import { describe, tell } from "./details.js";
import { dressAll, dressBands, lookAround, prepareBands } from "./bands.js";
import { addMarks, frameBeside, inView, moveCursor } from "./cursor.js";
import { writeAddress } from "./address.js";
import {
	fieldInput, nextMatch, openField, placeField, resetSearch, search, setIgnoreCase,
} from "./search.js";
import { restoreView, zoomTo } from "./view.js";
import {
	closeMenu, endShortTouch, endTouch, onClickFirst, onContextMenu, onPointerDown,
	onPointerMove, openMenu,
} from "./menu.js";

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

// ---- events ----

const buttons = {
	unzoom() {
		zoomTo(0);
		writeAddress(true);
	},
	search() {
		if (now.term !== null)
			resetSearch();
		else
			openField();
	},
	ignorecase() {
		setIgnoreCase(!now.ignoreCase);
		writeAddress(false);
	},
	menubutton() {
		const button = byId("menubutton");
		openMenu(-1, parseFloat(button.getAttribute("x")) - now.fontSize, now.fontSize * 2.5);
	},
};

const buttonOf = (target) => Object.keys(buttons).includes(target.id) ? target.id : null;

function onClick(event) {
	closeMenu();
	const i = indexOf(event.target);
	if (i >= 0) {
		if (event.target.closest("a")) {
			if (!event.ctrlKey && !event.metaKey)
				return;
			event.preventDefault();
		}
		zoomTo(i);
		moveCursor(-1);
		now.cursor = i; // arrows go on from here
		writeAddress(true);
	} else if (buttonOf(event.target)) {
		buttons[event.target.id]();
	}
}

function onEscape() {
	if (closeMenu())
		return;
	if (fieldInput() || now.term !== null)
		resetSearch();
	else if (now.zoomed > 0)
		buttons.unzoom();
	else
		moveCursor(-1);
}

// By key code where a letter is meant, which stays the same where the keyboard writes others.
function meaningOf(event) {
	const control = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
	const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
	const typing = fieldInput() !== null && document.activeElement === fieldInput();
	if (event.key === "F3" || event.keyCode === 114)
		return now.term === null ? openField : () => nextMatch(event.shiftKey ? -1 : 1);
	// pressed again in the field, it is the browser's
	if (control && event.keyCode === 70 && !typing)
		return openField;
	if (control && event.keyCode === 73)
		return buttons.ignorecase;
	if (typing || !plain)
		return null;
	if (event.key === "/")
		return openField;
	if (event.key === "Escape")
		return onEscape;
	const button = buttonOf(document.activeElement || now.root);
	if (button)
		return event.key === "Enter" || event.key === " " ? buttons[button] : null;
	const onGraph = document.activeElement === byId("frames");
	return onGraph && onGraphKey(event) ? () => {} : null;
}

function onKey(event) {
	const act = event.defaultPrevented ? null : meaningOf(event);
	if (act) {
		event.preventDefault();
		act();
	}
}

function addButton(id, name) {
	const button = byId(id);
	button.setAttribute("role", "button");
	button.setAttribute("tabindex", "0");
	button.setAttribute("aria-label", name);
}

// A key on the graph; true where it meant something.
function onGraphKey(event) {
	const { key } = event;
	getScene();
	const from = now.cursor >= 0 && inView(now.cursor) ? now.cursor : -1;
	if (/^Arrow(Up|Down|Left|Right)$/.test(key)) {
		const to = from < 0 ? now.zoomed : frameBeside(from, key);
		if (to >= 0)
			moveCursor(to);
		return true;
	}
	if (key === "Home") {
		moveCursor(now.zoomed);
		return true;
	}
	if ((key === "Enter" || key === " ") && from >= 0) {
		zoomTo(from);
		moveCursor(from);
		writeAddress(true);
		return true;
	}
	if (from >= 0 && (key === "ContextMenu" || key === "m" || (key === "F10" && event.shiftKey))) {
		const left = Math.max(0, (now.scene.x[from] - now.scene.x[fillerOf(from)]) * viewScale()) + now.sidePad;
		openMenu(from, left + 10, topOf(from) + now.scene.height);
		return true;
	}
	return false;
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

function listen() {
	now.root.addEventListener("click", onClickFirst, true);
	now.root.addEventListener("click", onClick);
	now.root.addEventListener("contextmenu", onContextMenu);
	now.root.addEventListener("pointerdown", onPointerDown);
	now.root.addEventListener("pointermove", onPointerMove);
	now.root.addEventListener("pointercancel", endTouch);
	now.root.addEventListener("pointerup", endShortTouch);
	now.root.addEventListener("mouseover", (event) => {
		const i = indexOf(event.target);
		if (i >= 0)
			tell(describe(i));
	});
	now.root.addEventListener("mouseout", (event) => {
		if (indexOf(event.target) >= 0)
			tell(" ");
	});
	window.addEventListener("keydown", onKey);
	window.addEventListener("popstate", restoreView);
	window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
		lookAround();
		dressBands();
	});
	window.addEventListener("beforeprint", dressAll);
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
	readAhead();
}

// Reads the frames ahead of the first click, but after the picture is on the screen.
function readAhead() {
	const idle = window.requestIdleCallback || ((later) => window.setTimeout(later, 100));
	const painted = () => window.requestAnimationFrame(() => window.setTimeout(() =>
		idle(prepareBands), 100));
	if (document.readyState === "complete")
		painted();
	else
		window.addEventListener("load", painted);
}

if (document.readyState === "loading")
	document.addEventListener("DOMContentLoaded", start);
else
	start();
