import type { DocumentUnit, Page } from "../api";
import { capital } from "../text/words";

/** A place of a document that can be gone to by its name. */
export interface Entry {
  name: string;
  page: number;
  /** code points into the page's text; 0 for its beginning */
  start: number;
  /** 0 for the highest */
  depth: number;
}

/** More than this is no list to choose from; pages are then gone to by number. */
const MOST_ENTRIES = 500;

/** What a document's pages or headings are called, in order; none where there is nothing to choose between. */
export function contentsOf(unit: DocumentUnit | undefined, pages: readonly Page[]): Entry[] {
  const entries = unit === "sheet" || unit === "chapter" || unit === "message" ? named(unit, pages) : unit === "part" ? headed(pages) : [];
  return entries.length > 1 && entries.length <= MOST_ENTRIES ? entries : [];
}

function named(unit: DocumentUnit, pages: readonly Page[]): Entry[] {
  const entries: Entry[] = [];
  let last: string | undefined;
  for (const page of pages) {
    // A long sheet or chapter comes in several stretches of the same name.
    if (page.label !== undefined && page.label === last && unit !== "message") continue;
    last = page.label;
    const number = `${unit === "message" ? "Message" : unit === "sheet" ? "Sheet" : "Chapter"} ${page.number}`;
    if (unit === "message" && page.label?.startsWith("attachment ")) {
      entries.push({ name: capital(page.label), page: page.number, start: 0, depth: 1 });
      continue;
    }
    const name = page.label ? (unit === "message" ? `${page.number}. ${page.label}` : page.label) : number;
    entries.push({ name, page: page.number, start: 0, depth: 0 });
  }
  return entries;
}

function headed(pages: readonly Page[]): Entry[] {
  const all = pages.flatMap((page) => (page.headings ?? []).map((heading) => ({ ...heading, page: page.number })));
  const top = Math.min(...all.map(({ level }) => level));
  // As many levels as make a list that can be read.
  for (let levels = 3; levels > 0; levels--) {
    const kept = all.filter(({ level }) => level < top + levels);
    if (kept.length <= 80 || levels === 1) {
      return kept.map(({ text, page, start, level }) => ({ name: text, page, start, depth: level - top }));
    }
  }
  return [];
}

/** The last entry at or before a place. */
export function entryAt(entries: readonly Entry[], page: number, start: number): number {
  return Math.max(
    0,
    entries.findLastIndex((entry) => entry.page < page || (entry.page === page && entry.start <= start)),
  );
}
