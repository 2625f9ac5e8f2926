// ---- weights: what titles say of them, and how they are written in views computed here ----

import { byId } from "./dom.js";
import { now } from "./state.js";

// The unit's words and steps: "ns;ns;1000;µs;1000000;ms". Then what a sample weighs, where titles
// say samples; what the list's numbers are multiplied by; how many samples a weight stands for.
export function readWeights() {
	const unit = now.root.getAttribute("data-unit");
	if (unit === null)
		return;
	const number = (name) => Number(now.root.getAttribute("data-" + name));
	const [one, many, ...words] = unit.split(";");
	const steps = [{ size: 1, word: many }];
	for (let i = 0; i + 1 < words.length; i += 2)
		steps.push({ size: Number(words[i]), word: words[i + 1] });
	const list = byId("weights");
	now.weights = {
		one, many, steps, sample: number("sample"), scale: number("scale"), rate: number("rate"),
		list: list && list.textContent.split(" "),
	};
}

export const numberOf = (text) => Number(text.replace(/,/g, ""));

// The weight in a title's words after the name: "451 ms, 225 samples, 12.3%)".
export function weightIn(words) {
	if (!now.weights || !now.weights.sample)
		return parseFloat(words.replace(/,/g, ""));
	const samples = /, ([\d,]+) samples?, [^,]*$/.exec(words);
	return samples ? numberOf(samples[1]) * now.weights.sample : NaN;
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
	const { size, word } = now.weights.steps[at], less = now.weights.steps[at - 1];
	const next = at + 1 < now.weights.steps.length ? now.weights.steps[at + 1].size / size : Infinity;
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

export function weightText(weight) {
	const { one, many, steps } = now.weights;
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
export function measuredText(weight, name) {
	if (!now.weights)
		return `${grouped(weight)} ${name}`;
	return weightText(weight) +
		(now.weights.sample ? ", " + samplesText(Math.round(weight / now.weights.sample)) : "");
}

// In differences the name of what is counted is not said.
export const bareText = (weight) => !now.weights ? grouped(weight)
	: now.weights.steps.length > 1 ? weightText(weight) : countText(weight);

// What a title says, with the number of samples where each weighs something else.
export function withSamples(text, weight) {
	if (!now.weights || !(now.weights.rate > 0) || / samples?, [^,]*$/.test(text))
		return text;
	const about = samplesText(Math.max(Math.round(weight * now.weights.rate), 1));
	return text.replace(/, ([^,]*%\))$/, `, about ${about}, $1`);
}
