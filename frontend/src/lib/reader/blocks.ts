import type { Page, SentenceState, Span } from "../api";
import { CodePoints } from "../text/codepoints";
import { capital } from "../text/words";
import { tableBlock, type TableBlock } from "./table";
import { isCells } from "./where";

/** How a text wants to be shown. */
export type Form = "plain" | "prose" | "markdown" | "code";

/** Formats whose own text is all there is: a dash in them need not be a list's. */
const plain: ReadonlySet<string> = new Set(["text", "mail", "mbox"]);

export function formOf(format: string | undefined): Form {
  if (format === "markdown") return "markdown";
  if (format === "source") return "code";
  return plain.has(format ?? "") ? "plain" : "prose";
}

/** A stretch of a page's text in UTF-16 units, in one style. */
export interface Run {
  start: number;
  end: number;
  /** How Markdown wants it; undefined for plain text. */
  style?: "strong" | "em" | "code";
}

/** A paragraph or a heading. */
export interface TextBlock {
  kind: "text";
  start: number;
  end: number;
  /** Heading level, 0 for running text. */
  heading: number;
  /** An item of a list or a quotation, its sign left out; the lines at the head of a mail; undefined for running text. */
  shape?: "item" | "quote" | "fields";
  /** How deep an item is indented, from 0. */
  depth?: number;
  /** It stands on every page: a running head, a page number. */
  furniture?: boolean;
  runs: Run[];
}

/** Lines of code, each with its number. */
export interface LinesBlock {
  kind: "lines";
  start: number;
  end: number;
  /** Number of the first line in its file. */
  first: number;
  lines: Run[];
}

/** Names the part that begins here: "Notes". */
export interface LabelBlock {
  kind: "label";
  start: number;
  end: number;
  text: string;
}

export type Block = TextBlock | LinesBlock | TableBlock | LabelBlock;

/** A page's text as blocks, in order. What they leave out is white space and signs that became form. */
export function pageBlocks(page: Page, form: Form): Block[] {
  const points = new CodePoints(page.text);
  const unit = (span: Span) => ({ start: points.unit(span.start), end: points.unit(span.end) });
  if (form === "code") return [linesBlock(page.text, page.line || 1)];
  const all = (page.headings ?? []).map((heading) => ({ level: heading.level, ...unit(heading) }));
  // A heading inside a line, as a mail's subject, stays in it.
  const inLine = (start: number) => form !== "markdown" && /[^\s]/.test(page.text.slice(page.text.lastIndexOf("\n", start - 1) + 1, start));
  const headings = all.filter(({ start }) => !inLine(start));
  const strong = all.filter(({ start }) => inLine(start));
  const furniture = (page.furniture ?? []).map(unit);
  const places = (page.places ?? []).map((place) => ({ name: place.name, ...unit(place) }));
  const result: Block[] = [];
  let at = 0;
  const upTo = (end: number) => {
    const inside = headings.filter((heading) => heading.start >= at && heading.end <= end);
    const found = [...blocks(page.text, at, end, inside)];
    for (const place of form === "markdown" ? formed(page.text, found) : form === "prose" ? listed(page.text, found) : found) {
      const { start, level, depth } = place;
      const runs = form === "markdown" ? [...styled(page.text, place)] : emphasised(place, strong);
      const fields = form === "plain" && result.length === 0 && FIELDS.test(page.text.slice(start, place.end));
      const shape = fields ? "fields" : place.shape;
      result.push({
        kind: "text",
        start,
        end: place.end,
        heading: level,
        ...(shape && { shape }),
        ...(depth && { depth }),
        ...(furniture.some((span) => span.start <= start && place.end <= span.end) && { furniture: true }),
        runs: runs.filter((run) => run.end > run.start),
      });
    }
    at = end;
  };
  for (const table of page.tables ?? []) {
    const block = tableBlock(page.text, table, unit, places);
    if (block.start < at || block.rows.length === 0) continue;
    upTo(block.start);
    result.push(block);
    at = block.end;
  }
  upTo(page.text.length);
  return labelled(result, places);
}

interface Place {
  level: number;
  start: number;
  end: number;
  shape?: "item" | "quote";
  depth?: number;
}

function linesBlock(text: string, first: number): LinesBlock {
  const lines: Run[] = [];
  let at = 0;
  for (const line of (text.endsWith("\n") ? text.slice(0, -1) : text).split("\n")) {
    lines.push({ start: at, end: at + line.length });
    at += line.length + 1;
  }
  return { kind: "lines", start: 0, end: text.length, first, lines };
}

const FIELDS = /^(?:[A-Z][A-Za-z-]+: .*(?:\n[ \t].*)*(?:\n|$)){2,}$/;

// The part of a line that is its heading.
function emphasised(place: Place, strong: readonly Span[]): Run[] {
  const runs: Run[] = [];
  let at = place.start;
  for (const { start, end } of strong) {
    if (start < at || end > place.end) continue;
    runs.push({ start: at, end: start }, { start, end, style: "strong" });
    at = end;
  }
  runs.push({ start: at, end: place.end });
  return runs;
}

