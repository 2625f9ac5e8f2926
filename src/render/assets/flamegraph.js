// Makes a flame graph interactive: hover, zoom, search. Everything it must know about the picture
// stands in attributes of the document; the view (x, y, s, ic) stands in the address.
(function () {
	"use strict";

	const SVG = "http://www.w3.org/2000/svg";
	const byId = (id) => document.getElementById(id);

	let root, rects, details, nameType; // elements, and the words before a frame's info
	let sidePad, charWidth, nominalWidth; // px; the width is the one the picture was written with
	let pictureWidth; // px, differs from nominalWidth only as page-wide picture
	let drawnLabels; // the labels as the renderer wrote them
	let frames = null; // see readFrames
	let zoomed = 0; // index of the frame that fills the width; 0 is the root
	let faded = []; // elements of its ancestors
	let term = null; // what is searched for, null: nothing
	let ignoreCase = false;
	let matches = null; // Uint8Array: 1 for each frame that matches
	let overlay; // path drawn over the matching frames

	// ---- the frames ----

	// Frames stand in the document in pre-order, so a frame's subtree is the index range
	// [i, end[i]), and its parent is the nearest frame before it that is closer to the root's row.
	function readFrames() {
		const elements = Array.from(rects.getElementsByTagName("rect"));
		const count = elements.length;
		const all = {
			elements, count,
			names: new Array(count),
			x: new Float64Array(count),
			y: new Float64Array(count),
			width: new Float64Array(count),
			parent: new Int32Array(count),
			end: new Int32Array(count),
			height: count ? parseFloat(elements[0].getAttribute("height")) : 0,
		};
		const row = (i) => Math.abs(all.y[i] - all.y[0]);
		for (let i = 0; i < count; i++) {
			all.x[i] = parseFloat(elements[i].getAttribute("x"));
			all.y[i] = parseFloat(elements[i].getAttribute("y"));
			all.width[i] = parseFloat(elements[i].getAttribute("width"));
			let parent = i - 1;
			while (parent >= 0 && row(parent) > row(i) - 0.05)
				parent = all.parent[parent];
			all.parent[i] = parent;
		}
		for (let i = count - 1; i >= 0; i--) {
			all.end[i] = Math.max(all.end[i], i + 1);
			if (all.parent[i] >= 0)
				all.end[all.parent[i]] = Math.max(all.end[all.parent[i]], all.end[i]);
		}
		return all;
	}

	function getFrames() {
		if (!frames)
			frames = readFrames();
		return frames;
	}

	function frameElement(node) {
		return node.nodeName === "rect" && rects.contains(node) ? node : null;
	}

	function info(element) {
		const title = element.firstElementChild;
		return title ? title.textContent : "";
	}

	function nameOf(i) {
		const { names, elements } = getFrames();
		if (names[i] === undefined) {
			const text = info(elements[i]);
			const end = text.endsWith(")") ? text.lastIndexOf(" (") : -1;
			names[i] = end < 0 ? text : text.slice(0, end);
		}
		return names[i];
	}

	function ancestorsOf(i) {
		const { parent } = getFrames();
		const ancestors = [];
		for (let p = parent[i]; p >= 0; p = parent[p])
			ancestors.push(p);
		return ancestors;
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

	function makeLabels() {
		const { x, y, width, end, height } = getFrames();
		const paneWidth = pictureWidth - 2 * sidePad;
		const scale = paneWidth / width[zoomed];
		const labels = document.createElementNS(SVG, "g");
		labels.id = "labels";
		const add = (i, left, space, opacity) => {
			const label = space < 3 * charWidth ? "" : cutToFit(nameOf(i), space);
			if (label === "")
				return;
			const text = document.createElementNS(SVG, "text");
			text.setAttribute("x", (left + 3).toFixed(1));
			text.setAttribute("y", (y[i] + height / 2 + 3).toFixed(1));
			text.setAttribute("opacity", opacity);
			text.textContent = label;
			labels.appendChild(text);
		};
		for (const i of ancestorsOf(zoomed))
			add(i, sidePad, paneWidth, 0.5);
		for (let i = zoomed; i < end[zoomed]; i++)
			add(i, sidePad + (x[i] - x[zoomed]) * scale, width[i] * scale, 1);
		return labels;
	}

	function updateLabels() {
		const asDrawn = zoomed === 0 && pictureWidth === nominalWidth;
		byId("labels").replaceWith(asDrawn ? drawnLabels : makeLabels());
	}

	// ---- zoom ----

	function zoomTo(i) {
		const { elements, x, width } = getFrames();
		if (!(width[i] > 0))
			return;
		zoomed = i;
		const view = rects.getAttribute("viewBox").split(/[\s,]+/);
		rects.setAttribute("viewBox", [x[i], view[1], width[i], view[3]].join(" "));
		for (const element of faded)
			element.classList.remove("parent", "match");
		faded = ancestorsOf(i).map((ancestor) => elements[ancestor]);
		for (const element of faded)
			element.classList.add("parent");
		byId("unzoom").classList.toggle("hide", i === 0);
		updateLabels();
		showSearch();
	}

	// The frame whose corner is there: addresses made for other drawings of the same profile
	// differ in how they write a number.
	function frameAt(left, top) {
		const { x, y, width, count } = getFrames();
		for (let i = 0; i < count; i++) {
			if (Math.abs(x[i] - left) < 0.01 && Math.abs(y[i] - top) < 0.01 && width[i] > 0)
				return i;
		}
		return -1;
	}

	// ---- search ----

	function search(text) {
		let expression;
		try {
			expression = new RegExp(text, ignoreCase ? "i" : "");
		} catch (error) {
			details.textContent = "Not a regular expression: " + text;
			return;
		}
		matches = new Uint8Array(getFrames().count);
		for (let i = 0; i < matches.length; i++)
			matches[i] = expression.test(nameOf(i)) ? 1 : 0;
		term = text;
		showSearch();
	}

	function endSearch() {
		term = matches = null;
		showSearch();
	}

	// The share of the zoomed frame's width that matching frames cover. A frame above a matching
	// one adds nothing; a matching ancestor covers all.
	function matchedShare() {
		const { width, end } = getFrames();
		if (ancestorsOf(zoomed).some((i) => matches[i]))
			return 1;
		let covered = 0;
		for (let i = zoomed; i < end[zoomed];) {
			covered += matches[i] ? width[i] : 0;
			i = matches[i] ? end[i] : i + 1;
		}
		return covered / width[zoomed];
	}

	// Matching frames get their colour from one path drawn over all of them: a new style for each
	// of thousands of elements takes long. Ancestors are few, and a faded one must not shine
	// through, so they carry the class themselves.
	function markMatches() {
		const { elements, x, y, width, height, end } = getFrames();
		const corners = [];
		for (let i = zoomed; i < end[zoomed]; i++) {
			if (matches && matches[i])
				corners.push(`M${x[i]} ${y[i]}h${width[i]}v${height}h-${width[i]}z`);
		}
		overlay.setAttribute("d", corners.join(""));
		for (const i of ancestorsOf(zoomed))
			elements[i].classList.toggle("match", matches !== null && matches[i] === 1);
	}

	function showSearch() {
		const button = byId("search"), matched = byId("matched");
		const searching = term !== null;
		button.textContent = searching ? "Reset Search" : "Search";
		button.classList.toggle("show", searching);
		matched.classList.toggle("hide", !searching);
		matched.textContent = " ";
		if (searching) {
			const percent = 100 * matchedShare();
			const all = Math.abs(percent - 100) < 1e-6;
			matched.textContent = "Matched: " + (all ? "100" : percent.toFixed(1)) + "%";
		}
		markMatches();
	}

	function askForTerm() {
		if (term !== null) {
			endSearch();
			writeAddress();
			return;
		}
		const text = window.prompt("Search for a regular expression, such as ^ext4_" +
			(ignoreCase ? " (ignoring case)" : "") + "\nCtrl-I: regard or ignore case", "");
		if (text) {
			search(text);
			writeAddress();
		}
	}

	function setIgnoreCase(ignore) {
		ignoreCase = ignore;
		byId("ignorecase").classList.toggle("show", ignore);
		if (term !== null)
			search(term);
	}

	// ---- the view in the address ----

	function readAddress() {
		const view = new Map();
		for (const pair of window.location.search.slice(1).split("&")) {
			const at = pair.indexOf("=");
			if (at < 1)
				continue;
			let value = pair.slice(at + 1);
			try {
				value = decodeURIComponent(value);
			} catch (error) {
				// a stray percent sign: take it as it stands
			}
			view.set(pair.slice(0, at), value);
		}
		return view;
	}

	function writeAddress() {
		const view = readAddress();
		const put = (key, value) => value === null ? view.delete(key) : view.set(key, value);
		const element = zoomed === 0 ? null : getFrames().elements[zoomed];
		put("x", element && element.getAttribute("x"));
		put("y", element && element.getAttribute("y"));
		put("s", term);
		put("ic", ignoreCase && term !== null ? "1" : null);
		const query = Array.from(view, ([key, value]) => key + "=" + encodeURIComponent(value));
		const page = window.location.href.split(/[?#]/)[0];
		const address = page + (query.length ? "?" + query.join("&") : "") + window.location.hash;
		try {
			window.history.replaceState(null, "", address);
		} catch (error) {
			// not allowed here (data: addresses, sandboxes): the view is then not kept
		}
	}

	function restoreView() {
		const view = readAddress();
		if (view.get("ic") === "1")
			setIgnoreCase(true);
		if (view.get("x") && view.get("y")) {
			const i = frameAt(parseFloat(view.get("x")), parseFloat(view.get("y")));
			if (i > 0)
				zoomTo(i);
		}
		if (view.get("s"))
			search(view.get("s"));
	}

	// ---- a picture as wide as its page ----

	function fitPage() {
		const width = root.getBoundingClientRect().width;
		if (!(width > 2 * sidePad) || width === pictureWidth)
			return;
		const more = width - pictureWidth;
		const view = root.getAttribute("viewBox").split(/[\s,]+/);
		pictureWidth = width;
		root.setAttribute("viewBox", [view[0], view[1], width, view[3]].join(" "));
		rects.setAttribute("width", width - 2 * sidePad);
		byId("background").setAttribute("width", width);
		for (const text of [byId("title"), byId("subtitle")]) {
			if (text)
				text.setAttribute("x", width / 2);
		}
		for (const text of [byId("search"), byId("ignorecase"), byId("matched")])
			text.setAttribute("x", parseFloat(text.getAttribute("x")) + more);
		updateLabels();
	}

	// ---- events ----

	function onClick(event) {
		const element = frameElement(event.target);
		if (element) {
			if (element.closest("a")) {
				if (!event.ctrlKey && !event.metaKey)
					return;
				event.preventDefault();
			}
			zoomTo(getFrames().elements.indexOf(element));
			writeAddress();
		} else if (event.target.id === "unzoom") {
			zoomTo(0);
			writeAddress();
		} else if (event.target.id === "search") {
			askForTerm();
		} else if (event.target.id === "ignorecase") {
			setIgnoreCase(!ignoreCase);
			writeAddress();
		}
	}

	// By key code, which stays the same where the keyboard writes other letters than Latin ones.
	function onKey(event) {
		const control = event.ctrlKey && !event.shiftKey && !event.altKey;
		if (event.keyCode === 114 || (control && event.keyCode === 70)) {
			event.preventDefault();
			askForTerm();
		} else if (control && event.keyCode === 73) {
			event.preventDefault();
			setIgnoreCase(!ignoreCase);
			writeAddress();
		}
	}

	function start() {
		rects = byId("rects");
		root = rects.ownerSVGElement;
		details = byId("details");
		nameType = details.getAttribute("data-name-type") || "";
		sidePad = parseFloat(root.getAttribute("data-xpad"));
		charWidth = root.getAttribute("data-font-size") * root.getAttribute("data-font-width");
		nominalWidth = pictureWidth = root.viewBox.baseVal.width;
		drawnLabels = byId("labels");
		overlay = document.createElementNS(SVG, "path");
		overlay.setAttribute("class", "match");
		rects.appendChild(overlay);

		root.addEventListener("click", onClick);
		root.addEventListener("mouseover", (event) => {
			const element = frameElement(event.target);
			if (element)
				details.textContent = nameType + " " + info(element);
		});
		root.addEventListener("mouseout", (event) => {
			if (frameElement(event.target))
				details.textContent = " ";
		});
		window.addEventListener("keydown", onKey);
		if (root.hasAttribute("data-page-width")) {
			fitPage();
			window.addEventListener("resize", fitPage);
		}
		restoreView();
	}

	if (document.readyState === "loading")
		document.addEventListener("DOMContentLoaded", start);
	else
		start();
})();
