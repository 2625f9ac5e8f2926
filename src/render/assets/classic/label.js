// ---- labels of frames ----

import { now } from "./state.js";

// The root has none until a zoom puts it above others.
export const labelOf = (i) => now.scene.parent[i] < 0 && now.zoomed === 0 ? "" : now.scene.said[i].name;

// As much of a name as fits, counted in code points, or "".
export function cutToFit(name, width) {
	const fits = Math.floor(width / now.charWidth);
	if (fits < 3)
		return "";
	if (name.length <= fits)
		return name;
	const points = Array.from(name);
	return points.length <= fits ? name : points.slice(0, fits - 2).join("") + "..";
}
