// ---- the menu of a frame and of the view ----

import { byId, makeElement } from "./dom.js";
import { now } from "./state.js";
import { fillerOf, topOf, viewScale } from "./shown.js";
import { menuItems } from "./items.js";

let menu = null; // its group, while it is open

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

// The menu of the view, at its button.
export function openViewMenu() {
	const button = byId("menubutton");
	openMenu(-1, parseFloat(button.getAttribute("x")) - now.fontSize, now.fontSize * 2.5);
}

// At a frame, with the keyboard.
export function openMenuAt(i) {
	const left = Math.max(0, (now.scene.x[i] - now.scene.x[fillerOf(i)]) * viewScale()) + now.sidePad;
	openMenu(i, left + 10, topOf(i) + now.scene.height);
}

// The place of an event in the picture.
export function placeOf(event) {
	const matrix = now.root.getScreenCTM();
	return [(event.clientX - matrix.e) / matrix.a, (event.clientY - matrix.f) / matrix.d];
}
