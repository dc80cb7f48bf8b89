import type { Page, Span } from "../api";
import { CodePoints } from "../text/codepoints";

/** A stretch of a page's text for the reading view. */
export interface Segment {
  text: string;
  /** Heading level, 0 for running text. */
  heading: number;
  marked: boolean;
  /** How Markdown wants it; undefined for plain text. */
  style?: "strong" | "em" | "code";
}

/** A paragraph or a heading, cut where the mark begins and ends. */
export interface Paragraph {
  heading: number;
  /** An item of a list or a quotation, its sign left out; undefined for running text. */
  kind?: "item" | "quote";
  /** How deep an item is indented, from 0. */
  depth?: number;
  segments: Segment[];
}

/** Cuts a page's text into paragraphs and headings and lays the marked span over them. `markdown`: its signs become form. */
export function paragraphs(page: Page, mark?: Span, markdown = false): Paragraph[] {
  const points = new CodePoints(page.text);
  const headings = (page.headings ?? []).map((heading) => ({
    level: heading.level,
    start: points.unit(heading.start),
    end: points.unit(heading.end),
  }));
  const marked = mark ? { start: points.unit(mark.start), end: points.unit(mark.end) } : undefined;
  const result: Paragraph[] = [];
  const places = blocks(page.text, headings);
  for (const block of markdown ? formed(page.text, places) : places) {
    const segments: Segment[] = [];
    for (const run of markdown ? styled(page.text, block) : [block]) {
      const add = (from: number, to: number, on: boolean) => {
        if (to <= from) return;
        const segment: Segment = { text: page.text.slice(from, to), heading: block.level, marked: on };
        segments.push("style" in run && run.style ? { ...segment, style: run.style } : segment);
      };
      const from = Math.min(Math.max(marked?.start ?? run.end, run.start), run.end);
      const to = Math.min(Math.max(marked?.end ?? run.end, from), run.end);
      add(run.start, from, false);
      add(from, to, true);
      add(to, run.end, false);
    }
    if (segments.length === 0) continue;
    result.push({
      heading: block.level,
      ...(block.kind && { kind: block.kind }),
      ...(block.depth && { depth: block.depth }),
      segments,
    });
  }
  return result;
}

interface Place {
  level: number;
  start: number;
  end: number;
  kind?: "item" | "quote";
  depth?: number;
}

interface Run {
  start: number;
  end: number;
  style?: "strong" | "em" | "code";
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
    const signs = [...block.matchAll(/^([ \t]*)([-*+]|(?:>[ \t]?)+)[ \t]*(?=\S)/gm)].filter(
      ([sign, , kind]) => kind?.startsWith(">") || /[ \t]$/.test(sign),
    );
    let open: Place = { ...place };
    for (const sign of signs) {
      const at = place.start + sign.index;
      if (at > open.start) yield { ...open, end: text[at - 1] === "\n" ? at - 1 : at };
      const kind = sign[2]?.startsWith(">") ? "quote" : "item";
      open = { ...place, start: at + sign[0].length, kind, depth: kind === "item" ? Math.floor((sign[1]?.length ?? 0) / 2) : 0 };
    }
    yield open;
  }
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

// A blank line ends a paragraph; a heading stands for itself, without the signs
// that make it one in Markdown.
function* blocks(text: string, headings: readonly Place[]): Generator<Place> {
  let at = 0;
  for (const heading of [...headings, { level: 0, start: text.length, end: text.length }]) {
    for (const match of text.slice(at, heading.start).matchAll(/[^\n](?:[^\n]|\n(?!\s*\n))*/g)) {
      const start = at + match.index;
      const reaches = heading.end > heading.start && start + match[0].length === heading.start;
      const shown = reaches ? match[0].replace(/(^|\n)#{1,6}[ \t]*$/, "") : match[0];
      if (shown !== "") yield { level: 0, start, end: start + shown.length };
    }
    if (heading.end > heading.start) yield heading;
    at = Math.max(at, heading.end);
  }
}
