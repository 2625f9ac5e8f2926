// ---- the frame that the keyboard is on ----

let cursor = -1; // its index, -1: none
let cursorMark; // path around it

function addMarks() {
	cursorMark = makeElement("path", { class: "cursor" });
	(scene ? scene.panes[0] : rects).appendChild(cursorMark);
}

function moveCursor(i) {
	cursor = i;
	if (i < 0) {
		if (cursorMark.hasAttribute("d"))
			cursorMark.removeAttribute("d");
		return;
	}
	const { x, y, width, height } = getScene();
	// what is wider than the view is outlined in the view
	const filler = fillerOf(i), pane = scene.panes[paneOf(scene, i)];
	const left = Math.max(x[i], x[filler]);
	const right = Math.min(x[i] + width[i], x[filler] + width[filler]);
	if (cursorMark.parentNode !== pane)
		pane.appendChild(cursorMark);
	cursorMark.setAttribute("d", `M${left} ${y[i]}H${right}v${height}H${left}z`);
	tell(describe(i));
	bringIntoView(i);
}

function bringIntoView(i) {
	const matrix = root.getScreenCTM();
	const top = topOf(i) * matrix.d + matrix.f, height = scene.height * matrix.d;
	if (top < 0 || top + height > window.innerHeight)
		window.scrollBy(0, top - window.innerHeight / 2);
}

// Too narrow to be seen: arrows pass over it.
function isSeen(i) {
	return scene.width[i] * viewScale() >= 1;
}

function inView(i) {
	const filler = fillerOf(i);
	return filler >= 0 &&
		((i >= filler && i < scene.end[filler]) || ancestorsOf(scene, filler).includes(i));
}

function widestChild(i) {
	const { end, width } = scene;
	const filler = fillerOf(i);
	if (i < filler)
		return [filler, ...ancestorsOf(scene, filler)].find((at) => scene.parent[at] === i);
	let widest = -1;
	for (let child = i + 1; child < end[i]; child = end[child]) {
		if (isSeen(child) && (widest < 0 || width[child] > width[widest]))
			widest = child;
	}
	return widest;
}

function neighbour(i, step) {
	const { depth, end } = scene;
	const filler = fillerOf(i);
	for (let at = i + step; i > filler && at > filler && at < end[filler]; at += step) {
		if (depth[at] === depth[i] && isSeen(at))
			return at;
	}
	return -1;
}

// Where an arrow leads from a frame; -1: nowhere.
function frameBeside(i, key) {
	const inverted = (root.getAttribute("data-inverted") === "1") !== flipped;
	if (key === "ArrowLeft" || key === "ArrowRight")
		return neighbour(i, key === "ArrowLeft" ? -1 : 1);
	if ((key === "ArrowDown") === inverted)
		return widestChild(i);
	// from a pair's root on to the other one
	const { parent, roots } = scene;
	return parent[i] < 0 && roots.length > 1 ? roots[1 - paneOf(scene, i)] : parent[i];
}

// A key on the graph; true where it meant something.
function onGraphKey(event) {
	const { key } = event;
	getScene();
	const from = cursor >= 0 && inView(cursor) ? cursor : -1;
	if (/^Arrow(Up|Down|Left|Right)$/.test(key)) {
		const to = from < 0 ? zoomed : frameBeside(from, key);
		if (to >= 0)
			moveCursor(to);
		return true;
	}
	if (key === "Home") {
		moveCursor(zoomed);
		return true;
	}
	if ((key === "Enter" || key === " ") && from >= 0) {
		zoomTo(from);
		moveCursor(from);
		writeAddress(true);
		return true;
	}
	if (from >= 0 && (key === "ContextMenu" || key === "m" || (key === "F10" && event.shiftKey))) {
		const left = Math.max(0, (scene.x[from] - scene.x[fillerOf(from)]) * viewScale()) + sidePad;
		openMenu(from, left + 10, topOf(from) + scene.height);
		return true;
	}
	return false;
}
