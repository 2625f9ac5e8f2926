// ---- what is put on the frames: labels, fading, marks of matches ----
//
// Only rows that are seen are dressed, in bands of rows: a graph may be ten thousand deep.

import { byId, makeElement } from "./dom.js";
import { now } from "./state.js";
import { ancestorsOf } from "./frames.js";
import { getScene, topOf, viewScale } from "./shown.js";
import { cutToFit, labelOf } from "./label.js";
import { dressEdges, dropEdges } from "./edges.js";
import { changesInDark, hasDarkColors, isDark } from "./theme.js";

const BAND = 32; // rows

let bands = []; // of the scene shown, from the root's row on
let paths = []; // by pane: the ancestors of what fills it, by depth
let observer = null; // tells of bands that come into sight
let sight = null; // the top and bottom of what is in sight, px of the picture; null: not known
let drawn = true; // the labels are still those that the document came with

// A band: its marker, by which it is known to be in sight; its frames in pre-order; what it wears,
// and whether that is of today.
function makeBands() {
	dropBands();
	if (window.IntersectionObserver)
		observer = new IntersectionObserver(onSight, { rootMargin: "400px 0px" });
	now.scene.roots.forEach((first, pane) => bands.push(...bandsOf(pane, first)));
	for (const { marker, pane } of bands) {
		now.scene.panes[pane].appendChild(marker);
		if (observer)
			observer.observe(marker);
	}
}

// What the first click needs.
export function prepareBands() {
	getScene();
	if (bands.length === 0)
		makeBands();
}

function bandsOf(pane, first) {
	const { depth, end, x, width, height } = now.scene, rows = now.scene.rows[pane];
	const sizes = new Int32Array(Math.ceil(rows.length / BAND));
	for (let i = first; i < end[first]; i++)
		sizes[Math.floor(depth[i] / BAND)]++;
	const made = Array.from(sizes, (size, at) => {
		const [one, other] = [rows[at * BAND], rows[Math.min(rows.length, (at + 1) * BAND) - 1]];
		const top = Math.min(one, other), bottom = Math.max(one, other) + height;
		const marker = makeElement("path", { class: "band" });
		marker.setAttribute("d", `M${x[first]} ${top}h${width[first]}V${bottom}H${x[first]}z`);
		return {
			marker, pane, top, bottom, row: at * BAND, frames: new Int32Array(size),
			seen: true, fresh: false, toMark: false, marked: false,
			faded: [], labels: null, labelled: [], overlay: null, gaps: null, rounded: [],
		};
	});
	const filled = new Int32Array(sizes.length);
	for (let i = first; i < end[first]; i++) {
		const at = Math.floor(depth[i] / BAND);
		made[at].frames[filled[at]++] = i;
	}
	return made;
}

export function dropBands() {
	if (observer)
		observer.disconnect();
	for (const { marker, faded, labels, overlay, gaps } of bands) {
		for (const element of faded)
			element.classList.remove("parent", "match");
		for (const element of [marker, labels, overlay, gaps]) {
			if (element)
				element.remove();
		}
	}
	bands = [];
}

function onSight(entries) {
	const known = new Map(bands.map((band) => [band.marker, band]));
	for (const entry of entries) {
		const band = known.get(entry.target);
		if (!band)
			continue;
		band.seen = entry.isIntersecting;
		if (band.seen && !drawn)
			dress(band);
	}
}

// In a window of its own the place of the picture says what is in sight, at once. It is asked for
// before anything changes, when the answer costs nothing.
export function lookAround() {
	if (window.parent !== window || !window.IntersectionObserver)
		return;
	const matrix = now.root.getScreenCTM(), { innerHeight } = window;
	sight = {
		top: (-innerHeight / 2 - matrix.f) / matrix.d,
		bottom: (1.5 * innerHeight - matrix.f) / matrix.d,
	};
}

function isInSight(band) {
	if (!sight)
		return band.seen;
	const mirror = now.scene.mirror + now.scene.height;
	const [top, bottom] = now.flipped ? [mirror - band.bottom, mirror - band.top]
		: [band.top, band.bottom];
	return bottom > sight.top && top < sight.bottom;
}

let knownColor = null;

function searchColor(overlay) {
	if (knownColor === null)
		knownColor = window.getComputedStyle(overlay).fill;
	return knownColor;
}

const colors = new Map(); // parts of colours once asked for

