// Closures, methods, generators, regular expressions, a getter, names beyond ASCII: what a JIT's
// perf map has to name.
'use strict';

const fs = require('fs');

class Tokenizer {
	constructor(source) {
		this.pattern = /(?<word>[a-z_]\w*)|(?<number>\d+(?:\.\d+)?)|(?<mark>[-+*/();])|\s+/giy;
		this.source = source;
	}

	*tokens() {
		let match;

		this.pattern.lastIndex = 0;
		while ((match = this.pattern.exec(this.source)) !== null)
			if (match[0].trim() !== '')
				yield match[0];
	}

	get count() {
		let n = 0;

		for (const token of this.tokens())
			n += token.length > 0 ? 1 : 0;
		return n;
	}
}

function counter() {
	const counts = new Map();
	const add = (key) => counts.set(key, (counts.get(key) || 0) + 1);
	const größte = () => [...counts].sort(function byCount(a, b) {
		return b[1] - a[1] || (a[0] < b[0] ? -1 : 1);
	})[0];

	return { add, größte };
}

const compose = (...steps) => (value) => steps.reduce((made, step) => step(made), value);
const shout = compose(
	(text) => text.replace(/\b[a-z]/g, (letter) => letter.toUpperCase()),
	(text) => text.split(/\s*;\s*/),
	(parts) => parts.map((part) => JSON.stringify({ part, length: part.length })),
	(parts) => parts.map(JSON.parse).filter(({ length }) => length > 2));

function makeSource(lines) {
	let source = '';

	for (let i = 0; i < lines; i++)
		source += `value_${i % 97} = (alpha + ${i * 1.5}) * beta_${i % 13}; `;
	return source;
}

function fibonacci(n) {
	return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
}

function round(source) {
	const { add, größte } = counter();

	for (const token of new Tokenizer(source).tokens())
		add(token);
	fs.readFileSync('/proc/self/stat', 'latin1').split(' ').forEach(add);
	return größte()[1] + new Tokenizer(source).count + shout(source).length + fibonacci(18);
}

let sum = 0;
const end = Date.now() + Number(process.argv[2] || 1000);
const source = makeSource(500);

while (Date.now() < end)
	sum += round(source);
console.log(sum > 0);
