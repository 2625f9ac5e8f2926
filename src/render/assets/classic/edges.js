// ---- the edges of frames: as they were drawn ----

export function dressEdges() {}

export function dropEdges() {}
