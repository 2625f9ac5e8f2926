// ---- regular expressions that end ----
//
// The browser's RegExp tries one way to match after the other, which for some expressions takes for
// ever, and an address may bring any. So it matches only where there is no more than one choice:
// one quantifier of a single character, or one group of alternatives. Other expressions are matched here
// in all ways at once, as a finite automaton whose states are made when they are first needed. What a
// character, a set or an escape stands for remains the browser's to say.

const nodesMost = 5000; // of an expression
const stepsMost = 2e7; // for all names of a search
const longName = 200; // from here on even one quantifier may take long

// Parses what RegExp has found to be valid. Nodes are arrays: ["unit", source], ["at", "^"],
// ["all", ...nodes], ["any", ...nodes], ["repeat", node, min, max].
function parseExpression(text) {
	const found = { node: null, choices: 0, special: false };
	let at = 0;
	const quantifier = /(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/y;
	const escape = /x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|c[a-zA-Z]|[^]/y;

	function takeAlternatives(inGroup) {
		const parts = [takeSequence()];
		while (text[at] === "|") {
			at++;
			parts.push(takeSequence());
		}
		if (parts.length === 1)
			return parts[0];
		found.choices += inGroup ? 1 : 0;
		return ["any", ...parts];
	}

	function takeSequence() {
		const parts = ["all"];
		while (at < text.length && text[at] !== "|" && text[at] !== ")")
			parts.push(takeRepeated());
		return parts;
	}

	function takeRepeated() {
		const node = takeAtom();
		quantifier.lastIndex = at;
		const [all, sign, low, comma, high] = quantifier.exec(text) || [""];
		if (all === "")
			return node;
		at += all.length;
		found.choices += node[0] === "unit" ? 1 : 2;
		const min = sign ? Number(sign === "+") : Number(low);
		const max = sign ? (sign === "?" ? 1 : Infinity)
			: !comma ? min : high ? Number(high) : Infinity;
		return ["repeat", node, min, max];
	}

	function takeGroup() {
		const name = /\?<[^=!>][^>]*>/y;
		name.lastIndex = at;
		if (text.startsWith("?:", at)) {
			at += 2;
		} else if (name.test(text)) {
			at = name.lastIndex;
		} else if (text[at] === "?") { // looks around
			found.special = true;
			at += text[at + 1] === "<" ? 3 : 2;
		}
		const node = takeAlternatives(true);
		at++;
		return node;
	}

	function takeSet() {
		const begin = at - 1;
		while (text[at] !== "]")
			at += text[at] === "\\" ? 2 : 1;
		at++;
		return ["unit", text.slice(begin, at)];
	}

	function takeEscape() {
		escape.lastIndex = at;
		const [word] = escape.exec(text);
		at += word.length;
		if (word === "b" || word === "B")
			return ["at", word];
		// refers to a group, or is an octal number
		found.special = found.special || /[\dk]/.test(word[0]);
		return ["unit", "\\" + word];
	}

	function takeAtom() {
		const c = text[at++];
		if (c === "(")
			return takeGroup();
		if (c === "[")
			return takeSet();
		if (c === "\\")
			return takeEscape();
		if (c === "^" || c === "$")
			return ["at", c];
		return ["unit", c === "." ? c : "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0")];
	}

	found.node = takeAlternatives(false);
	return found;
}

