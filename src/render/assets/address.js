// ---- the view in the address ----
//
// x and y are the corner of the zoomed frame, s is searched for, ic ignores case, flip turns the
// graph over, and v lists the changes to the scene: h12, o12 or c, see view.js.

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

// With push, as a new entry of the history, for the back button.
function writeAddress(push) {
	const view = readAddress();
	const put = (key, value) => value === null ? view.delete(key) : view.set(key, value);
	put("x", zoomed === 0 ? null : String(scene.x[zoomed]));
	put("y", zoomed === 0 ? null : String(scene.y[zoomed]));
	put("s", term);
	put("ic", ignoreCase && term !== null ? "1" : null);
	put("flip", flipped ? "1" : null);
	put("v", changes.length > 0 ? changes.join(".") : null);
	const query = Array.from(view, ([key, value]) => key + "=" + encodeURIComponent(value));
	const page = window.location.href.split(/[?#]/)[0];
	const address = page + (query.length ? "?" + query.join("&") : "") + window.location.hash;
	if (address === window.location.href)
		return;
	try {
		if (push)
			window.history.pushState(null, "", address);
		else
			window.history.replaceState(null, "", address);
	} catch (error) {
		// not allowed here (data: addresses, sandboxes): the view is then not kept
	}
}

function restoreView() {
	const view = readAddress();
	if ((view.get("ic") === "1") !== ignoreCase && (view.get("ic") === "1" || view.get("s")))
		setIgnoreCase(!ignoreCase);
	setFlipped(view.get("flip") === "1");
	setChanges((view.get("v") || "").split(".").filter((change) => /^([ho]\d+|c)$/.test(change)));
	const i = view.get("x") && view.get("y")
		? frameAt(parseFloat(view.get("x")), parseFloat(view.get("y"))) : 0;
	if (Math.max(i, 0) !== zoomed)
		zoomTo(Math.max(i, 0));
	const wanted = view.get("s") || null;
	if (wanted === term)
		return;
	if (wanted === null)
		endSearch();
	else
		search(wanted);
}
