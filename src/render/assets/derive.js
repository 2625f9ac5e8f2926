// ---- views computed in the page: something hidden, callers first ----
//
// They are computed as trees, { names, counts, fills, parent } in pre-order, and then drawn.

const NARROWEST = 0.25; // px: what is narrower is left out where callers are merged
const DRAWN_MAX = 40000; // frames with callers merged; more would not respond

function treeOf(scene, keep, countOf) {
	const tree = { names: [], counts: [], fills: [], parent: [] };
	const places = new Int32Array(scene.count).fill(-1);
	for (let i = 0; i < scene.count; i++) {
		const count = keep(i) ? countOf(i) : 0;
		if (i > 0 && (!(count > 0) || places[scene.parent[i]] < 0))
			continue;
		places[i] = tree.names.length;
		tree.names.push(scene.said[i].name);
		tree.counts.push(count);
		tree.fills.push(scene.fills[i]);
		tree.parent.push(i === 0 ? -1 : places[scene.parent[i]]);
	}
	return tree;
}

function withoutSubtree(scene, hidden) {
	const above = new Set(ancestorsOf(scene, hidden));
	const { end, counts } = scene;
	return treeOf(scene, (i) => i < hidden || i >= end[hidden],
		(i) => counts[i] - (above.has(i) ? counts[hidden] : 0));
}

function onlySubtree(scene, kept) {
	const above = new Set(ancestorsOf(scene, kept));
	const { end, counts } = scene;
	return treeOf(scene, (i) => above.has(i) || (i >= kept && i < end[kept]),
		(i) => above.has(i) ? counts[kept] : counts[i]);
}

// What of each frame's count no drawn child has.
function selfCounts({ count, counts, parent }) {
	const own = Float64Array.from(counts);
	for (let i = 1; i < count; i++)
		own[parent[i]] -= counts[i];
	return own;
}

// Groups [frame, weight] entries by the frame's name, into nodes sorted by name.
function groupByName(scene, entries) {
	const nodes = new Map();
	for (const entry of entries) {
		const [i, weight] = entry, { name } = scene.said[i];
		let node = nodes.get(name);
		if (!node) {
			node = { name, count: 0, fill: scene.fills[i], entries: [], children: [] };
			nodes.set(name, node);
		}
		node.count += weight;
		node.entries.push(entry);
	}
	return Array.from(nodes.values()).sort((a, b) => a.name < b.name ? -1 : 1);
}

// Merged from the leaves: what runs by itself stands on the root, its callers on it. Row by row, so
// that where there are too many frames the lower rows are whole.
function callersTree(scene) {
	const own = selfCounts(scene);
	const least = scene.counts[0] * NARROWEST / scene.width[0];
	const entries = [];
	for (let i = 1; i < scene.count; i++) {
		if (own[i] > 0)
			entries.push([i, own[i]]);
	}
	const root = { name: scene.said[0].name, count: scene.counts[0], fill: scene.fills[0] };
	let drawn = 0;
	const wide = (entries) => {
		const nodes = groupByName(scene, entries).filter((node) => node.count >= least);
		drawn += nodes.length;
		return nodes;
	};
	root.children = wide(entries);
	for (let row = root.children; row.length > 0 && drawn < DRAWN_MAX;) {
		for (const node of row) {
			const callers = node.entries.map(([i, weight]) => [scene.parent[i], weight]);
			node.children = wide(callers.filter(([i]) => i > 0));
			node.entries = null;
		}
		row = row.flatMap((node) => node.children);
	}
	return flatten(root);
}

function flatten(root) {
	const tree = { names: [], counts: [], fills: [], parent: [] };
	const pending = [[root, -1]];
	while (pending.length > 0) {
		const [node, parent] = pending.pop();
		const at = tree.names.length;
		tree.names.push(node.name);
		tree.counts.push(node.count);
		tree.fills.push(node.fill);
		tree.parent.push(parent);
		for (let k = node.children.length - 1; k >= 0; k--)
			pending.push([node.children[k], at]);
	}
	return tree;
}

function infoText(name, count, total, unit) {
	const whole = Math.round(count).toString().replace(/\B(?=(\d{3})+$)/g, ",");
	const percent = count === total ? "100" : (100 * count / total).toFixed(2);
	return `${name} (${whole} ${unit}, ${percent}%)`;
}

// Draws a tree in the place of the scene that the document came with.
function drawTree(tree, original) {
	const count = tree.names.length, scene = emptyScene(count);
	const total = tree.counts[0], perCount = original.width[0] / total;
	const rootText = original.said[0].text;
	const unit = /^.* \(\S+ (.*), [^,]*%\)$/s.exec(rootText);
	const used = new Float64Array(count); // start of the next child, px
	const svg = original.svg.cloneNode(false);
	Object.assign(scene, { rows: original.rows, height: original.height, svg });
	scene.parent.set(tree.parent);
	scene.counts.set(tree.counts);
	scene.fills = tree.fills;
	closeRanges(scene);
	const own = selfCounts(scene);
	for (let i = 0; i < count; i++) {
		const parent = tree.parent[i], name = tree.names[i];
		const start = i === 0 ? original.x[0] : used[parent];
		const width = scene.counts[i] * perCount;
		if (i > 0)
			used[parent] += width;
		used[i] = start + Math.max(own[i], 0) * perCount; // the frame's own part is the left one
		scene.x[i] = Math.round(10 * start) / 10;
		scene.width[i] = Math.round(10 * (start + width)) / 10 - scene.x[i];
		scene.y[i] = original.rows[scene.depth[i]];
		const text = infoText(name, scene.counts[i], total, unit ? unit[1] : "samples");
		scene.said[i] = { text, name, count: scene.counts[i] };
		const rect = makeElement("rect", {
			x: scene.x[i], y: scene.y[i], width: Math.max(scene.width[i], 0).toFixed(1),
			height: scene.height, fill: scene.fills[i],
		});
		rect.appendChild(makeElement("title", {}, text));
		scene.elements[i] = rect;
		scene.indexes.set(rect, i);
		svg.appendChild(rect);
	}
	return scene;
}

function makeElement(name, attributes, text) {
	const element = document.createElementNS(SVG, name);
	for (const key of Object.keys(attributes))
		element.setAttribute(key, attributes[key]);
	if (text !== undefined)
		element.textContent = text;
	return element;
}
