// ---- elements ----

const SVG = "http://www.w3.org/2000/svg";
export const byId = (id) => document.getElementById(id);

export function makeElement(name, attributes, text) {
	const element = document.createElementNS(SVG, name);
	for (const key of Object.keys(attributes))
		element.setAttribute(key, attributes[key]);
	if (text !== undefined)
		element.textContent = text;
	return element;
}
