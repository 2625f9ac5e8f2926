// ---- the legend of palettes in which colours stand for modules or states ----

import { makeElement } from "./dom.js";
import { element, inPicture } from "./page.js";

// The items of the still picture go into the bar, where they may wrap.
export function makeLegend() {
	const still = inPicture("modulelegend");
	if (!still)
		return null;
	const box = element("div", { id: "legendbox", class: "flame-muted" });
	for (const swatch of still.querySelectorAll("rect")) {
		const own = makeElement("svg", { viewBox: "0 0 1 1", "aria-hidden": "true" });
		own.append(makeElement("rect", { width: 1, height: 1, fill: swatch.getAttribute("fill") }));
		box.append(element("span", {}, own, swatch.nextElementSibling.textContent));
	}
	still.remove();
	return box;
}
