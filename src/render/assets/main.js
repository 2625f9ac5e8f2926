// ---- a picture as wide as its page ----

function fitPage() {
	const width = root.getBoundingClientRect().width;
	if (!(width > 2 * sidePad) || width === pictureWidth)
		return;
	const more = width - pictureWidth;
	const view = root.getAttribute("viewBox").split(/[\s,]+/);
	pictureWidth = width;
	lookAround();
	root.setAttribute("viewBox", [view[0], view[1], width, view[3]].join(" "));
	rects.setAttribute("width", width - 2 * sidePad);
	byId("background").setAttribute("width", width);
	for (const text of [byId("title"), byId("subtitle")]) {
		if (text)
			text.setAttribute("x", width / 2);
	}
	for (const id of ["search", "ignorecase", "matched", "menubutton"]) {
		const text = byId(id);
		text.setAttribute("x", parseFloat(text.getAttribute("x")) + more);
	}
	if (field)
		placeField();
	closeMenu();
	getScene();
	dressBands();
}

// ---- events ----

const buttons = {
	unzoom() {
		zoomTo(0);
		writeAddress(true);
	},
	search() {
		if (term !== null)
			resetSearch();
		else
			openField();
	},
	ignorecase() {
		setIgnoreCase(!ignoreCase);
		writeAddress(false);
	},
	menubutton() {
		const button = byId("menubutton");
		openMenu(-1, parseFloat(button.getAttribute("x")) - fontSize, fontSize * 2.5);
	},
};

const buttonOf = (target) => Object.keys(buttons).includes(target.id) ? target.id : null;

function onClick(event) {
	closeMenu();
	const i = indexOf(event.target);
	if (i >= 0) {
		if (event.target.closest("a")) {
			if (!event.ctrlKey && !event.metaKey)
				return;
			event.preventDefault();
		}
		zoomTo(i);
		moveCursor(-1);
		cursor = i; // arrows go on from here
		writeAddress(true);
	} else if (buttonOf(event.target)) {
		buttons[event.target.id]();
	}
}

function onEscape() {
	if (menu)
		closeMenu();
	else if (field || term !== null)
		resetSearch();
	else if (zoomed > 0)
		buttons.unzoom();
	else
		moveCursor(-1);
}

// By key code where a letter is meant, which stays the same where the keyboard writes others.
function meaningOf(event) {
	const control = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
	const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
	const typing = field !== null && document.activeElement === fieldInput();
	if (event.key === "F3" || event.keyCode === 114)
		return term === null ? openField : () => nextMatch(event.shiftKey ? -1 : 1);
	// pressed again in the field, it is the browser's
	if (control && event.keyCode === 70 && !typing)
		return openField;
	if (control && event.keyCode === 73)
		return buttons.ignorecase;
	if (typing || !plain)
		return null;
	if (event.key === "/")
		return openField;
	if (event.key === "Escape")
		return onEscape;
	const button = buttonOf(document.activeElement || root);
	if (button)
		return event.key === "Enter" || event.key === " " ? buttons[button] : null;
	const onGraph = document.activeElement === byId("frames");
	return onGraph && onGraphKey(event) ? () => {} : null;
}

function onKey(event) {
	const act = event.defaultPrevented ? null : meaningOf(event);
	if (act) {
		event.preventDefault();
		act();
	}
}

function addButton(id, name) {
	const button = byId(id);
	button.setAttribute("role", "button");
	button.setAttribute("tabindex", "0");
	button.setAttribute("aria-label", name);
}

// Names and roles for what only a script makes usable.
function prepareControls() {
	const button = makeElement("text", { id: "menubutton", y: fontSize * 2 }, "Menu");
	button.setAttribute("x", byId("search").getAttribute("x") - fontSize * 4);
	byId("search").before(button);
	addButton("unzoom", "Reset zoom");
	addButton("menubutton", "Menu of views");
	addButton("search", "Search frames");
	addButton("ignorecase", "Ignore case in searches");
	root.setAttribute("role", "group");
	const graph = byId("frames");
	graph.setAttribute("tabindex", "0");
	graph.setAttribute("role", "application");
	graph.setAttribute("aria-label", "Frames: arrows move, Enter zooms, m opens a menu, / searches");
	if (byId("heading1")) { // more is said of a pair
		byId("matched").setAttribute("text-anchor", "end");
		byId("matched").setAttribute("x", pictureWidth - sidePad);
	}
	for (const id of ["details", "matched"]) {
		byId(id).setAttribute("role", "status");
		byId(id).setAttribute("aria-live", "polite");
	}
}

function listen() {
	root.addEventListener("click", onClickFirst, true);
	root.addEventListener("click", onClick);
	root.addEventListener("contextmenu", onContextMenu);
	root.addEventListener("pointerdown", onPointerDown);
	root.addEventListener("pointermove", onPointerMove);
	root.addEventListener("pointercancel", endTouch);
	root.addEventListener("pointerup", () => touch && !touch.long && endTouch());
	root.addEventListener("mouseover", (event) => {
		const i = indexOf(event.target);
		if (i >= 0)
			tell(describe(i));
	});
	root.addEventListener("mouseout", (event) => {
		if (indexOf(event.target) >= 0)
			tell(" ");
	});
	window.addEventListener("keydown", onKey);
	window.addEventListener("popstate", restoreView);
	window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
		lookAround();
		dressBands();
	});
	window.addEventListener("beforeprint", dressAll);
}

function start() {
	rects = byId("rects");
	root = document.documentElement.nodeName === "svg" ? document.documentElement
		: byId("frames").ownerSVGElement;
	details = byId("details");
	nameType = details.getAttribute("data-name-type") || "";
	sidePad = parseFloat(root.getAttribute("data-xpad"));
	fontSize = parseFloat(root.getAttribute("data-font-size"));
	charWidth = fontSize * root.getAttribute("data-font-width");
	nominalWidth = pictureWidth = root.viewBox.baseVal.width;
	readDifference();
	readWeights();
	addMarks();
	prepareControls();
	listen();
	if (root.hasAttribute("data-page-width")) {
		fitPage();
		window.addEventListener("resize", fitPage);
	}
	if (window.location.search)
		restoreView();
	readAhead();
}

// Reads the frames ahead of the first click, but after the picture is on the screen.
function readAhead() {
	const idle = window.requestIdleCallback || ((later) => window.setTimeout(later, 100));
	const painted = () => window.requestAnimationFrame(() => window.setTimeout(() =>
		idle(() => {
			getScene();
			if (bands.length === 0)
				makeBands();
		}), 100));
	if (document.readyState === "complete")
		painted();
	else
		window.addEventListener("load", painted);
}

if (document.readyState === "loading")
	document.addEventListener("DOMContentLoaded", start);
else
	start();
