import type { Span, Table } from "../api";
import { isCells, rowOf } from "./where";

/** A cell: where its words are in the page's text, in UTF-16 units. */
export interface Cell {
  start: number;
  end: number;
}

export interface Row {
  start: number;
  end: number;
  /** The row's own number in its sheet; "" where it has none. */
  name: string;
  /** One for each column; a row that could not be told into columns has one alone. */
  cells: Cell[];
}

/** A column's name; `cell` is where it stands in the text, where it does. */
export interface Head {
  name: string;
  cell?: Cell;
}

export interface TableBlock {
  kind: "table";
  start: number;
  end: number;
  title: string;
  /** Rows above the names of the columns. */
  lead: Row[];
  head: Head[];
  rows: Row[];
  /** How wide each column wants to be, in characters. */
  widths: number[];
  /** It goes on with a table that began before. */
  continued?: boolean;
}

/** How far down the names of the columns are looked for. */
const LEAD = 8;

/** Finds the cells of a table in the text of its page. `unit` turns code points into UTF-16 units. */
export function tableBlock(
  text: string,
  table: Table,
  unit: (span: Span) => Span,
  places: readonly (Span & { name: string })[],
): TableBlock {
  const columns = table.columns ?? [];
  const cellPlaces = places.filter((place) => isCells(place.name));
  const rows: Row[] = [];
  let at = unit(table).start;
  const between = (end: number) => {
    // Words between the rows belong to none of them, and must not get lost.
    const start = at + (/^\s*/.exec(text.slice(at, end))?.[0].length ?? 0);
    if (start < end) rows.push({ start, end, name: "", cells: [trimmed(text, start, end)] });
  };
  let place = 0;
  for (const span of table.rows ?? []) {
    const { start, end } = unit(span);
    if (start < at || end <= start) continue;
    between(start);
    while ((cellPlaces[place]?.end ?? Infinity) <= start) place++;
    const cells = cellPlaces[place];
    rows.push({ start, end, name: cells && cells.start < end ? rowOf(cells.name) : "", cells: split(text, start, end, columns) });
    at = end;
  }
  between(unit(table).end);

  const begins = rows[0]?.start ?? at;
  let head: Head[] = columns.map((name) => ({ name }));
  const names = columns.filter((name) => name.trim() !== "").length;
  const written = (row: Row) => row.cells.map(({ start, end }) => text.slice(start, end)).filter(Boolean);
  const named = (row: Row) => written(row).length === names && written(row).every((name) => columns.some((column) => column.trim() === name));
  const header = names > 1 ? rows.slice(0, LEAD).findIndex(named) : -1;
  let lead: Row[] = [];
  if (header >= 0) {
    lead = rows.splice(0, header);
    const cells = rows.shift()?.cells.filter(({ start, end }) => end > start) ?? [];
    head = columns.map((name) => {
      const cell = name.trim() === "" ? undefined : cells.shift();
      return cell ? { name, cell } : { name };
    });
  }
  if (head.every(({ name, cell }) => name.trim() === "" && !cell)) head = [];
  return {
    kind: "table",
    start: begins,
    end: Math.max(at, unit(table).end),
    title: table.title ?? "",
    lead,
    head,
    rows,
    widths: widths(head, rows),
  };
}

/** The cells of one row: "Name: value; Name: value", or "value | value". A row's own name may go before: "Rent; April: 1,450". */
function split(text: string, start: number, end: number, columns: readonly string[]): Cell[] {
  const row = text.slice(start, end);
  const values = namedValues(row, columns) ?? barred(row, columns.length);
  return values.map(([from, to]) => trimmed(text, start + from, start + to));
}

type Range = [number, number];

