// ---- events ----

import { byId } from "./dom.js";
import { now } from "./state.js";
import { getScene, indexOf } from "./shown.js";
import { tell, tellFrame } from "./details.js";
import { dressAll, dressBands, lookAround, prepareBands } from "./bands.js";
import { frameBeside, inView, moveCursor } from "./cursor.js";
import { writeAddress } from "./address.js";
import { nextMatch, setIgnoreCase } from "./search.js";
import { restoreView, setChanges, zoomTo } from "./view.js";
import { fieldInput, isSearching, openField, pressSearch, resetSearch } from "./field.js";
import { commandFor } from "./commands.js";
import { closeMenu, openMenuAt, openViewMenu } from "./menu.js";
import {
	endShortTouch, endTouch, onClickFirst, onContextMenu, onPointerDown, onPointerMove,
} from "./touch.js";

const buttons = {
	unzoom() {
		zoomTo(0);
		writeAddress(true);
	},
	search: pressSearch,
	ignorecase() {
		setIgnoreCase(!now.ignoreCase);
		writeAddress(false);
	},
	menubutton: openViewMenu,
};

// The button that an element is, or is in.
function buttonOf(target) {
	const own = target.localName === "input" ? null : target.closest("#unzoom,#search,#ignorecase,#menubutton");
	return own ? own.id : null;
}

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
		buttons[buttonOf(event.target)]();
	}
}

function onEscape() {
	if (closeMenu())
		return;
	if (isSearching())
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
	if (event.key === "?")
		return openViewMenu;
	if (event.key === "Escape")
		return onEscape;
	if (document.activeElement instanceof HTMLElement && document.activeElement !== document.body)
		return null; // the browser presses it
	const button = buttonOf(document.activeElement || now.root);
	if (button)
		return event.key === "Enter" || event.key === " " ? buttons[button] : null;
	const onGraph = document.activeElement === byId("frames");
	if (onGraph && onGraphKey(event))
		return () => {};
	// in a page that has more than the picture, letters may mean something else
	return onGraph || document.documentElement.classList.contains("flame-own") ? commandFor(event.key) : null;
}

function onKey(event) {
	const act = event.defaultPrevented ? null : meaningOf(event);
	if (act) {
		event.preventDefault();
		act();
	}
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
	if (from >= 0 && key === "h" && now.page && now.scene.parent[from] >= 0) {
		setChanges([...now.changes, "h" + from]);
		writeAddress(true);
		return true;
	}
	if (from >= 0 && (key === "ContextMenu" || key === "m" || (key === "F10" && event.shiftKey))) {
		openMenuAt(from);
		return true;
	}
	return false;
}

export function listen() {
	const whole = now.page || now.root;
	whole.addEventListener("click", onClickFirst, true);
	whole.addEventListener("click", onClick);
	now.root.addEventListener("contextmenu", onContextMenu);
	now.root.addEventListener("pointerdown", onPointerDown);
	now.root.addEventListener("pointermove", onPointerMove);
	now.root.addEventListener("pointercancel", endTouch);
	now.root.addEventListener("pointerup", endShortTouch);
	now.root.addEventListener("mouseover", (event) => {
		const i = indexOf(event.target);
		if (i >= 0)
			tellFrame(i);
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

// Reads the frames ahead of the first click, but after the picture is on the screen.
export function readAhead(then) {
	const idle = window.requestIdleCallback || ((later) => window.setTimeout(later, 100));
	const painted = () => window.requestAnimationFrame(() => window.setTimeout(() =>
		idle(() => {
			prepareBands();
			then();
		}), 100));
	if (document.readyState === "complete")
		painted();
	else
		window.addEventListener("load", painted);
}
