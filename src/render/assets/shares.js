// ---- shares that a search finds ----

import { byId } from "./dom.js";
import { now } from "./state.js";
import { ancestorsOf } from "./frames.js";

// The share of what fills a pane that matching frames cover. A frame above a matching one adds
// nothing; a matching ancestor covers all.
function matchedShare(filler) {
	const { counts, end } = now.scene;
	if (filler < 0)
		return 0;
	if (ancestorsOf(now.scene, filler).some((i) => now.matches[i]))
		return 1;
	let covered = 0;
	for (let i = filler; i < end[filler];) {
		covered += now.matches[i] ? counts[i] : 0;
		i = now.matches[i] ? end[i] : i + 1;
	}
	return covered / (counts[filler] || 1);
}

export function shareText(filler) {
	const share = 100 * matchedShare(filler);
	return (Math.abs(share - 100) < 1e-6 ? "100" : share.toFixed(1)) + "%";
}

// What a pane of a pair is called: "before".
export const paneName = (pane) => byId("heading" + pane).textContent.split(":")[0].toLowerCase();
