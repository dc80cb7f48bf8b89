import { describe, expect, it } from "vitest";
import type { Page, Span } from "../api";
import { CodePoints } from "../text/codepoints";
import { pageBlocks, segments, type Block, type Form, type Segment, type TextBlock } from "./blocks";
import { chunkAt, ChunkColumn, chunksOf } from "./chunks";
import { contentsOf, entryAt } from "./contents";
import { isNumber, type TableBlock } from "./table";
import { pageTitle, placeOf, rowOf } from "./where";

// Without where they begin, which is checked for all of them.
const plain = (text: string, list: Segment[]) => list.map(({ start, ...rest }) => (expect(text.slice(start, start + rest.text.length)).toBe(rest.text), rest));

it("marks what stands beside the passage at hand, which wins where they overlap", () => {
  const text = "One two three four.";
  const beside = [{ start: 0, end: 7, state: "partly" as const }, { start: 14, end: 19, state: "found" as const }];
  expect(plain(text, segments(text, [{ start: 0, end: 19 }], { start: 4, end: 13 }, beside))).toEqual([
    { text: "One ", marked: false, beside: "partly" },
    { text: "two", marked: true },
    { text: " three", marked: true },
    { text: " ", marked: false },
    { text: "four.", marked: false, beside: "found" },
  ]);
});

const words = (page: Page, block: TextBlock, mark?: Span) => plain(page.text, segments(page.text, block.runs, mark));
const said = (page: Page, block: Block) =>
  block.kind === "text" ? words(page, block).map(({ text }) => text).join("") : block.kind;

function texts(page: Page, form: Form = "prose"): TextBlock[] {
  return pageBlocks(page, form).filter((block) => block.kind === "text");
}

function span(text: string, part: string): Span {
  const points = new CodePoints(text);
  const at = text.indexOf(part);
  return { start: points.point(at), end: points.point(at + part.length) };
}

describe("pageBlocks", () => {
  const page: Page = {
    number: 1,
    text: "Title 😀\n\nFirst line\nsecond line.\n\nLast.",
    headings: [{ level: 1, start: 0, end: 7, text: "Title 😀" }],
  };

  it("gives headings and paragraphs", () => {
    expect(texts(page).map((block) => [block.heading, said(page, block)])).toEqual([
      [1, "Title 😀"],
      [0, "First line\nsecond line."],
      [0, "Last."],
    ]);
  });

  it("leaves out what makes a heading in Markdown", () => {
    const text = "# Title\n\nText # here\n## Next\n";
    const marked = {
      number: 1,
      text,
      headings: [
        { level: 1, start: 2, end: 7, text: "Title" },
        { level: 2, start: 24, end: 28, text: "Next" },
      ],
    };
    expect(texts(marked, "markdown").map((block) => said(marked, block))).toEqual(["Title", "Text # here", "Next"]);
  });

  it("gives Markdown its form, and marks across its signs", () => {
    const text = "Met. **Anna\nB.** mends `it`.\n\n- One\n  - *Two*\n    goes on\n\n> Said.\n\n```\n- code **as it is**\n```";
    const shown = { number: 1, text };
    const found = texts(shown, "markdown");
    expect(found.map((block) => [block.shape, block.depth, said(shown, block)])).toEqual([
      [undefined, undefined, "Met. Anna\nB. mends it."],
      ["item", undefined, "One"],
      ["item", 1, "Two\n    goes on"],
      ["quote", undefined, "Said."],
      [undefined, undefined, "```\n- code **as it is**\n```"],
    ]);
    const first = found[0];
    expect(first && words(shown, first, { start: 0, end: text.indexOf(" mends") })).toEqual([
      { text: "Met. ", marked: true },
      { text: "Anna\nB.", marked: true, style: "strong" },
      { text: " mends ", marked: false },
      { text: "it", marked: false, style: "code" },
      { text: ".", marked: false },
    ]);
  });

  it("takes the points that a reader of formatted documents writes", () => {
    const shown = { number: 1, text: "Bring:\n- a lamp\n  - oil\n• a book" };
    expect(texts(shown, "plain")).toHaveLength(1);
    expect(texts(shown).map((block) => [block.shape, block.depth, said(shown, block)])).toEqual([
      [undefined, undefined, "Bring:"],
      ["item", undefined, "a lamp"],
      ["item", 1, "oil"],
      ["item", undefined, "a book"],
    ]);
  });

  it("keeps the head of a mail together, its subject in it", () => {
    const text = "From: Ada <ada@example.org>\nSubject: Desks\n\n- Ada";
    const mail = { number: 1, text, headings: [{ level: 1, ...span(text, "Desks"), text: "Desks" }] };
    const [head, body] = texts(mail, "plain");
    expect([head?.shape, body?.shape, head?.heading]).toEqual(["fields", undefined, 0]);
    expect(head && words(mail, head).at(-1)).toEqual({ text: "Desks", marked: false, style: "strong" });
  });

  it("names parts that are not cells, once", () => {
    const text = "The pond\n\nMind the ice.\n\nAsk Anna.";
    const blocks = pageBlocks({ number: 3, text, places: [{ name: "notes", start: 10, end: text.length }] }, "prose");
    expect(blocks.map((block) => (block.kind === "label" ? block.text : block.kind))).toEqual(["text", "Notes", "text", "text"]);
  });

  it("gives code its lines, blank ones too", () => {
    const [block] = pageBlocks({ number: 2, text: "a := 1\n\n\treturn\n", line: 118 }, "code");
    expect(block).toMatchObject({ kind: "lines", first: 118, lines: [{ start: 0, end: 6 }, { start: 7, end: 7 }, { start: 8, end: 15 }] });
  });

  it("carries exactly the marked units, across paragraphs too", () => {
    const points = new CodePoints(page.text);
    const mark = { start: points.unit(15), end: points.unit(38) };
    const marked = texts(page).flatMap((block) => words(page, block, mark).filter((part) => part.marked).map(({ text }) => text));
    expect(marked).toEqual(["line\nsecond line.", "Last"]);
  });
});