// The states of an expression: at[i] says what has to stand there ("^", "$", "b", "B"), units[i] which
// character is taken; next[i] lists where it goes on. State 0 is where a match ends. null: too many.
function buildStates(root, flags) {
	const states = { at: [null], units: [null], next: [[]], begin: 0 }, known = new Map();
	let built = 0;

	function add(where, unit, next) {
		if (states.next.length >= nodesMost)
			throw new RangeError("too many states");
		states.at.push(where);
		states.units.push(unit);
		return states.next.push(next) - 1;
	}

	// Whether a character is of a kind, by its code; answers are kept.
	function unitOf(source) {
		if (!known.has(source)) {
			const own = new RegExp("^(?:" + source + ")$", flags), answers = new Map();
			known.set(source, (code) => {
				if (!answers.has(code))
					answers.set(code, own.test(String.fromCharCode(code)));
				return answers.get(code);
			});
		}
		return known.get(source);
	}

	function repeat(node, min, max, then) {
		let entry = then;
		if (max === Infinity) {
			const loop = add(null, null, [then]);
			states.next[loop].push(build(node, loop));
			entry = loop;
		} else {
			for (let i = min; i < max; i++)
				entry = add(null, null, [then, build(node, entry)]);
		}
		for (let i = 0; i < min; i++)
			entry = build(node, entry);
		return entry;
	}

	// From its end to its beginning; returns where the node is entered.
	function build(node, then) {
		const [kind, ...parts] = node;
		if (built++ > 10 * nodesMost) // repeats nothing at all
			throw new RangeError("too many nodes");
		if (kind === "unit")
			return add(null, unitOf(parts[0]), [then]);
		if (kind === "at")
			return add(parts[0], null, [then]);
		if (kind === "all")
			return parts.reduceRight((entry, part) => build(part, entry), then);
		if (kind === "any")
			return add(null, null, parts.map((part) => build(part, then)));
		return repeat(...parts, then);
	}

	try {
		states.begin = build(root, 0);
	} catch (error) {
		return null;
	}
	return states;
}

const isWordCode = (code) => code === 95 || (code >= 48 && code <= 57) ||
	((code | 32) >= 97 && (code | 32) <= 122);

// A function that says whether a name matches; it throws when the search takes too long.
function matcherOf(states) {
	const { at, units, next, begin } = states;
	const seen = new Int32Array(next.length);
	let round = 0, steps = 0, sets = new Map();

	const set = (list, start, word) => {
		const key = list.join() + (start ? "^" : "") + (word ? "w" : "");
		if (!sets.has(key)) {
			if (sets.size >= 2000)
				sets = new Map();
			sets.set(key, { list, start, word, after: new Map(), matches: null });
		}
		return sets.get(key);
	};

	// The states that take a character, reached from a set without taking one; null: it matches.
	function reach({ list, start, word }, wordNext, end) {
		const open = list.slice(), takers = [];
		round++;
		while (open.length > 0) {
			const i = open.pop();
			if (seen[i] === round)
				continue;
			seen[i] = round;
			steps++;
			if (i === 0)
				return null;
			const holds = at[i] === null || (at[i] === "^" ? start : at[i] === "$" ? end
				: (word !== wordNext) === (at[i] === "b"));
			if (units[i])
				takers.push(i);
			else if (holds)
				open.push(...next[i]);
		}
		if (steps > stepsMost)
			throw new RangeError("takes too long");
		return takers;
	}

	function step(from, code) {
		const word = isWordCode(code), takers = reach(from, word, false);
		if (takers === null)
			return null;
		const list = new Set([begin]); // a match may begin anywhere
		for (const i of takers) {
			if (units[i](code))
				list.add(next[i][0]);
		}
		return set([...list].sort((a, b) => a - b), false, word);
	}

	return (name) => {
		let now = set([begin], true, false);
		for (let i = 0; i < name.length; i++) {
			const code = name.charCodeAt(i);
			let then = now.after.get(code);
			if (then === undefined)
				now.after.set(code, then = step(now, code));
			if (then === null)
				return true;
			now = then;
		}
		if (now.matches === null)
			now.matches = reach(now, false, true) === null;
		return now.matches;
	};
}

// A function that says whether a name matches; null: text is no regular expression. It throws where
// the search takes too long, as does this.
export function matcherFor(text, ignoreCase) {
	const flags = ignoreCase ? "i" : "";
	let expression;
	try {
		expression = new RegExp(text, flags);
	} catch (error) {
		return null;
	}
	const { node, choices, special } = parseExpression(text);
	if (choices === 0)
		return (name) => expression.test(name);
	const states = special ? null : buildStates(node, flags);
	const matches = states ? matcherOf(states) : () => {
		throw new RangeError("too complex");
	};
	return (name) => choices === 1 && name.length < longName ? expression.test(name) : matches(name);
}
