// ---- what is put on the frames: labels, fading, marks of matches ----
//
// Only rows that are seen are dressed, in bands of rows: a graph may be ten thousand deep.

const BAND = 32; // rows

let bands = []; // of the scene shown, from the root's row on
let path = []; // the zoomed frame's ancestors by depth
let observer = null; // tells of bands that come into sight
let sight = null; // the top and bottom of what is in sight, px of the picture; null: not known
let drawn = true; // the labels are still those that the document came with

// A band: its marker, by which it is known to be in sight; its frames in pre-order; what it wears,
// and whether that is of today.
function makeBands() {
	const { rows, depth, count, x, width, height } = scene;
	const sizes = new Int32Array(Math.ceil(rows.length / BAND));
	for (let i = 0; i < count; i++)
		sizes[Math.floor(depth[i] / BAND)]++;
	dropBands();
	if (window.IntersectionObserver)
		observer = new IntersectionObserver(onSight, { rootMargin: "400px 0px" });
	bands = Array.from(sizes, (size, at) => {
		const first = rows[at * BAND], last = rows[Math.min(rows.length, (at + 1) * BAND) - 1];
		const top = Math.min(first, last), bottom = Math.max(first, last) + height;
		const marker = makeElement("path", { class: "band" });
		marker.setAttribute("d", `M${x[0]} ${top}h${width[0]}V${bottom}h-${width[0]}z`);
		rects.appendChild(marker);
		if (observer)
			observer.observe(marker);
		return {
			marker, top, bottom, frames: new Int32Array(size), seen: true,
			fresh: false, toMark: false, marked: false,
			faded: [], labels: null, labelled: [], overlay: null,
		};
	});
	const filled = new Int32Array(sizes.length);
	for (let i = 0; i < count; i++) {
		const at = Math.floor(depth[i] / BAND);
		bands[at].frames[filled[at]++] = i;
	}
}

function dropBands() {
	if (observer)
		observer.disconnect();
	for (const { marker, faded, labels, overlay } of bands) {
		for (const element of faded)
			element.classList.remove("parent", "match");
		for (const element of [marker, labels, overlay]) {
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
function lookAround() {
	if (window.parent !== window || !window.IntersectionObserver)
		return;
	const matrix = root.getScreenCTM(), { innerHeight } = window;
	sight = {
		top: (-innerHeight / 2 - matrix.f) / matrix.d,
		bottom: (1.5 * innerHeight - matrix.f) / matrix.d,
	};
}

function isInSight(band) {
	if (!sight)
		return band.seen;
	const { rows, height } = scene;
	const mirror = rows[0] + rows[rows.length - 1] + height;
	const [top, bottom] = flipped ? [mirror - band.bottom, mirror - band.top]
		: [band.top, band.bottom];
	return bottom > sight.top && top < sight.bottom;
}

// As much of a name as fits, counted in code points, or "".
function cutToFit(name, width) {
	const fits = Math.floor(width / charWidth);
	if (fits < 3)
		return "";
	if (name.length <= fits)
		return name;
	const points = Array.from(name);
	return points.length <= fits ? name : points.slice(0, fits - 2).join("") + "..";
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

function isDarkTheme() {
	const theme = root.getAttribute("data-theme");
	return theme === "dark" ||
		(theme === "auto" && window.matchMedia("(prefers-color-scheme: dark)").matches);
}

// White text where it is easier to read than black: below a relative luminance of 0.179. A faded
// frame is half its colour, half the background's.
function labelClass(color, isFaded) {
	const behind = isDarkTheme() ? 30 : 235;
	const [red, green, blue] = colorParts(color).map((part) => {
		const value = (isFaded ? (part + behind) / 2 : part) / 255;
		return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
	});
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 0.1791 ? "w" : "";
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

// The ancestors of the zoomed frame that are in a band.
function pathIn(band) {
	const first = bands.indexOf(band) * BAND;
	return path.slice(first, first + BAND);
}

function makeLabels(band) {
	const { x, width, end, height, said, fills } = scene;
	const paneWidth = pictureWidth - 2 * sidePad;
	const scale = paneWidth / width[zoomed];
	const labels = makeElement("g", {});
	band.labelled = [];
	const add = (i, left, space, isFaded) => {
		const label = i === 0 && zoomed === 0 ? "" : cutToFit(said[i].name, space);
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
		add(i, sidePad, paneWidth, true);
	const { frames } = band, least = 3 * charWidth / scale;
	for (let at = placeIn(frames, zoomed); at < frames.length && frames[at] < end[zoomed]; at++) {
		const i = frames[at];
		if (width[i] >= least)
			add(i, sidePad + (x[i] - x[zoomed]) * scale, width[i] * scale, false);
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
	const { elements, x, y, width, height, end } = scene;
	const corners = [], { frames } = band;
	let at = matches ? placeIn(frames, zoomed) : frames.length;
	for (; at < frames.length && frames[at] < end[zoomed]; at++) {
		const i = frames[at];
		if (matches[i])
			corners.push(`M${x[i]} ${y[i]}h${width[i]}v${height}h-${width[i]}z`);
	}
	if (corners.length > 0 && !band.overlay) {
		band.overlay = makeElement("path", { class: "match" });
		rects.insertBefore(band.overlay, cursorMark);
	}
	if (band.overlay)
		band.overlay.setAttribute("d", corners.join(""));
	for (const i of pathIn(band))
		elements[i].classList.toggle("match", matches !== null && matches[i] === 1);
	const searchClass = corners.length > 0 ? labelClass(searchColor(band.overlay), false) : "";
	for (const [text, i, plainClass, isFaded] of band.labelled) {
		const matched = matches && matches[i] && !isFaded;
		text.setAttribute("class", matched ? searchClass : plainClass);
	}
	band.marked = matches !== null;
}

function dress(band) {
	if (!band.fresh) {
		for (const element of band.faded)
			element.classList.remove("parent", "match");
		band.faded = pathIn(band).map((i) => scene.elements[i]);
		for (const element of band.faded)
			element.classList.add("parent");
		makeLabels(band);
		band.fresh = true;
	}
	if (band.toMark) {
		if (matches || band.marked)
			markMatches(band);
		band.toMark = false;
	}
}

// After a change of zoom, scene, width or theme, or with onlyMarks, of what is searched for.
function dressBands(onlyMarks) {
	getScene();
	const renewed = bands.length === 0 || drawn || !onlyMarks;
	if (bands.length === 0)
		makeBands();
	if (drawn)
		byId("labels").textContent = "";
	drawn = false;
	path = ancestorsOf(scene, zoomed).reverse();
	for (const band of bands) {
		band.toMark = true;
		band.fresh = band.fresh && !renewed;
		band.seen = isInSight(band);
		if (band.seen)
			dress(band);
		else if (renewed && band.labels)
			band.labels.textContent = "";
	}
}

// Paper shows what no window did.
function dressAll() {
	if (!drawn)
		bands.forEach(dress);
}