describe("tables", () => {
  function table(page: Page): TableBlock {
    const found = pageBlocks(page, "prose").find((block) => block.kind === "table");
    if (!found) throw new Error("no table");
    return found;
  }
  const cells = (page: Page, block: TableBlock) => block.rows.map((row) => row.cells.map(({ start, end }) => page.text.slice(start, end)));

  it("finds the values that name their columns, whatever stands in them", () => {
    const text = "Item: Rent 😀; April: 1,450; Note: due: the 3rd; paid\nItem: Water; Note: see lease";
    const page: Page = {
      number: 1,
      label: "Budget",
      text,
      tables: [{ ...span(text, text), columns: ["Item", "April", "Note"], rows: text.split("\n").map((row) => span(text, row)) }],
      places: text.split("\n").map((row, i) => ({ ...span(text, row), name: `A${i + 2}:C${i + 2}` })),
    };
    const block = table(page);
    expect(block.head.map(({ name }) => name)).toEqual(["Item", "April", "Note"]);
    expect(cells(page, block)).toEqual([
      ["Rent 😀", "1,450", "due: the 3rd; paid"],
      ["Water", "", "see lease"],
    ]);
    expect(block.rows.map(({ name }) => name)).toEqual(["2", "3"]);
  });

  it("finds the cells of Markdown, whose bars stand around a row too and need no spaces", () => {
    for (const rows of [
      ["| Drug | Dose | Days |\n|---|:--:|---|", "| Ibuprofen | 400 mg | 7 |", "| Zinc |  | 3 |", "| A \\| B | 1 mg | 2 |"],
      ["Drug|Dose|Days\n---|---|---", "Ibuprofen|400 mg|7", "Zinc||3", "A \\| B|1 mg|2"],
    ]) {
      const text = rows.join("\n");
      const page: Page = { number: 1, text, tables: [{ ...span(text, text), columns: ["Drug", "Dose", "Days"], rows: rows.map((row) => span(text, row)) }] };
      const block = table(page);
      expect(block.head.map(({ name, cell }) => [name, cell !== undefined])).toEqual([["Drug", true], ["Dose", true], ["Days", true]]);
      expect(cells(page, block)).toEqual([["Ibuprofen", "400 mg", "7"], ["Zinc", "", "3"], ["A \\| B", "1 mg", "2"]]);
    }
  });

  it("finds cells between bars, empty ones too, and the row that names the columns", () => {
    const text = "Costs\n\nItem |  | Cost\n| x | 12\nWater |\n\nAfter.";
    const rows = ["Item |  | Cost", "| x | 12", "Water |"].map((row) => span(text, row));
    const page: Page = { number: 1, text, tables: [{ start: 7, end: 38, columns: ["Item", "", "Cost"], rows }] };
    const block = table(page);
    expect(block.head.map(({ name, cell }) => [name, cell !== undefined])).toEqual([
      ["Item", true],
      ["", false],
      ["Cost", true],
    ]);
    expect(cells(page, block)).toEqual([
      ["", "x", "12"],
      ["Water", ""],
    ]);
    expect(pageBlocks(page, "prose").map((each) => said(page, each))).toEqual(["Costs", "table", "After."]);
  });

  it("finds rows with a name of their own, below a title and the names of the columns", () => {
    const text = "Harbour 😀\n2019 | 2018\nLight dues; 2019: 1,250; 2018: 9\nPilots; 2018: -3\n\nEnd";
    const rows = text.split("\n").slice(0, 4);
    const page: Page = {
      number: 1,
      text,
      tables: [{ start: 0, end: span(text, "Pilots; 2018: -3").end, columns: ["", "2019", "2018"], rows: rows.map((row) => span(text, row)) }],
    };
    const block = table(page);
    expect(block.lead.map((row) => text.slice(row.start, row.end))).toEqual(["Harbour 😀"]);
    expect(block.head.map(({ name, cell }) => [name, cell && text.slice(cell.start, cell.end)])).toEqual([
      ["", undefined],
      ["2019", "2019"],
      ["2018", "2018"],
    ]);
    expect(cells(page, block)).toEqual([
      ["Light dues", "1,250", "9"],
      ["Pilots", "", "-3"],
    ]);
  });

  it("marks inside a cell to the character", () => {
    const text = "Item: Rent 😀; April: 1,450";
    const page: Page = { number: 1, text, tables: [{ ...span(text, text), columns: ["Item", "April"], rows: [span(text, text)] }] };
    const points = new CodePoints(text);
    const mark = { start: points.unit(8), end: points.unit(25) };
    const [row] = table(page).rows;
    expect(row?.cells.flatMap((cell) => plain(text, segments(text, [cell], mark)))).toEqual([
      { text: "Re", marked: false },
      { text: "nt 😀", marked: true },
      { text: "1,45", marked: true },
      { text: "0", marked: false },
    ]);
  });

  it("keeps words between rows, and rows without cells", () => {
    const text = "A: 1\nand so on\nB";
    const page: Page = { number: 1, text, tables: [{ start: 0, end: 16, columns: ["A", "C"], rows: [span(text, "A: 1"), span(text, "B")] }] };
    expect(cells(page, table(page))).toEqual([["1", ""], ["and so on"], ["B"]]);
  });

  it("sets numbers to the right and nothing else", () => {
    for (const number of ["1,450", "-3", "(12.5)", "€ 12", "12 %", "1 234,50"]) expect(isNumber(number), number).toBe(true);
    for (const word of ["", "Q1", "2024-05-01", "12 pears", "-"]) expect(isNumber(word), word).toBe(false);
  });
});