function colorParts(color) {
	if (!colors.has(color)) {
		const hex = /^#(..)(..)(..)$/.exec(color);
		const rgb = /^rgb\((\d+), *(\d+), *(\d+)/.exec(color);
		colors.set(color, hex ? hex.slice(1).map((digits) => parseInt(digits, 16))
			: rgb ? rgb.slice(1).map(Number) : [255, 255, 255]);
	}
	return colors.get(color);
}

// White text where it is easier to read than black: below a relative luminance of 0.179. A faded
// frame is half its colour, half the background's. "w" is white on any page, "k" black on any; other
// labels are white on dark pages, where their frames' colours are dark ones.
function labelClass(color, isFaded) {
	const changes = changesInDark(color), page = !changes && isDark() ? 30 : 235;
	const [red, green, blue] = colorParts(color).map((part) => {
		const value = (isFaded ? (part + page) / 2 : part) / 255;
		return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
	});
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 0.1791 ? "w" : hasDarkColors() && !changes ? "k" : "";
}

// Where in a list of indexes the first stands that is not below i.
function placeIn(frames, i) {
	let from = 0, to = frames.length;
	while (from < to) {
		const middle = (from + to) >> 1;
		if (frames[middle] < i)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

// The faded frames of a band.
const pathIn = ({ pane, row }) => paths[pane].slice(row, row + BAND);

// The frames of a band that are in what fills its pane.
function inFiller({ frames, pane }) {
	const filler = now.shown[pane];
	return filler < 0 ? []
		: frames.subarray(placeIn(frames, filler), placeIn(frames, now.scene.end[filler]));
}

function makeLabels(band) {
	const { x, width, height, fills } = now.scene;
	const scale = viewScale(), filler = now.shown[band.pane];
	const labels = makeElement("g", {});
	band.labelled = [];
	const add = (i, left, space, isFaded) => {
		const label = cutToFit(labelOf(i), space);
		if (label === "")
			return;
		const text = makeElement("text", {
			x: (left + 3).toFixed(1), y: (topOf(i) + height / 2 + 3).toFixed(1),
		}, label);
		const plainClass = labelClass(fills[i], isFaded);
		if (plainClass !== "")
			text.setAttribute("class", plainClass);
		band.labelled.push([text, i, plainClass, isFaded]);
		labels.appendChild(text);
	};
	for (const i of pathIn(band))
		add(i, now.sidePad, width[filler] * scale, true);
	const least = 3 * now.charWidth / scale;
	for (const i of inFiller(band)) {
		if (width[i] >= least)
			add(i, now.sidePad + (x[i] - x[filler]) * scale, width[i] * scale, false);
	}
	if (band.labels)
		band.labels.replaceWith(labels);
	else
		byId("labels").appendChild(labels);
	band.labels = labels;
}

// Matching frames get their colour from one path drawn over all of them: a new style for each of
// thousands of elements takes long. Ancestors are few, and a faded one must not shine through, so
// they carry the class themselves.
function markMatches(band) {
	const { elements, x, y, width, height } = now.scene;
	const corners = [];
	for (const i of now.matches ? inFiller(band) : []) {
		if (now.matches[i])
			corners.push(`M${x[i]} ${y[i]}h${width[i]}v${height}h-${width[i]}z`);
	}
	if (corners.length > 0 && !band.overlay) {
		band.overlay = makeElement("path", { class: "match" });
		(band.gaps || band.marker).before(band.overlay);
	}
	if (band.overlay)
		band.overlay.setAttribute("d", corners.join(""));
	for (const i of pathIn(band))
		elements[i].classList.toggle("match", now.matches !== null && now.matches[i] === 1);
	const searchClass = corners.length > 0 ? labelClass(searchColor(band.overlay), false) : "";
	for (const [text, i, plainClass, isFaded] of band.labelled) {
		const matched = now.matches && now.matches[i] && !isFaded;
		text.setAttribute("class", matched ? searchClass : plainClass);
	}
	band.marked = now.matches !== null;
}

function dress(band) {
	if (!band.fresh) {
		for (const element of band.faded)
			element.classList.remove("parent", "match");
		band.faded = pathIn(band).map((i) => now.scene.elements[i]);
		for (const element of band.faded)
			element.classList.add("parent");
		dressEdges(band, inFiller(band), pathIn(band), viewScale());
		makeLabels(band);
		band.fresh = true;
	}
	if (band.toMark) {
		if (now.matches || band.marked)
			markMatches(band);
		band.toMark = false;
	}
}

// After a change of zoom, scene, width or theme, or with onlyMarks, of what is searched for.
export function dressBands(onlyMarks) {
	const renewed = bands.length === 0 || drawn || !onlyMarks;
	prepareBands();
	if (drawn)
		byId("labels").textContent = "";
	drawn = false;
	paths = now.shown.map((i) => i < 0 ? [] : ancestorsOf(now.scene, i).reverse());
	for (const band of bands) {
		band.toMark = true;
		band.fresh = band.fresh && !renewed;
		band.seen = isInSight(band);
		if (band.seen)
			dress(band);
		else if (renewed && band.labels) {
			band.labels.textContent = "";
			dropEdges(band);
		}
	}
}

// Paper shows what no window did.
export function dressAll() {
	if (!drawn)
		bands.forEach(dress);
}
