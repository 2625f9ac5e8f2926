// ---- what is shown: scene, zoom, views ----

let root, rects, details, nameType; // elements, and the words before a frame's info
let sidePad, fontSize, charWidth, nominalWidth; // px; the width the picture was written with
let pictureWidth; // px, differs from nominalWidth only as page-wide picture
let original = null; // the scene of the document, read when it is first asked for
let scene = null; // the one shown
let changes = []; // what makes it of the original; see address.js
let flipped = false; // icicle instead of flames, or the reverse
let zoomed = 0; // index of the frame that fills the width; 0 is the root

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

// ---- zoom ----

// Makes a frame fill the width.
function aimAt(i) {
	const { x, width } = getScene();
	lookAround();
	zoomed = i;
	const view = rects.getAttribute("viewBox").split(/[\s,]+/);
	rects.setAttribute("viewBox", [x[i], view[1], width[i], view[3]].join(" "));
	byId("unzoom").classList.toggle("hide", i === 0);
}

function zoomTo(i) {
	if (!(getScene().width[i] > 0))
		return;
	aimAt(i);
	dressBands();
	tellSearch();
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
	aimAt(0);
	moveCursor(-1);
	if (next !== scene) {
		dropBands();
		next.svg.setAttribute("width", rects.getAttribute("width"));
		rects.replaceWith(next.svg);
		rects = next.svg;
		scene = next;
		addMarks();
	}
	if (term !== null)
		findMatches();
	dressBands();
	tellSearch();
}

// The icicle is the flame graph mirrored: frames hold no text, so the mirror does not show.
function setFlipped(flip) {
	if (flip === flipped)
		return;
	flipped = flip;
	lookAround();
	const { rows, height } = getScene();
	const sum = rows[0] + rows[rows.length - 1] + height;
	byId("flip").setAttribute("transform", flip ? `matrix(1 0 0 -1 0 ${sum})` : "scale(1)");
	dressBands();
	tellSearch();
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
