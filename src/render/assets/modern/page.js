// ---- the page around the graph ----

import { byId } from "./dom.js";
import { now } from "./state.js";

const HTML = "http://www.w3.org/1999/xhtml";

export function element(name, attributes, ...content) {
	const made = document.createElementNS(HTML, name);
	for (const key of Object.keys(attributes))
		made.setAttribute(key, attributes[key]);
	made.append(...content);
	return made;
}

// An element of the picture while that stands in no document.
export const inPicture = (id) => now.root.querySelector("#" + id);

// Opened by itself, the picture becomes part of a page, whose bars stay in view while the graph is
// scrolled; in a page that it stands in, of a box there. The graph itself is still to enter: what is
// measured and changed until then costs no layout of its frames.
export function makePage() {
	const own = document.documentElement === now.root, { textContent } = byId("name");
	const middle = element("main", { class: "flame-middle" });
	now.page = element("div", { class: "flame-page" }, middle);
	if (own) {
		const html = element("html", { class: "flame-own", lang: "en" });
		document.replaceChild(html, now.root);
		html.append(element("head", {}, element("title", {}, textContent)), element("body", {}, now.page));
	} else {
		now.root.replaceWith(now.page);
	}
	now.page.style.fontSize = now.fontSize + "px";
	now.page.style.fontFamily = now.root.getAttribute("font-family");
	return own;
}

// How much of the window the bars cover.
export function fitBars() {
	const [top, , bottom] = now.page.children;
	const above = top.offsetHeight, { scrollHeight } = document.documentElement;
	const atRoot = scrollHeight - window.scrollY - window.innerHeight < 4 + Math.abs(above - now.above);
	const more = above !== now.above;
	now.above = above;
	now.below = bottom.offsetHeight;
	// chips above push the graph down: its root stays in view
	if (more && atRoot)
		window.scrollTo(0, scrollHeight);
}
