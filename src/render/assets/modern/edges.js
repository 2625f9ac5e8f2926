// ---- the edges of frames: gaps between those that touch, and rounded corners ----
//
// As src/render/gaps.c and svg_frames.c draw them. Zooming stretches the frames, so that both are made
// anew for those in sight.

import { now } from "./state.js";

const GAP_LEAST = 3; // px: a gap would take too much of a narrower frame
const ROUND_LEAST = 12; // px: narrower frames have square corners
const RADIUS = 2; // px

let model = null; // a path of gaps, from the document; undefined: there are none

// The document's gaps go, as its labels do.
function takeModel() {
	const [first, ...rest] = now.original.svg.querySelectorAll("path.gap");
	model = first;
	for (const path of first ? [first, ...rest] : [])
		path.remove();
}

function gapsOf({ row }, frames, scale) {
	const { x, y, width, height, depth } = now.scene, ends = [], widths = [], lines = [];
	for (const i of frames) {
		const at = depth[i] - row;
		if (Math.abs(ends[at] - x[i]) < 0.05 && Math.min(widths[at], width[i]) * scale >= GAP_LEAST)
			lines.push(`M${x[i]} ${y[i]}v${height}`);
		ends[at] = x[i] + width[i];
		widths[at] = width[i];
	}
	return lines.join("");
}

// Frames are those of the band that fill its pane, from left to right in each row; ancestors are the
// faded ones.
export function dressEdges(band, frames, ancestors, scale) {
	const { elements, width } = now.scene, before = band.rounded;
	if (model === null)
		takeModel();
	if (model && !band.gaps) {
		band.gaps = model.cloneNode(false);
		band.marker.before(band.gaps);
	}
	if (model)
		band.gaps.setAttribute("d", gapsOf(band, frames, scale));
	band.rounded = [];
	const radius = String(RADIUS / scale);
	const round = (i) => {
		const element = elements[i];
		band.rounded.push(element);
		if (element.getAttribute("rx") !== radius) // each change costs the style of a frame
			element.setAttribute("rx", radius);
		if (!element.hasAttribute("ry"))
			element.setAttribute("ry", RADIUS);
	};
	ancestors.forEach(round);
	for (const i of frames) {
		if (width[i] * scale >= ROUND_LEAST)
			round(i);
	}
	const rounded = new Set(band.rounded);
	for (const element of before) {
		if (!rounded.has(element)) {
			element.removeAttribute("rx");
			element.removeAttribute("ry");
		}
	}
}

// Of a band out of sight.
export function dropEdges({ gaps }) {
	if (gaps)
		gaps.setAttribute("d", "");
}