describe("chunks", () => {
  const long = Array.from({ length: 400 }, (_, i) => `Paragraph ${i} ${"word ".repeat(12)}`).join("\n\n");
  const rows = Array.from({ length: 500 }, (_, i) => `Day: ${i}; Pears: ${i * 3}; Remark: ${"ripe ".repeat(5)}`);
  const sheet = rows.join("\n");
  const pages: Page[] = [
    { number: 1, text: "Short." },
    { number: 2, text: long },
    {
      number: 3,
      text: sheet,
      tables: [{ start: 0, end: sheet.length, columns: ["Day", "Pears", "Remark"], rows: rows.map((row) => span(sheet, row)) }],
    },
  ];
  const chunks = chunksOf(pages, "prose");

  it("cut long pages between blocks and rows, and lose nothing", () => {
    expect(chunks[0]?.first).toBe(true);
    expect(chunks.every((chunk) => chunk.to - chunk.from < 13_000)).toBe(true);
    for (const page of pages) {
      const own = chunks.filter((chunk) => chunk.page === page);
      expect(own[0]?.from).toBe(0);
      expect(own.at(-1)?.to).toBe(page.text.length);
      own.slice(1).forEach((chunk, i) => expect(chunk.from).toBe(own[i]?.to));
    }
    const shown = chunks.filter((chunk) => chunk.page.number === 3).flatMap(({ blocks }) => blocks);
    expect(shown.map((block) => block.kind === "table" && Boolean(block.continued)).filter((each) => !each)).toHaveLength(1);
    expect(shown.reduce((sum, block) => sum + (block.kind === "table" ? block.rows.length : 0), 0)).toBe(500);
  });

  it("are found by a place", () => {
    expect(chunkAt(chunks, 1, 3)).toBe(0);
    const at = chunkAt(chunks, 2, long.indexOf("Paragraph 333"));
    const chunk = chunks[at];
    expect(chunk && long.slice(chunk.from, chunk.to)).toContain("Paragraph 333 ");
    expect(chunkAt(chunks, 9, 0)).toBe(0);
  });

  it("lie one under the other, as measured where they have been", () => {
    const column = new ChunkColumn(chunks, new Map([[0, 100]]), 0.5);
    expect(column.top(1)).toBe(100);
    expect(column.at(99)).toBe(0);
    expect(column.at(101)).toBe(1);
    expect(column.at(1e9)).toBe(chunks.length - 1);
    const shown = column.visible(column.top(3), 200);
    expect(shown.from).toBeLessThanOrEqual(3);
    expect(shown.to).toBeGreaterThanOrEqual(3);
    expect(shown.to - shown.from).toBeLessThan(4);
  });
});

