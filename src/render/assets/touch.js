// ---- menus by the pointer ----

import { indexOf } from "./shown.js";
import { openMenu, placeOf } from "./menu.js";

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
