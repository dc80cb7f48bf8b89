import type { Page, Span } from "../api";
import { CodePoints } from "../text/codepoints";

/** A stretch of a page's text for the reading view. */
export interface Segment {
  text: string;
  /** Heading level, 0 for running text. */
  heading: number;
  marked: boolean;
}

/** A paragraph or a heading, cut where the mark begins and ends. */
export interface Paragraph {
  heading: number;
  segments: Segment[];
}

/** Cuts a page's text into paragraphs and headings and lays the marked span over them. */
export function paragraphs(page: Page, mark?: Span): Paragraph[] {
  const points = new CodePoints(page.text);
  const headings = (page.headings ?? []).map((heading) => ({
    level: heading.level,
    start: points.unit(heading.start),
    end: points.unit(heading.end),
  }));
  const marked = mark ? { start: points.unit(mark.start), end: points.unit(mark.end) } : undefined;
  const result: Paragraph[] = [];
  for (const block of blocks(page.text, headings)) {
    const segments: Segment[] = [];
    const add = (from: number, to: number, on: boolean) => {
      if (to > from) segments.push({ text: page.text.slice(from, to), heading: block.level, marked: on });
    };
    if (!marked || marked.end <= block.start || marked.start >= block.end) {
      add(block.start, block.end, false);
    } else {
      const from = Math.max(marked.start, block.start);
      const to = Math.min(marked.end, block.end);
      add(block.start, from, false);
      add(from, to, true);
      add(to, block.end, false);
    }
    if (segments.length > 0) result.push({ heading: block.level, segments });
  }
  return result;
}

interface Place {
  level: number;
  start: number;
  end: number;
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
