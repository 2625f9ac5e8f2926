// ---- the menu of a frame and of the view ----

import { byId } from "./dom.js";
import { now } from "./state.js";
import { element } from "./page.js";
import { hideTip } from "./details.js";
import { menuItems } from "./items.js";
import { commandGroups, hints } from "./commands.js";

let menu = null; // while it is open

// Whether there was one to be closed.
export function closeMenu() {
	if (!menu)
		return false;
	const focused = menu.contains(document.activeElement);
	menu.remove();
	menu = null;
	byId("menubutton").setAttribute("aria-expanded", "false");
	if (focused)
		byId("frames").focus({ preventScroll: true });
	return true;
}

// isOn: undefined where the item is no switch.
function itemOf(words, key, act, isOn) {
	const role = isOn === undefined ? "menuitem" : "menuitemcheckbox";
	const item = element("button", { role, type: "button", tabindex: "-1" }, element("span", {}, words),
		...(key ? [element("kbd", {}, key)] : []));
	if (isOn !== undefined)
		item.setAttribute("aria-checked", String(isOn));
	item.addEventListener("click", (event) => {
		event.stopPropagation();
		closeMenu();
		act();
	});
	return item;
}

// Opens a list at that place of the window, inside of it.
function open(name, content, left, top, more) {
	closeMenu();
	hideTip();
	const list = element("div", { role: "menu", "aria-label": name }, ...content);
	menu = element("div", { id: "menu" }, list, ...more);
	menu.addEventListener("keydown", onMenuKey);
	now.page.append(menu);
	const { innerWidth, innerHeight } = window, { offsetWidth, offsetHeight } = menu;
	menu.style.left = Math.max(0, Math.min(left, innerWidth - offsetWidth - 4)) + "px";
	menu.style.top = Math.max(0, Math.min(top, innerHeight - offsetHeight - 4)) + "px";
	menu.querySelector("button").focus({ preventScroll: true });
}

const keys = new Map([["Zoom", "Enter"], ["Hide", "h"]]);

export function openMenu(i, left, top) {
	const items = menuItems(i).map(([words, act]) => itemOf(words, keys.get(words), act));
	open("Frame " + now.scene.said[i].name, items, left, top, []);
}

// Letters and what is found by the first of them, as menus do it, would hide the letters' meanings.
function onMenuKey(event) {
	const items = Array.from(menu.querySelectorAll("button")), at = items.indexOf(document.activeElement);
	const to = {
		ArrowDown: at + 1, ArrowUp: at - 1 + items.length, Home: 0, End: items.length - 1,
	}[event.key];
	if (to !== undefined)
		items[to % items.length].focus();
	else if (event.key === "Escape" || event.key === "Tab")
		closeMenu();
	else if (event.key !== "Enter" && event.key !== " ")
		return;
	event.stopPropagation();
	if (event.key !== "Enter" && event.key !== " ")
		event.preventDefault();
}

// The menu of the view, at its button: all there is, with its keys.
export function openViewMenu() {
	const { right, bottom } = byId("menubutton").getBoundingClientRect();
	const groups = commandGroups().map(([name, items]) =>
		element("div", { role: "group", "aria-label": name },
			element("div", { class: "flame-muted flame-group", "aria-hidden": "true" }, name),
			...items.map(([words, key, act, isOn]) => itemOf(words, key, act, isOn))));
	open("View", groups, right, bottom + 4, [element("p", { class: "flame-muted" }, hints)]);
	byId("menubutton").setAttribute("aria-expanded", "true");
}

// At a frame, with the keyboard.
export function openMenuAt(i) {
	const { left, bottom } = now.scene.elements[i].getBoundingClientRect();
	openMenu(i, Math.max(left, 0) + 10, bottom);
}

// The place of an event in the window.
export const placeOf = (event) => [event.clientX, event.clientY];
