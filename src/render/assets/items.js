// ---- what the menu of a frame and of the view offers ----

import { now } from "./state.js";
import { drawnIndex, stackOf } from "./frames.js";
import { getScene } from "./shown.js";
import { tell } from "./details.js";
import { writeAddress } from "./address.js";
import { search } from "./search.js";
import { hasCallers, setChanges, setFlipped, showHidden, toggleCallers, zoomTo } from "./view.js";

// Items as [words, what they do]; i < 0: of the view alone.
export function menuItems(i) {
	const view = (change) => () => {
		change();
		writeAddress(true);
	};
	const { said } = getScene();
	const inverted = (now.root.getAttribute("data-inverted") === "1") !== now.flipped;
	const items = [];
	if (i > 0 && now.scene.parent[i] >= 0) {
		items.push(
			["Zoom", view(() => zoomTo(i))],
			["Copy name", () => copy(said[i].name)],
			["Copy stack", () => copy(wholeStack(i))],
			["Search this name", () => {
				search("^" + said[i].name.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&") + "$");
				writeAddress(false);
			}],
			["Hide", view(() => setChanges([...now.changes, "h" + drawnIndex(now.scene, i)]))],
			["Hide all others", view(() => setChanges([...now.changes, "o" + drawnIndex(now.scene, i)]))]);
	}
	items.push([inverted ? "Flame graph (root below)" : "Icicle graph (root on top)",
		view(() => setFlipped(!now.flipped))]);
	items.push([hasCallers() ? "Callees on callers (normal)" : "Callers on callees (reversed)",
		view(toggleCallers)]);
	if (now.changes.some((change) => change !== "c"))
		items.push(["Show what is hidden", view(showHidden)]);
	return items;
}

// As folded text has it, from the outermost caller, whatever the view.
function wholeStack(i) {
	const names = stackOf(now.scene, i);
	return (hasCallers() ? names.reverse() : names).join(";");
}

function copy(text) {
	const done = () => {
		tell("Copied: " + text);
	};
	const asked = () => window.prompt("To copy:", text);
	if (navigator.clipboard && navigator.clipboard.writeText)
		navigator.clipboard.writeText(text).then(done, asked);
	else
		asked();
}
