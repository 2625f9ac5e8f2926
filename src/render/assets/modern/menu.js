// ---- the menu of a frame and of the view ----

import { byId } from "./dom.js";
import { now } from "./state.js";
import { element } from "./page.js";
import { hideTip } from "./details.js";
import { menuItems } from "./items.js";

let menu = null; // while it is open

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

// Opens it at that place of the window, inside of it.
export function openMenu(i, left, top) {
	closeMenu();
	hideTip();
	menu = element("div", { id: "menu", role: "menu" });
	menu.setAttribute("aria-label", i > 0 ? "Frame " + now.scene.said[i].name : "View");
	for (const [words, act, key] of menuItems(i)) {
		const item = element("button", { role: "menuitem", type: "button" }, words,
			...(key ? [element("kbd", {}, key)] : []));
		item.addEventListener("click", (event) => {
			event.stopPropagation();
			closeMenu();
			act();
		});
		menu.append(item);
	}
	menu.addEventListener("keydown", onMenuKey);
	now.page.append(menu);
	const { innerWidth, innerHeight } = window, { offsetWidth, offsetHeight } = menu;
	menu.style.left = Math.max(0, Math.min(left, innerWidth - offsetWidth - 4)) + "px";
	menu.style.top = Math.max(0, Math.min(top, innerHeight - offsetHeight - 4)) + "px";
	menu.firstElementChild.focus({ preventScroll: true });
}

function onMenuKey(event) {
	const items = Array.from(menu.children), at = items.indexOf(document.activeElement);
	const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
	if (step)
		items[(at + step + items.length) % items.length].focus();
	else if (event.key === "Escape" || event.key === "Tab")
		closeMenu();
	else if (event.key !== "Enter" && event.key !== " ")
		return;
	event.stopPropagation();
	if (event.key !== "Enter" && event.key !== " ")
		event.preventDefault();
}

// The menu of the view, at its button.
export function openViewMenu() {
	const { left, bottom } = byId("menubutton").getBoundingClientRect();
	openMenu(-1, left, bottom + 4);
}

// At a frame, with the keyboard.
export function openMenuAt(i) {
	const { left, bottom } = now.scene.elements[i].getBoundingClientRect();
	openMenu(i, Math.max(left, 0) + 10, bottom);
}

// The place of an event in the window.
export const placeOf = (event) => [event.clientX, event.clientY];
