// ---- the page around the graph ----

import { now } from "./state.js";

const HTML = "http://www.w3.org/1999/xhtml";

export function element(name, attributes, ...content) {
	const made = document.createElementNS(HTML, name);
	for (const key of Object.keys(attributes))
		made.setAttribute(key, attributes[key]);
	made.append(...content);
	return made;
}

export const inPicture = (id) => now.root.querySelector("#" + id);

// Opened by itself, the picture becomes part of a page, whose bars stay in view while the graph is
// scrolled; in a page that it stands in, of a box there. True where the page is the picture's own.
export function makePage() {
	const own = document.documentElement === now.root;
	now.page = element("div", { class: "flame-page" }, element("main", { class: "flame-middle" }));
	now.page.style.fontSize = now.root.getAttribute("data-font-size") + "px";
	now.page.style.fontFamily = now.root.getAttribute("font-family");
	if (own) {
		const html = element("html", { class: "flame-own", lang: "en" });
		document.replaceChild(html, now.root);
		html.append(element("head", {}, element("title", {})), element("body", {}, now.page));
	} else {
		now.root.replaceWith(now.page);
	}
	now.page.firstChild.append(now.root);
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