// Each value keeps its column's name; columns without a value are left out.
function namedValues(row: string, columns: readonly string[]): Range[] | undefined {
  const after = (at: number, from: number): { column: number; value: number } | undefined => {
    for (let column = from; column < columns.length; column++) {
      const name = columns[column] ?? "";
      if (name !== "" && row.startsWith(`${name}: `, at)) return { column, value: at + name.length + 2 };
    }
    return undefined;
  };
  const cells: Range[] = columns.map(() => [0, 0]);
  let found = after(0, 0);
  const unnamed = columns.indexOf("");
  for (let at = row.indexOf("; "); !found && unnamed >= 0 && at >= 0; at = row.indexOf("; ", at + 1)) {
    found = after(at + 2, unnamed + 1);
    if (found) cells[unnamed] = [0, at];
  }
  if (!found) return undefined;
  while (found) {
    let next: ReturnType<typeof after>;
    let stop = row.length;
    for (let at = row.indexOf("; ", found.value); at >= 0; at = row.indexOf("; ", at + 1)) {
      next = after(at + 2, found.column + 1);
      if (!next) continue;
      stop = at;
      break;
    }
    cells[found.column] = [found.value, stop];
    found = next;
  }
  return cells;
}

// Of as many columns as there are, if that can be.
function barred(row: string, columns: number): Range[] {
  const apart = setApart(row);
  if (apart.length === columns) return apart;
  const line = row.replace(RULE, "");
  const framed = markdown(line);
  return framed.length === columns || /^\s*\|.*\|\s*$/s.test(line) ? framed : apart;
}

// The line below the names of Markdown's columns, "|---|:--:|", is no row of its own.
const RULE = /\n[\s|:-]*-[\s|:-]*$/;

// Markdown's bars need no spaces, and can stand before the first cell and behind the last.
function markdown(row: string): Range[] {
  const from = /^\s*\|/.exec(row)?.[0].length ?? 0;
  const to = Math.max(from, row.length - (/(?<!\\)\|\s*$/.exec(row)?.[0].length ?? 0));
  const cells: Range[] = [];
  let at = from;
  for (const bar of row.slice(from, to).matchAll(/(?<!\\)\|/g)) {
    cells.push([at, from + bar.index]);
    at = from + bar.index + 1;
  }
  cells.push([at, to]);
  return cells;
}

function setApart(row: string): Range[] {
  const cells: Range[] = [];
  let at = 0;
  // The spaces round the bar are missing where an empty cell begins or ends the row.
  for (const bar of row.matchAll(/(?:^| )\|(?: |$)/gm)) {
    cells.push([at, bar.index]);
    at = bar.index + bar[0].length;
  }
  cells.push([at, row.length]);
  return cells;
}

function trimmed(text: string, start: number, end: number): Cell {
  while (start < end && /\s/.test(text[start] ?? "")) start++;
  while (end > start && /\s/.test(text[end - 1] ?? "")) end--;
  return { start, end };
}

// A column is as wide as most of what is in it, within reason.
function widths(head: readonly Head[], rows: readonly Row[]): number[] {
  const count = Math.max(head.length, ...rows.slice(0, 60).map((row) => row.cells.length));
  return Array.from({ length: count }, (_, column) => {
    const lengths = rows
      .slice(0, 60)
      .filter((row) => row.cells.length > 1 || count === 1)
      .map((row) => (row.cells[column] ? row.cells[column].end - row.cells[column].start : 0))
      .sort((a, b) => a - b);
    const most = lengths[Math.floor(lengths.length * 0.9)] ?? 0;
    const word = Math.max(0, ...(head[column]?.name ?? "").split(/\s+/).map((part) => part.length));
    return Math.min(Math.max(most, word, 3), 36);
  });
}

/** Whether a cell is a number, to be set to the right: "1,450", "(12.5)", "-3 %", "€ 12". */
export function isNumber(cell: string): boolean {
  return /^[(\-–−+]?\s?\p{Sc}?\s?[\d][\d.,'’\s]*\)?\s?(?:%|\p{Sc})?\)?$/u.test(cell) && cell.length < 24;
}
