import type { Page, Span } from "../api";
import { CodePoints } from "../text/codepoints";

export interface Match extends Span {
  page: number;
  /** The words as the page writes them. */
  quote: string;
}

/** More are not shown: nobody walks through them one by one. */
export const MOST_MATCHES = 1000;

/** Where words occur in the text of a document; case and the kind of white space don't matter. */
export function find(pages: readonly Page[], query: string): Match[] {
  const words = query.trim().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const pattern = new RegExp(words.map((word) => word.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&")).join("\\s+"), "gi");
  const matches: Match[] = [];
  for (const page of pages) {
    let points: CodePoints | undefined;
    for (const match of page.text.matchAll(pattern)) {
      points ??= new CodePoints(page.text);
      matches.push({
        page: page.number,
        start: points.point(match.index),
        end: points.point(match.index + match[0].length),
        quote: match[0],
      });
      if (matches.length === MOST_MATCHES) return matches;
    }
  }
  return matches;
}
