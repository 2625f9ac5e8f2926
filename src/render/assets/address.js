// ---- the view in the address ----
//
// x and y are the corner of the zoomed frame, s is searched for, ic ignores case, flip turns the
// graph over, v lists the changes to the scene: h12, o12 or c, see view.js; order is that of callees; and
// theme is the one that the reader chose, where nothing else remembers it.

import { now } from "./state.js";

export function readAddress() {
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
export function writeAddress(push) {
	const view = readAddress();
	const put = (key, value) => value === null ? view.delete(key) : view.set(key, value);
	put("x", now.zoomed === 0 ? null : String(now.scene.x[now.zoomed]));
	put("y", now.zoomed === 0 ? null : String(now.scene.y[now.zoomed]));
	put("s", now.term);
	put("ic", now.ignoreCase && now.term !== null ? "1" : null);
	put("flip", now.flipped ? "1" : null);
	put("theme", now.theme);
	put("order", now.order);
	put("v", now.changes.length > 0 ? now.changes.join(".") : null);
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
