// Parts of the window that are not needed to begin with: they are no part of its first
// load, and are fetched when it has nothing else to do, or when they are first wanted.

const parts: (() => Promise<unknown>)[] = [];

/** @returns loads the part once; what could not be loaded is tried again the next time */
export function later<Part>(load: () => Promise<Part>): () => Promise<Part> {
  let loaded: Promise<Part> | undefined;
  const once = () =>
    (loaded ??= load().catch((error: unknown) => {
      loaded = undefined;
      throw error;
    }));
  parts.push(once);
  return once;
}

/** How long after the start where the browser can't tell when there is nothing to do, in ms. */
const CALM = 1000;

/**
 * Fetches all parts, one after the other, once the window is idle: then they open
 * without delay, and also when the program has ended meanwhile.
 */
export function fetchParts(): void {
  const fetchAll = async () => {
    for (const part of parts) await part().catch(() => undefined);
  };
  // WebKit has no requestIdleCallback.
  if ("requestIdleCallback" in globalThis) requestIdleCallback(() => void fetchAll(), { timeout: 3 * CALM });
  else setTimeout(() => void fetchAll(), CALM);
}
