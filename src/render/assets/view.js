// ---- what is shown: scene, zoom, views ----

let root, rects, details, nameType; // elements, and the words before a frame's info
let sidePad, fontSize, charWidth, nominalWidth; // px; the width the picture was written with
let pictureWidth; // px, differs from nominalWidth only as page-wide picture
let original = null; // the scene of the document, read when it is first asked for
let scene = null; // the one shown
let changes = []; // what makes it of the original; see address.js
let flipped = false; // icicle instead of flames, or the reverse
let zoomed = 0; // index of the frame that was zoomed to; 0 is the root
let shown = [0]; // what fills each pane: of a pair, zoomed and its partner, -1 where there is none

function getScene() {
	if (!scene) {
		scene = original = readScene(rects);
		shown = scene.roots;
	}
	return scene;
}

function indexOf(target) {
	const index = target.nodeName === "rect" ? getScene().indexes.get(target) : undefined;
	return index === undefined ? -1 : index;
}

const topOf = (i) => flipped ? scene.mirror - scene.y[i] : scene.y[i];

// What fills the pane that a frame is in.
const fillerOf = (i) => shown[paneOf(scene, i)];

// The widest of what fills the panes decides on their scale: px on the screen by px of the graph.
function viewScale() {
	const widths = shown.map((i) => i < 0 ? 0 : scene.width[i]);
	return (pictureWidth - 2 * sidePad) / Math.max(...widths);
}

function percent(part, whole) {
	const share = 100 * part / whole;
	return (Math.abs(share - 100) < 1e-9 ? "100" : share.toFixed(2)) + "%";
}

// Says something below the graph, smaller where there is no room for it.
function tell(text) {
	const matched = byId("matched").textContent.trim();
	const room = pictureWidth - 2 * sidePad - (matched.length > 0 ? matched.length + 2 : 0) * charWidth;
	const needed = text.length * charWidth;
	details.textContent = text;
	if (needed > room)
		details.style.fontSize = fontSize * Math.max(room / needed, 0.6) + "px";
	else
		details.style.removeProperty("font-size");
}

// What is said of a frame; zoomed in, its share of what fills the width too.
function describe(i) {
	const { said, counts, end } = getScene();
	const filler = fillerOf(i), inside = zoomed > 0 && filler >= 0 && i > filler && i < end[filler];
	const module = (moduleOf.get(said[i].name) || "").replace(/^\[(.*)\]$/, "$1");
	return nameType + " " + withSamples(said[i].text, counts[i]) +
		(module === "" || said[i].name === `[${module}]` ? "" : ` [${module}]`) +
		(inside ? `, ${percent(counts[i], counts[filler])} of ${said[filler].name}` : "");
}

// ---- zoom ----

// Makes a frame fill the width.
function aimAt(i) {
	const { x, width, panes, parent } = getScene();
	lookAround();
	zoomed = parent[i] < 0 ? 0 : i;
	shown = zoomed === 0 ? scene.roots : bothOf(scene, i);
	const scale = viewScale();
	panes.forEach((pane, at) => {
		const filler = shown[at], view = pane.getAttribute("viewBox").split(/[\s,]+/);
		// cut off at its frame, so that its neighbours do not show where the partner is wider
		if (panes.length > 1) {
			const share = filler < 0 ? 0 : width[filler] * scale / (pictureWidth - 2 * sidePad);
			pane.setAttribute("width", share * (nominalWidth - 2 * sidePad));
		}
		if (filler >= 0)
			pane.setAttribute("viewBox", [x[filler], view[1], width[filler], view[3]].join(" "));
	});
	keepPatterns(scale);
	tellHeadings();
	byId("unzoom").classList.toggle("hide", zoomed === 0);
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
		aimAt(0);
		addMarks();
	}
	if (term !== null) {
		const found = matchesOf(term);
		matches = typeof found === "string" ? new Uint8Array(next.count) : found;
	}
	dressBands();
	tellSearch();
}

// The icicle is the flame graph mirrored: frames hold no text, so the mirror does not show.
function setFlipped(flip) {
	if (flip === flipped)
		return;
	flipped = flip;
	lookAround();
	const { mirror, height } = getScene();
	byId("flip").setAttribute("transform",
		flip ? `matrix(1 0 0 -1 0 ${mirror + height})` : "scale(1)");
	tellHeadings();
	dressBands();
	tellSearch();
}

let headings = null; // of a pair's panes: what they say, each "Before: ..."

// A pair's headings stand over the panes, and tell where one lacks what is zoomed to.
function tellHeadings() {
	if (!byId("heading1"))
		return;
	headings = headings || scene.roots.map((_, pane) => byId("heading" + pane).textContent);
	headings.forEach((words, pane) => {
		const heading = byId("heading" + pane), rows = scene.rows[pane];
		const tops = [rows[0], rows[rows.length - 1]].map((y) => flipped ? scene.mirror - y : y);
		heading.setAttribute("y", Math.min(...tops) - fontSize / 2);
		heading.textContent = shown[pane] >= 0 ? words
			: `${words.split(":")[0]}: there is no ${scene.said[zoomed].name} in this place`;
	});
}

// Changes: "h12" hides frame 12's subtree, "o12" everything but it, "c" merges from the callers.
function setChanges(wanted) {
	// callers are merged once
	const next = wanted.filter((change, i) => change !== "c" || wanted.indexOf("c") === i);
	if (next.join(".") === changes.join("."))
		return;
	getScene();
	changes = next;
	let made = original;
	for (const change of next) {
		const i = Number(change.slice(1));
		if (change === "c")
			made = drawTree(callersTree(made), original);
		else if (made.parent[i] >= 0)
			made = drawTree((change[0] === "h" ? withoutSubtree : onlySubtree)(made,
				bothOf(made, i)), original);
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
