// ---- the parts of function names that labels leave out, from the least telling to the most ----
//
// As src/names/name_parts.c, which says more: tests/unit/name_cases.h tests both.

const DEPTH_MAX = 128; // brackets in brackets
const SUFFIXES = ["isra", "constprop", "part", "cold", "lto_priv", "llvm", "abi0", "abiinternal", "clone", "localalias", "__uniq", "__part"];
const TYPES = ["void", "bool", "char", "int", "long", "unsigned", "float", "auto", "double"];
const ENDINGS = ["so", "out", "js", "mjs", "ts", "py", "c", "cc", "cpp", "h", "rs", "go", "rb", "exe", "ko", "dll"];
const CLOSERS = { "(": ")", "[": "]", "{": "}", "<": ">" };
const OPERATOR = new RegExp("^operator(\\(\\)|\\[\\]| (?:new|delete)\\[\\]|<=>|<<=|>>=|->\\*|->" +
	// operator<<int> is an operator< with template arguments
	"|<<(?=$|_\\[|(?!\\(anonymous)[^\\w$\\u0080-\\uffff:])" +
	"|>>|[<>=!+\\-*/%^&|]=|&&|\\|\\||\\+\\+|--|[<>=!+\\-*/%^&|~,]|)");

const isWord = (c) => c !== undefined && /^[\w$\u0080-\uffff]/.test(c);

// Where an operator's name ends that begins there; there, if none begins.
function operatorEnd(text, at) {
	if (!text.startsWith("operator", at) || isWord(text[at - 1]) || isWord(text[at + 8]))
		return at;
	return at + OPERATOR.exec(text.slice(at, at + 80))[0].length;
}

// Where the bracket that opens there is closed, and one further; 0: nowhere, or too deep. In round
// brackets, where expressions stand, "<" and ">" may stand alone.
function closing(text, at) {
	const open = [];
	while (at < text.length) {
		const end = operatorEnd(text, at);
		if (end > at) {
			at = end;
			continue;
		}
		const c = text[at++];
		if (c in CLOSERS) {
			if (open.push(CLOSERS[c]) > DEPTH_MAX)
				return 0;
		} else if (c === ">") {
			if (open[open.length - 1] === ">" && text[at - 2] !== "-")
				open.pop();
		} else if (")]}".includes(c)) {
			while (open[open.length - 1] === ">")
				open.pop(); // it was less than
			if (open.pop() !== c)
				return 0;
		}
		if (open.length === 0)
			return at;
	}
	return 0;
}

// The next place outside of brackets and operators.
function step(text, at) {
	const end = operatorEnd(text, at);
	if (end > at)
		return end;
	return text[at] in CLOSERS ? closing(text, at) || text.length : at + 1;
}

// The blank or colon before the place of the source; the end, if none is said.
function sourceStart(text) {
	let blank = 0, colon = 0;
	const numbers = text.length - /(:\d+)*$/.exec(text)[0].length;
	for (let at = 0; at < text.length; at = step(text, at)) {
		if (text[at] === " ")
			blank = at;
		else if (at > 0 && colon === 0 && text.startsWith(":/", at))
			colon = at;
	}
	if (blank > 0 && blank + 1 < text.length && (numbers < text.length || text[blank + 1] === "/"))
		return blank;
	if (colon > 0 && text[colon - 1] !== ":" && !text.startsWith("://", colon))
		return colon;
	const before = text.lastIndexOf(":", numbers - 1);
	const file = numbers < text.length || ENDINGS.includes((/.\.([^.]*)$/.exec(text.slice(before + 1)) || [])[1]);
	return before < 1 || text[before - 1] === ":" || text[before + 1] === " " || !file ? text.length : before;
}

// The place stays where no name is before it: JS:^ work.js:2:17.
function withoutSource(text) {
	const before = text.slice(0, sourceStart(text));
	return before === "(anonymous)" || /(^|:)[*~^+]*$/.test(before) ? text : before;
}

function withoutFolders(text) {
	const start = sourceStart(text), name = text.lastIndexOf("/");
	return name <= start || name + 1 === text.length ? text : text.slice(0, start + 1) + text.slice(name + 1);
}

// `f.isra.0` without what compilers append.
function withoutCompiled(text) {
	let start = text.length, end = text.length;
	while (end > 0) {
		const word = /[\w$\u0080-\uffff]*$/.exec(text.slice(0, end))[0], at = end - word.length;
		if (at < 2 || word === "" || text[at - 1] !== ".")
			break;
		end = at - 1;
		if (SUFFIXES.includes(word))
			start = end;
		else if (!/^\d+$/.test(word))
			break;
	}
	return text.slice(0, start);
}

