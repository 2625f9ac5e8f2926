// ---- the menu of a frame and of the view ----

import { byId, makeElement } from "./dom.js";
import { now } from "./state.js";
import { stackOf } from "./frames.js";
import { getScene, indexOf } from "./shown.js";
import { tell } from "./details.js";
import { writeAddress } from "./address.js";
import { search } from "./search.js";
import { hasCallers, setChanges, setFlipped, showHidden, toggleCallers, zoomTo } from "./view.js";

let menu = null; // its group, while it is open

// Items as [words, what they do]; i < 0: of the view alone.
function menuItems(i) {
	const view = (change) => () => {
		change();
		writeAddress(true);
	};
	const { said } = getScene();
	const inverted = (now.root.getAttribute("data-inverted") === "1") !== now.flipped;
	const items = [];
	if (i > 0 && now.scene.parent[i] >= 0) {
		items.push(
			["Zoom", view(() => zoomTo(i))],
			["Copy name", () => copy(said[i].name)],
			["Copy stack", () => copy(wholeStack(i))],
			["Search this name", () => {
				search("^" + said[i].name.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&") + "$");
				writeAddress(false);
			}],
			["Hide", view(() => setChanges([...now.changes, "h" + i]))],
			["Hide all others", view(() => setChanges([...now.changes, "o" + i]))]);
	}
	items.push([inverted ? "Flame graph (root below)" : "Icicle graph (root on top)",
		view(() => setFlipped(!now.flipped))]);
	items.push([hasCallers() ? "Callees on callers (normal)" : "Callers on callees (reversed)",
		view(toggleCallers)]);
	if (now.changes.some((change) => change !== "c"))
		items.push(["Show what is hidden", view(showHidden)]);
	return items;
}

// As folded text has it, from the outermost caller, whatever the view.
function wholeStack(i) {
	const names = stackOf(now.scene, i);
	return (hasCallers() ? names.reverse() : names).join(";");
}

function copy(text) {
	const done = () => {
		tell("Copied: " + text);
	};
	const asked = () => window.prompt("To copy:", text);
	if (navigator.clipboard && navigator.clipboard.writeText)
		navigator.clipboard.writeText(text).then(done, asked);
	else
		asked();
}

// Whether there was one to be closed.
export function closeMenu() {
	if (!menu)
		return false;
	const focused = menu.contains(document.activeElement);
	menu.remove();
	menu = null;
	if (focused)
		byId("frames").focus({ preventScroll: true });
	return true;
}

function choose(act) {
	closeMenu();
	act();
}

// Opens it with a corner at that place of the picture, and inside of it.
export function openMenu(i, left, top) {
	closeMenu();
	const items = menuItems(i), view = now.root.viewBox.baseVal;
	const line = now.fontSize * Math.max(1.2, Math.min(1.8, view.height / items.length / now.fontSize));
	const width = Math.max(...items.map(([words]) => words.length)) * now.charWidth + 2 * now.fontSize;
	const height = items.length * line;
	const x = Math.max(0, Math.min(left, now.pictureWidth - width - 2));
	const y = top + height > view.height ? Math.max(0, top - height) : top;
	menu = makeElement("g", { id: "menu", role: "menu", transform: `translate(${x} ${y})` });
	menu.setAttribute("aria-label", i > 0 ? "Frame " + now.scene.said[i].name : "View");
	menu.appendChild(makeElement("rect", { width, height, rx: 3 }));
	items.forEach(([words, act], at) => {
		const item = makeElement("g", { role: "menuitem", tabindex: "-1" });
		item.appendChild(makeElement("rect", { y: at * line, width, height: line, rx: 3 }));
		item.appendChild(makeElement("text", { x: now.fontSize, y: (at + 0.5) * line + now.fontSize * 0.35 }, words));
		item.addEventListener("click", (event) => {
			event.stopPropagation();
			choose(act);
		});
		item.addEventListener("keydown", (event) => {
			if (event.key === "Enter" || event.key === " ") {
				event.preventDefault();
				event.stopPropagation();
				choose(act);
			}
		});
		menu.appendChild(item);
	});
	menu.addEventListener("keydown", onMenuKey);
	now.root.appendChild(menu);
	menu.children[1].focus({ preventScroll: true });
}

function onMenuKey(event) {
	const items = Array.from(menu.children).slice(1);
	const at = items.indexOf(document.activeElement);
	const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
	if (step)
		items[(at + step + items.length) % items.length].focus();
	else if (event.key === "Escape" || event.key === "Tab")
		closeMenu();
	else
		return;
	event.preventDefault();
	event.stopPropagation();
}

// The place of an event in the picture.
function placeOf(event) {
	const matrix = now.root.getScreenCTM();
	return [(event.clientX - matrix.e) / matrix.a, (event.clientY - matrix.f) / matrix.d];
}

export function onContextMenu(event) {
	const i = indexOf(event.target);
	if (i < 0 || event.shiftKey || event.ctrlKey)
		return; // the browser's own
	event.preventDefault();
	openMenu(i, ...placeOf(event));
}

// A long touch opens it too, for browsers that make no contextmenu of one.
const LONG_TOUCH = 600; // ms
let touch = null; // its timer, where it began, and whether it was long

export function onPointerDown(event) {
	endTouch();
	const i = event.pointerType === "touch" ? indexOf(event.target) : -1;
	if (i < 0)
		return;
	const [left, top] = placeOf(event);
	const open = () => {
		touch.long = true;
		openMenu(i, left, top);
	};
	touch = { timer: window.setTimeout(open, LONG_TOUCH), x: event.clientX, y: event.clientY };
}

export function onPointerMove(event) {
	if (touch && Math.hypot(event.clientX - touch.x, event.clientY - touch.y) > 10)
		endTouch();
}

// The click that a long touch ends with is none: what opened under the finger must stay.
export function onClickFirst(event) {
	if (touch && touch.long) {
		event.stopPropagation();
		event.preventDefault();
	}
	endTouch();
}

export function endTouch() {
	if (touch)
		window.clearTimeout(touch.timer);
	touch = null;
}

// A finger is lifted: the click that follows a long touch is still to come.
export function endShortTouch() {
	if (touch && !touch.long)
		endTouch();
}
