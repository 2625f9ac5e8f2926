// ---- what is shown: scene, zoom, labels ----

let root, rects, details, nameType; // elements, and the words before a frame's info
let sidePad, fontSize, charWidth, nominalWidth; // px; the width the picture was written with
let pictureWidth; // px, differs from nominalWidth only as page-wide picture
let original = null; // the scene of the document, read when it is first asked for
let scene = null; // the one shown
let changes = []; // what makes it of the original; see address.js
let flipped = false; // icicle instead of flames, or the reverse
let zoomed = 0; // index of the frame that fills the width; 0 is the root
let faded = []; // elements of its ancestors
let drawnLabels; // the labels as the renderer wrote them
let drawnLabelled = null; // what they belong to, once it was asked for
let labelled = null; // [element, frame, class, faded] of the labels shown, null: not known

function getScene() {
	if (!scene)
		scene = original = readScene(rects);
	return scene;
}

function indexOf(target) {
	const index = target.nodeName === "rect" ? getScene().indexes.get(target) : undefined;
	return index === undefined ? -1 : index;
}

function topOf(i) {
	const { y, rows, height } = scene;
	return flipped ? rows[0] + rows[rows.length - 1] - y[i] : y[i];
}

function percent(part, whole) {
	const share = 100 * part / whole;
	return (Math.abs(share - 100) < 1e-9 ? "100" : share.toFixed(2)) + "%";
}

// What is said of a frame; zoomed in, its share of what fills the width too.
function describe(i) {
	const { said, counts, end } = getScene();
	const inside = zoomed > 0 && i > zoomed && i < end[zoomed];
	return nameType + " " + said[i].text +
		(inside ? `, ${percent(counts[i], counts[zoomed])} of ${said[zoomed].name}` : "");
}

// ---- labels ----

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

function makeLabels() {
	const { x, width, end, height, said, fills } = getScene();
	const paneWidth = pictureWidth - 2 * sidePad;
	const scale = paneWidth / width[zoomed];
	const labels = makeElement("g", { id: "labels" });
	labelled = [];
	const add = (i, left, space, isFaded) => {
		const label = cutToFit(said[i].name, space);
		if (label === "")
			return;
		const text = makeElement("text", {
			x: (left + 3).toFixed(1), y: (topOf(i) + height / 2 + 3).toFixed(1),
		}, label);
		const plainClass = labelClass(fills[i], isFaded);
		if (plainClass !== "")
			text.setAttribute("class", plainClass);
		labelled.push([text, i, plainClass, isFaded]);
		labels.appendChild(text);
	};
	for (const i of ancestorsOf(scene, zoomed))
		add(i, sidePad, paneWidth, true);
	for (let i = zoomed; i < end[zoomed];) {
		const space = width[i] * scale;
		add(i, sidePad + (x[i] - x[zoomed]) * scale, space, false);
		i = space < 3 * charWidth ? end[i] : i + 1; // nor has any frame on it room
	}
	return labels;
}

// The frames that the renderer's labels belong to, by their places.
function readLabels() {
	const at = new Map();
	for (let i = 0; i < original.count; i++) {
		if (original.width[i] > 2 * charWidth)
			at.set(original.x[i].toFixed(1) + " " + original.depth[i], i);
	}
	const { rows, height } = original;
	const depths = new Map(rows.map((y, depth) => [(y + height / 2 + 3).toFixed(1), depth]));
	return Array.from(drawnLabels.children, (text) => {
		const depth = depths.get(Number(text.getAttribute("y")).toFixed(1));
		const i = at.get((text.getAttribute("x") - 3).toFixed(1) + " " + depth);
		return [text, i, text.getAttribute("class") || "", false];
	}).filter(([, i]) => i !== undefined);
}

function updateLabels() {
	const asDrawn = zoomed === 0 && pictureWidth === nominalWidth && scene === original && !flipped;
	byId("labels").replaceWith(asDrawn ? drawnLabels : makeLabels());
	if (!asDrawn)
		return;
	labelled = drawnLabelled;
	for (const [text, , plainClass] of labelled || [])
		text.setAttribute("class", plainClass);
}

// ---- zoom ----

function zoomTo(i) {
	const { elements, x, width } = getScene();
	if (!(width[i] > 0))
		return;
	zoomed = i;
	const view = rects.getAttribute("viewBox").split(/[\s,]+/);
	rects.setAttribute("viewBox", [x[i], view[1], width[i], view[3]].join(" "));
	for (const element of faded)
		element.classList.remove("parent", "match");
	faded = ancestorsOf(scene, i).map((ancestor) => elements[ancestor]);
	for (const element of faded)
		element.classList.add("parent");
	byId("unzoom").classList.toggle("hide", i === 0);
	updateLabels();
	showSearch();
}

// The frame whose corner is there: addresses made for other drawings of the same profile differ in
// how they write a number.
function frameAt(left, top) {
	const { x, y, width, count } = getScene();
	for (let i = 0; i < count; i++) {
		if (Math.abs(x[i] - left) < 0.01 && Math.abs(y[i] - top) < 0.01 && width[i] > 0)
			return i;
	}
	return -1;
}

// ---- other views ----

function showScene(next) {
	zoomTo(0);
	moveCursor(-1);
	if (next !== scene) {
		next.svg.setAttribute("width", rects.getAttribute("width"));
		rects.replaceWith(next.svg);
		rects = next.svg;
		scene = next;
		addMarks();
	}
	if (term !== null)
		findMatches();
	updateLabels();
	showSearch();
}

// The icicle is the flame graph mirrored: frames hold no text, so the mirror does not show.
function setFlipped(flip) {
	if (flip === flipped)
		return;
	flipped = flip;
	const { rows, height } = getScene();
	const sum = rows[0] + rows[rows.length - 1] + height;
	byId("flip").setAttribute("transform", flip ? `matrix(1 0 0 -1 0 ${sum})` : "scale(1)");
	updateLabels();
	showSearch();
}

// Changes: "h12" hides frame 12's subtree, "o12" everything but it, "c" merges from the callers.
function setChanges(next) {
	if (next.join(".") === changes.join("."))
		return;
	getScene();
	changes = next;
	let made = original;
	for (const change of next) {
		const i = Number(change.slice(1));
		if (change === "c")
			made = drawTree(callersTree(made), original);
		else if (i > 0 && i < made.count)
			made = drawTree((change[0] === "h" ? withoutSubtree : onlySubtree)(made, i), original);
	}
	showScene(made);
}

const hasCallers = () => changes.includes("c");

function toggleCallers() {
	setChanges(hasCallers() ? changes.slice(0, changes.indexOf("c")) : [...changes, "c"]);
}

function showHidden() {
	setChanges(hasCallers() ? ["c"] : []);
}