describe("where", () => {
  it("says places as the program does", () => {
    const page: Page = { number: 3, text: "one\ntwo\nthree" };
    expect(placeOf("page", page, 0, 3)).toBe("page 3");
    expect(placeOf(undefined, page, 0, 3)).toBe("page 3");
    expect(placeOf("slide", { ...page, places: [{ start: 4, end: 13, name: "notes" }] }, 5, 6)).toBe("slide 3, notes");
    expect(placeOf("message", { ...page, label: "attachment terms.txt" }, 0, 3)).toBe("attachment terms.txt");
    expect(placeOf("chapter", { ...page, label: "Whales" }, 0, 3)).toBe("chapter Whales");
    expect(placeOf("part", { ...page, line: 118 }, 4, 7)).toBe("line 119");
    expect(placeOf("part", { ...page, line: 118 }, 0, 8)).toBe("lines 118–119");
    // As reader.TestWhereUnderHeadings has it.
    const text = "Lease\n\nBetween A and B.\n\n1 Rent\n\n1.1 Amount\n\nIt is 1,450 euros.\n\n2 Keys\n\nTwo keys.";
    const headings = (["Lease", "1 Rent", "1.1 Amount", "2 Keys"] as const).map((words, i) => ({ level: [1, 2, 3, 2][i] ?? 1, start: text.indexOf(words), end: text.indexOf(words) + words.length, text: words }));
    const under = (number: number, from: string, to: string) => placeOf("part", { number, text, headings }, text.indexOf(from), text.indexOf(to) + to.length);
    expect(under(1, "1,450", "euros.")).toBe("under “1.1 Amount”");
    expect(under(1, "1 Rent", "euros.")).toBe("under “1.1 Amount”");
    expect(under(1, "1,450", "keys.")).toBe("under “1.1 Amount” to “2 Keys”");
    expect(under(1, "2 Keys", "2 Keys")).toBe("under “2 Keys”");
    expect(under(1, "Between", "B.")).toBe("part 1");
    expect(under(2, "Between", "B.")).toBe("under “Lease”");
    const places = [
      { start: 0, end: 3, name: "A4:F4" },
      { start: 4, end: 7, name: "A5:F5" },
    ];
    expect(placeOf("sheet", { ...page, label: "Budget", places }, 0, 7)).toBe("sheet Budget, A4:F5");
    expect(rowOf("A4:F4")).toBe("4");
    expect(rowOf("A4:F5")).toBe("");
    expect(rowOf("notes")).toBe("");
  });

  it("names pages by what they are", () => {
    expect(pageTitle("slide", { number: 3 }, 12)).toBe("Slide 3 of 12");
    expect(pageTitle("page", { number: 3, label: "iii" }, 12)).toBe("Page 3 of 12");
    expect(pageTitle("sheet", { number: 1, label: "Budget" }, 2)).toBe("Sheet Budget");
    expect(pageTitle("message", { number: 2, label: "Offer" }, 9)).toBe("Message 2: Offer");
    expect(pageTitle("message", { number: 2, label: "attachment terms.txt" }, 9)).toBe("Attachment terms.txt");
    expect(pageTitle("part", { number: 2 }, 9)).toBe("");
  });
});

describe("contents", () => {
  it("are sheets and chapters, each once", () => {
    const pages = ["Budget", "Budget", "Plan"].map((label, i) => ({ number: i + 1, text: "", label }));
    expect(contentsOf("sheet", pages).map(({ name, page }) => [name, page])).toEqual([
      ["Budget", 1],
      ["Plan", 3],
    ]);
    expect(contentsOf("slide", pages)).toEqual([]);
    expect(contentsOf("sheet", pages.slice(0, 2))).toEqual([]);
  });

  it("are the headings of a text, and tell where one is", () => {
    const heading = (level: number, start: number, text: string) => ({ level, start, end: start + text.length, text });
    const entries = contentsOf("part", [
      { number: 1, text: "", headings: [heading(2, 0, "Desks"), heading(3, 40, "Open")] },
      { number: 2, text: "", headings: [heading(2, 10, "Lamps")] },
    ]);
    expect(entries.map(({ name, depth }) => [name, depth])).toEqual([
      ["Desks", 0],
      ["Open", 1],
      ["Lamps", 0],
    ]);
    expect([entryAt(entries, 1, 39), entryAt(entries, 1, 40), entryAt(entries, 2, 5), entryAt(entries, 2, 99)]).toEqual([0, 1, 1, 2]);
  });
});