// Parts that are not cells get their name before them.
function labelled(blocks: Block[], places: readonly (Span & { name: string })[]): Block[] {
  const result: Block[] = [];
  const names = places.filter((place) => !isCells(place.name));
  let next = 0;
  let last = "";
  for (const block of blocks) {
    for (let place = names[next]; place && place.start < block.end; place = names[++next]) {
      if (place.name !== last) result.push({ kind: "label", start: block.start, end: block.start, text: capital(place.name) });
      last = place.name;
    }
    result.push(block);
  }
  return result;
}

// A blank line ends a paragraph; a heading stands for itself, without the signs
// that make it one in Markdown.
function* blocks(text: string, from: number, to: number, headings: readonly Place[]): Generator<Place> {
  let at = from;
  for (const heading of [...headings, { level: 0, start: to, end: to }]) {
    for (const match of text.slice(at, heading.start).matchAll(/[^\n](?:[^\n]|\n(?!\s*\n))*/g)) {
      const start = at + match.index;
      const reaches = heading.end > heading.start && start + match[0].length === heading.start;
      const shown = reaches ? match[0].replace(/(^|\n)#{1,6}[ \t]*$/, "") : match[0];
      if (shown.trim() !== "") yield { level: 0, start, end: start + shown.length };
    }
    if (heading.end > heading.start) yield heading;
    at = Math.max(at, heading.end);
  }
}

// The readers of formatted documents write an item as a line with a dash.
function* listed(text: string, places: Iterable<Place>): Generator<Place> {
  for (const place of places) {
    if (place.level > 0) {
      yield place;
      continue;
    }
    yield* items(text, place, /^([ \t]*)([-•])[ \t]+(?=\S)/gm);
  }
}

// An item or a quotation begins with its sign, which is left out; lines that
// follow without one go on with it. Code between fences stays as it is.
function* formed(text: string, places: Iterable<Place>): Generator<Place> {
  let fenced = false;
  for (const place of places) {
    const block = text.slice(place.start, place.end);
    const fences = block.match(/^[ \t]*(?:```|~~~)/gm)?.length ?? 0;
    if (place.level > 0 || fenced || fences > 0) {
      yield place;
      if (fences % 2 === 1) fenced = !fenced;
      continue;
    }
    yield* items(text, place, /^([ \t]*)([-*+](?=[ \t])|(?:>[ \t]?)+)[ \t]*(?=\S)/gm);
  }
}

function* items(text: string, place: Place, sign: RegExp): Generator<Place> {
  let open: Place = { ...place };
  for (const match of text.slice(place.start, place.end).matchAll(sign)) {
    const at = place.start + match.index;
    if (at > open.start) yield { ...open, end: text[at - 1] === "\n" ? at - 1 : at };
    const shape = match[2]?.startsWith(">") ? "quote" : "item";
    open = { ...place, start: at + match[0].length, shape, depth: shape === "item" ? Math.floor((match[1]?.length ?? 0) / 2) : 0 };
  }
  yield open;
}

// Bold, italic and code, without the signs that make them so.
function* styled(text: string, place: Place): Generator<Run> {
  const block = text.slice(place.start, place.end);
  let at = place.start;
  if (!/^[ \t]*(?:```|~~~)/m.test(block)) {
    for (const match of block.matchAll(/(\*\*|__)(?=\S)(.+?)(?<=\S)\1|`[^`\n]+`|(?<![\w*])\*(?=[^\s*])[^*\n]+(?<=\S)\*(?![\w*])/gs)) {
      const signs = match[1]?.length ?? 1;
      const start = place.start + match.index;
      const end = start + match[0].length;
      yield { start: at, end: start };
      yield { start: start + signs, end: end - signs, style: match[1] ? "strong" : match[0].startsWith("`") ? "code" : "em" };
      at = end;
    }
  }
  yield { start: at, end: place.end };
}

/** A piece of a run, cut where the mark begins and ends. */
export interface Segment {
  /** Where it begins in the text, in UTF-16 units. */
  start: number;
  text: string;
  marked: boolean;
  /** It is marked beside the passage at hand: the state of what stands on it, "found" for what is no evidence. */
  beside?: BesideState;
  style?: "strong" | "em" | "code";
}

export type BesideState = SentenceState | "found";

/** A span that is marked beside the passage at hand. */
export interface BesideSpan extends Span {
  state: BesideState;
}

/** Lays a marked span, and those beside it, in UTF-16 units, over runs of a text. */
export function segments(text: string, runs: readonly Run[], mark?: Span, beside: readonly BesideSpan[] = []): Segment[] {
  const result: Segment[] = [];
  for (const run of runs) {
    const edges = [...beside, ...(mark ? [mark] : [])].flatMap(({ start, end }) => [start, end]).filter((edge) => edge > run.start && edge < run.end);
    const cuts = [...new Set([run.start, ...edges, run.end])].sort((a, b) => a - b);
    for (const [i, from] of cuts.entries()) {
      const to = cuts[i + 1];
      if (to === undefined) break;
      const holds = ({ start, end }: Span) => start <= from && to <= end;
      const marked = mark !== undefined && holds(mark);
      const other = marked ? undefined : beside.find(holds)?.state;
      result.push({ start: from, text: text.slice(from, to), marked, ...(other && { beside: other }), ...(run.style && { style: run.style }) });
    }
  }
  return result;
}
