import type { DocumentUnit, Page, Span } from "../api";
import { CodePoints } from "../text/codepoints";
import { capital } from "../text/words";
import { find } from "./find";

/** What of a page its name is made of; a citation knows no more. */
type PageName = Pick<Page, "number" | "label">;

/** Units whose pages are known by name; the others are counted. */
const named: ReadonlySet<DocumentUnit> = new Set<DocumentUnit>(["sheet", "chapter", "message"]);

/** A unit as a label: "Slide". A document that has not been read has pages. */
export function unitWord(unit: DocumentUnit | undefined): string {
  return capital(unit || "page");
}

/** "Slide 3 of 12", "Sheet Budget", "Chapter Whales", "Message 2: Offer", "Attachment terms.txt"; "" for a stretch of text that has no name of its own. */
export function pageTitle(unit: DocumentUnit | undefined, page: PageName, total: number): string {
  if (unit === "part") return "";
  if (unit === "message" && page.label?.startsWith("attachment ")) return capital(page.label);
  if (unit === "message") return page.label ? `Message ${page.number}: ${page.label}` : `Message ${page.number}`;
  if (unit && named.has(unit) && page.label) return `${unitWord(unit)} ${page.label}`;
  return total > 1 ? `${unitWord(unit)} ${page.number} of ${total}` : `${unitWord(unit)} ${page.number}`;
}

/**
 * Where a span of a page is, as the program's reader.Where says it: "page 12",
 * "slide 3, notes", "sheet Budget, B4:D4", "lines 120–124", "under “Rent”".
 */
export function placeOf(unit: DocumentUnit | undefined, page: Page, start: number, end: number): string {
  let name = "";
  for (const place of page.places ?? []) {
    if (place.start >= end || start >= place.end) continue;
    if (name === "") name = place.name;
    else if (place.name !== name) name = joined(name, place.name);
  }
  let where: string;
  if (unit === "message" && page.label?.startsWith("attachment ")) where = page.label;
  else if (unit && named.has(unit)) where = `${unit} ${page.label ? page.label : page.number}`;
  else if (unit === "part" && page.line) where = lines(page.text, page.line, start, end);
  else if (unit === "part") where = under(page, start, end) || `part ${page.number}`;
  else where = `${unit || "page"} ${page.number}`;
  return name ? `${where}, ${name}` : where;
}

const HEADING = 60;

/** Under which headings of a page a span is; "" where there is none to speak of. */
function under(page: Page, start: number, end: number): string {
  const points = new CodePoints(page.text);
  const hasText = (from: number, to: number) => from < to && points.slice(from, to).trim() !== "";
  const headings = page.headings ?? [];
  const names: string[] = [];
  for (const [i, heading] of headings.entries()) {
    if (heading.start >= end) break;
    const to = headings[i + 1]?.start ?? points.length;
    if (i === 0 && hasText(start, Math.min(heading.start, end))) return "";
    const own = Math.min(heading.end, to);
    const alone = start >= heading.start && end <= own;
    if (to <= start || (!alone && !hasText(Math.max(own, start), Math.min(to, end)))) continue;
    // The title that a text begins with.
    if (page.number === 1 && i === 0 && heading.level === 1 && !hasText(0, heading.start)) return "";
    names.push(heading.text);
  }
  const [first] = names;
  const last = names.at(-1);
  if (first === undefined || last === undefined) return "";
  return first === last ? `under “${headingName(first)}”` : `under “${headingName(first)}” to “${headingName(last)}”`;
}

function headingName(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  const letters = [...line];
  return letters.length <= HEADING ? line : `${letters.slice(0, HEADING - 1).join("").replace(/[ ,;:.]+$/, "")}…`;
}

/**
 * A place as people are told it behind the document's title. The beginning of a text without
 * pages, lines and headings is none to speak of; a sheet, chapter or message that is called
 * as the document is not named again.
 */
export function shown(where: string, title: string): string {
  if (where === "part 1") return "";
  for (const unit of title === "" ? [] : named) {
    const whole = `${unit} ${title}`;
    if (where === whole) return "";
    if (where.startsWith(`${whole}, `)) return where.slice(whole.length + 2);
  }
  return where;
}

function lines(text: string, first: number, start: number, end: number): string {
  const points = new CodePoints(text);
  const before = text.slice(0, points.unit(start)).split("\n").length - 1;
  const within = text.slice(points.unit(start), points.unit(Math.max(start, end - 1))).split("\n").length - 1;
  const from = first + before;
  return within > 0 ? `lines ${from}–${from + within}` : `line ${from}`;
}

const CELL = /^[A-Z]+[0-9]+$/;

/** Names of neighbouring places as one; of cells their corners. */
function joined(a: string, b: string): string {
  const [first = a] = a.split(":");
  const last = b.split(":").at(-1) ?? b;
  return CELL.test(first) && CELL.test(last) ? `${first}:${last}` : `${a}, ${b}`;
}

/** Whether a place is a range of cells, as "B4:D4". */
export function isCells(name: string): boolean {
  return name.split(":").every((corner) => CELL.test(corner));
}

/** The row of a range of cells within one row: "4" of "B4:D4"; "" for others. */
export function rowOf(name: string): string {
  const rows = new Set(name.split(":").map((corner) => (CELL.test(corner) ? corner.replace(/^[A-Z]+/, "") : "")));
  return rows.size === 1 ? ([...rows][0] ?? "") : "";
}

/**
 * Where quoted words are in a page's text of now: at their place of before, else
 * at the nearest one that has them; undefined where the text has them no more.
 */
export function placeNow(page: Page, { start, end, quote }: Span & { quote: string }): Span | undefined {
  if (new CodePoints(page.text).slice(start, end) === quote) return { start, end };
  const distance = (place: Span) => Math.abs(place.start - start);
  return find([page], quote).sort((a, b) => distance(a) - distance(b))[0];
}
