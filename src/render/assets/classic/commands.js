// ---- keys of the view ----

// No letter has a meaning of its own.
export const commandFor = () => null;
