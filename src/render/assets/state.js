// ---- the state of the picture ----
//
// What more than one file reads or changes. Each file that changes something is its only one, but
// for the cursor, which a click moves too.

export const now = {
	root: null, rects: null, details: null, background: null, page: null, // elements; the page is the modern look's
	canvas: null, // which measures texts, likewise
	nameType: "", // the words before a frame's info
	sidePad: 0, fontSize: 0, charWidth: 0, // px
	nominalWidth: 0, // px: the width the picture was written with ...
	pictureWidth: 0, // ... and its width here, which differs only as page-wide picture
	above: 0, below: 0, // px of the window that bars cover
	weights: null, // how weights of a known unit are written; null: as rounded counts
	difference: null, // how the picture's colours are made; null: it is no differential
	original: null, // the scene of the document, read when it is first asked for
	scene: null, // the one shown
	changes: [], // what makes it of the original; see view.js
	order: null, // of callees, where the reader chose another than the drawn one, see modern/order.js; and ...
	arrange: null, // ... what makes a scene in that order of one; null: the look has none
	flipped: false, // icicle instead of flames, or the reverse
	zoomed: 0, // index of the frame that was zoomed to; 0 is the root
	shown: [0], // what fills each pane: of a pair, zoomed and its partner, -1 where there is none
	term: null, // what is searched for; null: nothing
	ignoreCase: false,
	matches: null, // Uint8Array: 1 for each frame that matches
	theme: null, // the one in the address; null: none
	cursor: -1, // the frame that the keyboard is on; -1: none
};
