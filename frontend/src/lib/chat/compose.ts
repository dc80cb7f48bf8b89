import type { Sentence } from "../api";
import { CodePoints } from "../text/codepoints";
import { parse, type Block, type BlockKind, type Run } from "./markdown";

/** A part of a block that belongs to one sentence, or to none yet. */
export interface Piece {
  sentence?: Sentence;
  runs: Run[];
  /** The sentence ends here: its state and citations follow. */
  last: boolean;
}

export interface ComposedBlock {
  kind: BlockKind;
  number?: number;
  pieces: Piece[];
}

/** Consecutive list items, or a single block of another kind. */
export type Section =
  | { kind: "bullets"; items: ComposedBlock[] }
  | { kind: "numbers"; start: number; items: ComposedBlock[] }
  | { kind: "block"; block: ComposedBlock };

/**
 * Lays the checked sentences over an answer's Markdown. Sentences may span
 * several blocks, and one block may hold several sentences; text that no
 * sentence covers stays as it is.
 */
export function compose(text: string, sentences: readonly Sentence[]): Section[] {
  const points = new CodePoints(text);
  const ranges = [...sentences]
    .sort((a, b) => a.start - b.start)
    .map((sentence) => ({ sentence, start: points.unit(sentence.start), end: points.unit(sentence.end) }));
  const composed = parse(text).map((block) => split(block, ranges));

  // Only where a sentence's last piece is do its state and citations stand.
  const lasts = new Map<Sentence, Piece>();
  for (const block of composed) for (const piece of block.pieces) if (piece.sentence) lasts.set(piece.sentence, piece);
  for (const piece of lasts.values()) piece.last = true;

  return group(composed);
}

interface Range {
  sentence: Sentence;
  start: number;
  end: number;
}

function split(block: Block, ranges: readonly Range[]): ComposedBlock {
  const pieces: Piece[] = [];
  for (const run of block.runs) {
    let from = run.start;
    while (from < run.end) {
      const inside = ranges.find((range) => range.start <= from && from < range.end);
      const next = inside?.end ?? ranges.find((range) => range.start > from)?.start ?? run.end;
      const to = Math.min(next, run.end);
      const part = cut(run, from, to);
      const open = pieces.at(-1);
      if (open && open.sentence === inside?.sentence) open.runs.push(part);
      else pieces.push({ ...(inside ? { sentence: inside.sentence } : {}), runs: [part], last: false });
      from = to;
    }
  }
  const kept = pieces.filter((piece) => piece.runs.some((run) => run.text !== ""));
  return { kind: block.kind, ...(block.number === undefined ? {} : { number: block.number }), pieces: kept };
}

// A run whose text is exactly its source can be cut anywhere; code and links
// keep their whole text with the part that comes first.
function cut(run: Run, from: number, to: number): Run {
  if (run.text.length === run.end - run.start) {
    return { ...run, text: run.text.slice(from - run.start, to - run.start), start: from, end: to };
  }
  return { ...run, text: from === run.start ? run.text : "", start: from, end: to };
}

/** So long a word may still go to the next line with the mark behind it. */
const WORD = 24;

/**
 * Cuts off a sentence's last word, so that its state can be kept beside it: at the
 * start of a line the mark would seem to be of the sentence that follows. A missing
 * phrase is not cut, since it is underlined as one. Without `word` nothing is cut.
 */
export function ending(runs: readonly Run[], missing: readonly string[] = []): { before: Run[]; word?: Run } {
  const last = runs.at(-1);
  const word = last && !last.code && !last.href ? /(?:^|\s)(\S+)\s*$/u.exec(last.text)?.[1] : undefined;
  if (!last || !word) return { before: [...runs] };
  // Scripts that put no spaces between words break anywhere: two signs are enough.
  const kept = word.length <= WORD ? word : /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]/u.test(word) ? [...word].slice(-2).join("") : "";
  const bare = kept.replace(/^\P{L}+|[^\p{L}\p{N}]+$/gu, "").toLowerCase();
  if (kept === "" || missing.some((phrase) => /\s/.test(phrase) && bare !== "" && phrase.toLowerCase().includes(bare))) return { before: [...runs] };
  const at = last.text.lastIndexOf(kept);
  const before = [...runs.slice(0, -1), { ...last, text: last.text.slice(0, at) }].filter(({ text }) => text !== "");
  return { before, word: { ...last, text: kept } };
}

function group(blocks: ComposedBlock[]): Section[] {
  const sections: Section[] = [];
  for (const block of blocks) {
    if (block.pieces.length === 0) continue;
    const last = sections.at(-1);
    if (block.kind === "bullet") {
      if (last?.kind === "bullets") last.items.push(block);
      else sections.push({ kind: "bullets", items: [block] });
    } else if (block.kind === "number") {
      if (last?.kind === "numbers") last.items.push(block);
      else sections.push({ kind: "numbers", start: block.number ?? 1, items: [block] });
    } else {
      sections.push({ kind: "block", block });
    }
  }
  return sections;
}
