/**
 * Keeps small preferences on this machine. `carrel serve` gets a new port at
 * every start and local storage belongs to one port, so a cookie, which does
 * not, carries them over; the window's scheme has no cookies, so both are kept.
 */
export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(`carrel.${key}`, value);
  } catch {
    // A full or forbidden storage costs a preference, nothing else.
  }
  document.cookie = `carrel_${key}=${encodeURIComponent(value)}; Path=/; Max-Age=31536000; SameSite=Strict`;
}

/** What was remembered last, or undefined. */
export function recall(key: string): string | undefined {
  try {
    const value = localStorage.getItem(`carrel.${key}`);
    if (value !== null) return value;
  } catch {
    // as above
  }
  for (const pair of document.cookie.split("; ")) {
    const [name, value] = pair.split("=");
    if (name === `carrel_${key}` && value !== undefined) return decodeURIComponent(value);
  }
  return undefined;
}
