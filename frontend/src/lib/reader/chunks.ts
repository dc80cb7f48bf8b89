import type { Page, Span } from "../api";
import { CodePoints } from "../text/codepoints";
import { pageBlocks, type Block, type Form } from "./blocks";

/** How much text is shown or left out at a time, in UTF-16 units. */
const CHUNK = 6000;

/**
 * A stretch of the reading view: a page, or a part of a long one. Only those
 * near the view are taken apart and shown.
 */
export class Chunk {
  #blocks: Block[] | undefined;

  constructor(
    readonly page: Page,
    private readonly form: Form,
    /** Its text in its page, in UTF-16 units. */
    readonly from: number,
    readonly to: number,
    blocks?: Block[],
  ) {
    this.#blocks = blocks;
  }

  /** Whether its page begins with it. */
  get first(): boolean {
    return this.from === 0;
  }

  get blocks(): Block[] {
    return (this.#blocks ??= pageBlocks(this.page, this.form));
  }
}

/** Cuts the pages of a text into chunks. */
export function chunksOf(pages: readonly Page[], form: Form): Chunk[] {
  return pages.flatMap((page) => {
    if (page.text.length <= 1.5 * CHUNK) return [new Chunk(page, form, 0, page.text.length)];
    const chunks: Chunk[] = [];
    let from = 0;
    let taken: Block[] = [];
    const close = (to: number) => {
      if (taken.length > 0) chunks.push(new Chunk(page, form, from, to, taken));
      taken = [];
      from = to;
    };
    for (const block of pageBlocks(page, form).flatMap((block) => [...pieces(block)])) {
      if (taken.length > 0 && block.end - from > CHUNK) close(block.start);
      taken.push(block);
    }
    close(page.text.length);
    return chunks;
  });
}

// Tables and code are cut between rows and lines.
function* pieces(block: Block): Generator<Block> {
  if (block.kind === "table") {
    for (const rows of runs(block.rows)) {
      const continued = rows[0] !== block.rows[0];
      const start = continued ? (rows[0]?.start ?? block.start) : block.start;
      yield { ...block, rows, start, end: rows.at(-1)?.end ?? block.end, ...(continued && { continued }) };
    }
  } else if (block.kind === "lines") {
    let first = block.first;
    for (const lines of runs(block.lines)) {
      yield { ...block, first, lines, start: lines[0]?.start ?? 0, end: lines.at(-1)?.end ?? 0 };
      first += lines.length;
    }
  } else {
    yield block;
  }
}

function runs<T extends Span>(list: readonly T[]): T[][] {
  const result: T[][] = [];
  let current: T[] = [];
  for (const item of list) {
    if (current[0] && item.end - current[0].start > CHUNK) {
      result.push(current);
      current = [];
    }
    current.push(item);
  }
  if (current.length > 0) result.push(current);
  return result;
}

/** The chunk that a code point of a page lies in; the page's first where there is none. */
export function chunkAt(chunks: readonly Chunk[], page: number, point: number): number {
  const first = chunks.findIndex((chunk) => chunk.page.number === page);
  const start = chunks[first];
  if (!start) return 0;
  if (point <= 0) return first;
  const unit = new CodePoints(start.page.text).unit(point);
  let at = first;
  while (chunks[at + 1]?.page === start.page && (chunks[at + 1]?.from ?? 0) <= unit) at++;
  return at;
}

/** Where chunks lie in one long column, as far as they have been measured. */
export class ChunkColumn {
  readonly tops: Float64Array;

  constructor(
    readonly chunks: readonly Chunk[],
    private readonly known: ReadonlyMap<number, number>,
    /** Height of a chunk that has not been shown, in pixels for each UTF-16 unit of its text. */
    perUnit: number,
  ) {
    this.tops = new Float64Array(chunks.length + 1);
    let top = 0;
    chunks.forEach((chunk, i) => {
      this.tops[i] = top;
      top += this.known.get(i) ?? Math.max(24, (chunk.to - chunk.from) * perUnit);
    });
    this.tops[chunks.length] = top;
  }

  get height(): number {
    return this.top(this.chunks.length);
  }

  top(chunk: number): number {
    return this.tops[Math.min(Math.max(chunk, 0), this.chunks.length)] ?? 0;
  }

  /** The chunk at a height of the column. */
  at(y: number): number {
    let low = 0;
    let high = Math.max(0, this.chunks.length - 1);
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.tops[middle] ?? 0) <= y) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** First and last chunk that a view from `top` of the given height touches, with as much again on either side. */
  visible(top: number, height: number): { from: number; to: number } {
    return { from: this.at(top - height), to: this.at(top + 2 * height) };
  }
}
