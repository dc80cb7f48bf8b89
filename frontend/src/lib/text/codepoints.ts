/**
 * Every offset that Carrel's program gives counts Unicode code points; strings
 * here count UTF-16 units. The two differ from the first emoji on.
 */
export class CodePoints {
  /** UTF-16 index of every code point; undefined where the text has no astral ones. */
  readonly #units: Uint32Array | undefined;
  readonly length: number;

  constructor(readonly text: string) {
    let astral = 0;
    for (let i = 0; i < text.length; i++) {
      if (isPair(text, i)) {
        astral++;
        i++;
      }
    }
    this.length = text.length - astral;
    if (astral === 0) return;
    const units = new Uint32Array(this.length + 1);
    for (let i = 0, point = 0; i <= text.length; point++) {
      units[point] = i;
      i += isPair(text, i) ? 2 : 1;
    }
    this.#units = units;
  }

  /** The UTF-16 index of a code point; indices beyond the text are brought back to its end. */
  unit(point: number): number {
    const bounded = Math.min(Math.max(point, 0), this.length);
    return this.#units ? (this.#units[bounded] ?? this.text.length) : bounded;
  }

  /** The code point at or after a UTF-16 index. */
  point(unit: number): number {
    const bounded = Math.min(Math.max(unit, 0), this.text.length);
    if (!this.#units) return bounded;
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#units[middle] ?? 0) < bounded) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The text between two code points. */
  slice(start: number, end: number): string {
    return this.text.slice(this.unit(start), this.unit(end));
  }
}

function isPair(text: string, i: number): boolean {
  const lead = text.charCodeAt(i);
  if (lead < 0xd800 || lead > 0xdbff) return false;
  const trail = text.charCodeAt(i + 1);
  return trail >= 0xdc00 && trail <= 0xdfff;
}