const withoutSuffix = (text) => withoutCompiled(text.replace(/(?!^)\/0x[\da-f]*(?=\.)/, "")
	.replace(/ (\[clone |\(\.).*/s, "").replace(/^([^][^@]*)@[\w$\u0080-\uffff@.]*$/, "$1"))
	.replace(/(?!^)::h[\da-f]{16}$/, "").replace(/^L((?:(?!;|:::).)+)[;:](?=::)/s, "$1");

// Copies a text without the brackets that `leave` finds; see there.
function copyWithout(text, openers, leave) {
	const copy = { text, at: 0, out: "", afterOperator: 0 };
	const put = (end) => {
		copy.out += text.slice(copy.at, end);
		copy.at = end;
	};
	while (copy.at < text.length) {
		const operator = operatorEnd(text, copy.at);
		if (operator > copy.at) {
			put(operator);
			copy.afterOperator = copy.out.length;
			continue;
		}
		const end = openers.includes(text[copy.at]) ? closing(text, copy.at) : copy.at + 1;
		if (end === 0)
			put(text.length);
		else if (!leave(copy, end))
			put(copy.group || copy.at + 1);
		copy.group = 0;
	}
	return copy.out;
}

// Whether what was copied is a function's name that a bracket may follow.
function isNameBefore({ out, afterOperator }, others) {
	const last = out[out.length - 1];
	return out !== "" && (out.length === afterOperator || isWord(last) || others.includes(last));
}

// Where decltype(auto) ends, whose brackets hold no arguments, if it begins there; 0 otherwise.
function decltypeEnd(text, at) {
	const begin = isWord(text[at - 1]) ? null : /^decltype ?(?=\()/.exec(text.slice(at, at + 10));
	return begin && closing(text, at + begin[0].length);
}

const withoutArguments = (text) => copyWithout(text, "(<[", (copy, end) => {
	copy.group = text[copy.at] === "d" && decltypeEnd(text, copy.at) || end;
	if (text[copy.at] !== "(" || !(isNameBefore(copy, ")]}>'") ||
		(end === text.length && copy.out.endsWith(" ") && isWord(copy.out[copy.out.length - 2]))))
		return false;
	copy.out = copy.out.trimEnd();
	while (end < text.length && !".}#(".includes(text[end]) && !text.startsWith("::", end))
		end = text.startsWith(" -> ", end) ? text.length : end + 1; // " const", " -> int", Java's type
	copy.at = end;
	return true;
});

const withoutTemplates = (text) => copyWithout(text, "<[", (copy, end) => {
	const { at, out } = copy, c = text[at];
	if (c === " " && out.length === copy.afterOperator && text[at + 1] === "<") {
		copy.at++; // operator<< <char>
		return true;
	}
	if (c !== "<" && c !== "[")
		return false;
	if (!isNameBefore(copy, c === "<" ? ")]" : "")) {
		// Rust writes f::<T> too
		if (out.length < 3 || !out.endsWith("::") || c !== "<" ||
			(end < text.length && !text.startsWith("::", end) && !">,)] ".includes(text[end])) ||
			/^(impl |lambda|unnamed)| as /.test(text.slice(at + 1, end - 1)))
			return false;
		copy.out = out.slice(0, -2);
	}
	copy.at = end;
	return true;
});

function withoutType(text) {
	let blank = 0, first = 0, scoped = false, dotted = false;
	for (let at = 0; at < text.length && operatorEnd(text, at) === at; at = step(text, at)) {
		if (text[at] === " ") {
			blank = at + 1;
			first = first || at;
			dotted = false;
		}
		dotted = dotted || text[at] === ".";
		scoped = scoped || text.startsWith("::", at);
	}
	return blank < text.length && (scoped || dotted || TYPES.includes(text.slice(0, first)))
		? text.slice(blank) : text;
}

// Whether a name may begin so when a scope before it is left out; Go counts functions without one.
function isStart(text) {
	if (text[0] === "<") {
		const end = closing(text, 0);
		return end > 0 && (text.startsWith("::", end) || text[end] === ".");
	}
	return /^([A-Za-z_$\u0080-\uffff]|[(*~])/.test(text) && !/^(func|gowrap|deferwrap|\$_)\d/.test(text);
}

// Where the name goes on after its outermost scope; 0 without one.
function scopeEnd(text) {
	let slash = 0, at = 0;
	while (slash < text.length && !"/ ".includes(text[slash]))
		slash = step(text, slash);
	if (text[slash] === "/")
		return isStart(text.slice(slash + 1)) ? slash + 1 : 0;
	while (at < text.length && !".: ".includes(text[at]))
		at = step(text, at);
	if (at === 0 || at >= text.length || text[at] === " " || text[0] === "{")
		return 0;
	const dot = text[at] === ".", two = text.startsWith("::", at);
	let next = at + (text.startsWith(":::", at) ? 3 : two ? 2 : 1); // ::: stands for ;::
	while (!dot && !two && next < text.length && "*~^+".includes(text[next]))
		next++; // the tiers of V8: JS:*work
	const rest = text.slice(next);
	return isStart(rest) && !(dot && (ENDINGS.includes(rest.split(":")[0]) || rest.includes(" "))) ? next : 0;
}

function withoutScope(text) {
	const end = text[0] === "<" ? closing(text, 0) : 0;
	if (end > 0 && text.startsWith("::", end)) {
		const inner = text.slice(0, end).replace(/(?:[\w$\u0080-\uffff]+::)+/g, "");
		if (inner.length < end)
			return inner + text.slice(end);
	}
	return text.slice(scopeEnd(text));
}

const PARTS = [withoutFolders, withoutSource, withoutSuffix, withoutArguments,
	withoutTemplates, withoutType];
const SCOPES_MAX = 16;
const NAME_MAX = 4096;

// The name's forms, each shorter than the one before; the whole name is not among them.
export function formsOf(name) {
	const forms = [];
	let shortest = name;
	const marks = /^(.+?)((?:_\[.\]|\+0x[\da-f]+)*)$/s.exec(name);
	shortest = marks ? marks[1] : name;
	const take = (without) => {
		const form = shortest[0] === "[" ? "" : without(shortest); // [libc.so.6] is a module
		const shorter = form !== "" && form.length < shortest.length;
		if (shorter)
			forms.push((shortest = form) + (marks ? marks[2] : ""));
		return shorter;
	};
	if (name.length > NAME_MAX)
		return forms;
	for (const without of PARTS)
		take(without);
	for (let left = SCOPES_MAX; left > 0 && take(withoutScope); left--);
	return forms;
}
