// ---- weights: what titles say of them, and how they are written in views computed here ----

let weights = null; // how weights of a known unit are written; null: as rounded counts

// The unit's words and steps: "ns;ns;1000;µs;1000000;ms". Then what a sample weighs, where titles
// say samples; what the list's numbers are multiplied by; how many samples stand behind a weight.
function readWeights() {
	const unit = root.getAttribute("data-unit");
	if (unit === null)
		return;
	const number = (name) => Number(root.getAttribute("data-" + name));
	const [one, many, ...words] = unit.split(";");
	const steps = [{ size: 1, word: many }];
	for (let i = 0; i + 1 < words.length; i += 2)
		steps.push({ size: Number(words[i]), word: words[i + 1] });
	const list = byId("weights");
	weights = {
		one, many, steps, sample: number("sample"), scale: number("scale"), rate: number("rate"),
		list: list && list.textContent.split(" "),
	};
}

const numberOf = (text) => Number(text.replace(/,/g, ""));

// The weight in a title's words behind the name: "451 ms, 225 samples, 12.3%)".
function weightIn(words) {
	if (!weights || !weights.sample)
		return parseFloat(words.replace(/,/g, ""));
	const samples = /, ([\d,]+) samples?, [^,]*$/.exec(words);
	return samples ? numberOf(samples[1]) * weights.sample : NaN;
}

// What the lists behind the frames say of titles, by title: its module, and its weight as { count },
// of a differential with the numbers before and after of the total and of the self part.
function readLists(panes) {
	const entries = new Map(), list = weights && weights.list, modules = byId("modules");
	const names = modules ? modules.getAttribute("data-names").split(";") : [];
	const letters = modules ? modules.textContent : "";
	const order = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ012345678";
	let at = 0;
	if (!list && !modules)
		return entries;
	panes.forEach((pane, which) => {
		for (const title of pane.getElementsByTagName("title")) {
			const entry = list ? entryOf(list[at] || "", which) : {};
			entry.module = names[order.indexOf(letters[at++] || "-")];
			entries.set(title, entry);
		}
	});
	return entries;
}

const moduleOf = new Map(); // by name; "": frames of this name are in several, or it is not known

function noteModule({ name, module = "" }) {
	const known = moduleOf.get(name);
	moduleOf.set(name, known === undefined || known === module ? module : "");
}

function entryOf(text, pane) {
	const numbers = text.split(",").map((digits) => parseInt(digits, 36) * weights.scale);
	if (!difference || text === "")
		return { count: numbers[0] };
	const [before, after, selfBefore = before, selfAfter = after, extent] = numbers;
	const side = difference.sides === "pair" ? ["before", "after"][pane] : difference.sides;
	const count = { before, after, union: Math.max(before, after) }[side];
	return {
		count: extent === undefined ? count : extent,
		listed: [before, after, selfBefore, selfAfter],
	};
}

// ---- writing ----

const grouped = (count) => Math.round(count).toString().replace(/\B(?=(\d{3})+$)/g, ",");

// part / whole, rounded to so many places, as a whole number.
const roundedTo = (places, part, whole) => Math.round(part * 10 ** places / whole);

// number / 10^places, thousands separated.
function placed(number, places) {
	const [whole, rest] = (number / 10 ** places).toFixed(places).split(".");
	return grouped(Number(whole)) + (rest ? "." + rest : "");
}

// Whole numbers as they are, others with three digits or one place.
function countText(count) {
	if (count === Math.round(count))
		return grouped(count);
	let places = 1;
	while (places < 18 && roundedTo(places, count, 1) < 100)
		places++;
	return placed(roundedTo(places, count, 1), places).replace(/\.?0+$/, "");
}

// Of a step that is less than 100 times the one before, what is left is written too: 3 min 12 s.
// "" where the weight rounds to one of the next step.
function stepText(weight, at) {
	const { size, word } = weights.steps[at], less = weights.steps[at - 1];
	const next = at + 1 < weights.steps.length ? weights.steps[at + 1].size / size : Infinity;
	const ratio = size / less.size;
	if (ratio < 100) {
		const parts = Math.round(weight / less.size), rest = parts % ratio;
		return parts >= next * ratio ? ""
			: `${grouped(Math.floor(parts / ratio))} ${word}` + (rest ? ` ${rest} ${less.word}` : "");
	}
	let places = 2;
	while (places > 0 && roundedTo(places, weight, size) >= 1000)
		places--;
	const text = placed(roundedTo(places, weight, size), places);
	return numberOf(text) >= next ? "" : `${text} ${word}`;
}

function weightText(weight) {
	const { one, many, steps } = weights;
	let at = 0;
	while (at + 1 < steps.length && weight >= steps[at + 1].size)
		at++;
	for (; at > 0; at++) {
		const text = stepText(weight, at);
		if (text !== "")
			return text;
	}
	return `${countText(weight)} ${weight === 1 ? one : many}`;
}

const samplesText = (samples) => grouped(samples) + (samples === 1 ? " sample" : " samples");

// "451 ms, 225 samples", or with the name of what the picture counts.
function measuredText(weight, name) {
	if (!weights)
		return `${grouped(weight)} ${name}`;
	return weightText(weight) +
		(weights.sample ? ", " + samplesText(Math.round(weight / weights.sample)) : "");
}

// In differences the name of what is counted is not said.
const bareText = (weight) => !weights ? grouped(weight)
	: weights.steps.length > 1 ? weightText(weight) : countText(weight);

// What a title says, with the number of samples where each weighs something else.
function withSamples(text, weight) {
	if (!weights || !(weights.rate > 0) || / samples?, [^,]*$/.test(text))
		return text;
	const about = samplesText(Math.max(Math.round(weight * weights.rate), 1));
	return text.replace(/, ([^,]*%\))$/, `, about ${about}, $1`);
}
