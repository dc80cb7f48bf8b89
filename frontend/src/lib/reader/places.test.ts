import { describe, expect, it } from "vitest";
import type { SentenceState } from "../api";
import { find } from "./find";
import { GAP, PageColumn } from "./layout";
import { around, place } from "./marks";
import { layWords } from "./words";
import { fromCitation, fromSelected, fromSource } from "./passages";

const upright = (scale: number, height: number) => ({
  convertToViewportPoint: (x: number, y: number) => [x * scale, (height - y) * scale],
});

describe("marks", () => {
  const box = { left: 72, bottom: 700, right: 272, top: 712 };

  it("stand where the viewport puts them, at any zoom", () => {
    expect(place([box], upright(2, 842))).toEqual([{ left: 144, top: 260, width: 400, height: 24 }]);
  });

  it("keep a positive size on a rotated page", () => {
    const turned = { convertToViewportPoint: (x: number, y: number) => [y, x] };
    expect(place([box], turned)).toEqual([{ left: 700, top: 72, width: 12, height: 200 }]);
  });

  it("leave out what has no extent, and are brought into view together", () => {
    const flat = { left: 5, bottom: 5, right: 5, top: 17 };
    expect(place([flat, box], upright(1, 842))).toEqual([{ left: 72, top: 130, width: 200, height: 12 }]);
    const rects = [
      { left: 10, top: 100, width: 50, height: 12 },
      { left: 62, top: 101, width: 40, height: 11 },
      { left: 10, top: 118, width: 30, height: 12 },
    ];
    expect(around(rects)).toEqual({ left: 10, top: 100, width: 92, height: 30 });
    expect(around([])).toBeUndefined();
  });
});

describe("PageColumn", () => {
  const first = { width: 600, height: 800 };

  it("finds the page at a height and the pages in view", () => {
    const column = new PageColumn(1158, 0.5, first, new Map());
    expect(column.top(1)).toBe(GAP);
    expect(column.top(3)).toBe(GAP + 2 * (400 + GAP));
    expect(column.pageAt(0)).toBe(1);
    expect(column.pageAt(column.top(700) + 10)).toBe(700);
    expect(column.pageAt(1e9)).toBe(1158);
    expect(column.visible(column.top(10), 500)).toEqual([9, 10, 11, 12]);
    expect(column.visible(0, 100)).toEqual([1, 2]);
  });

  it("takes the true size of pages that are known", () => {
    const column = new PageColumn(3, 1, first, new Map([[2, { width: 500, height: 300 }]]));
    expect(column.top(3)).toBe(GAP + 800 + GAP + 300 + GAP);
    expect(column.width).toBe(600);
  });

  it("shows a wider page smaller instead of cutting it off", () => {
    const column = new PageColumn(2, 1, first, new Map([[2, { width: 1200, height: 600 }]]));
    expect(column.scaleOf(2)).toBe(0.5);
    expect(column.width).toBe(600);
    expect(column.height).toBe(GAP + 800 + GAP + 300 + GAP);
  });
});

describe("find", () => {
  const pages = [
    { number: 1, text: "😀 The Notice\nperiod. A notice." },
    { number: 2, text: "NOTICE (period)" },
  ];

  it("gives places in code points, whatever the case and the line ends", () => {
    expect(find(pages, "notice period")).toEqual([{ page: 1, start: 6, end: 19, quote: "Notice\nperiod" }]);
    expect(find(pages, "notice")).toHaveLength(3);
    expect(find(pages, "(period)")).toEqual([{ page: 2, start: 7, end: 15, quote: "(period)" }]);
    expect(find(pages, "  ")).toEqual([]);
    expect(find(pages, "[")).toEqual([]);
  });
});

describe("fromSource", () => {
  const source = {
    n: 2,
    document: { id: "a", path: "/a", title: "A" },
    page: 4,
    start: 100,
    end: 116,
    text: "😀 One. Two. Three",
    score: 1,
    best: { start: 107, end: 111 },
  };

  it("is the best sentence, or all of it", () => {
    expect(fromSource(7, source)).toMatchObject({ key: "7 s2", page: 4, start: 107, end: 111, quote: "Two." });
    expect(fromSource(7, { ...source, best: { start: 0, end: 0 } })).toMatchObject({ start: 100, end: 116 });
  });
});

describe("fromCitation", () => {
  it("has the weakest state of the sentences that stand on it", () => {
    const citation = { n: 1, document: { id: "a", path: "/a", title: "A" }, page: 1, start: 0, end: 4, quote: "One.", boxes: [], source: 1 };
    const sentence = (state: SentenceState, n: number) => ({ start: 0, end: 4, state, citations: [n] });
    const of = (...states: SentenceState[]) => fromCitation(1, citation, { answer: "One. ", sentences: [sentence("unsupported", 2), ...states.map((one) => sentence(one, 1))], sources: [] });
    const state = (...states: SentenceState[]) => of(...states).state;
    expect(of("quoted", "partly").sentences?.map(({ text, sentence }) => [text, sentence.state])).toEqual([
      ["One.", "quoted"],
      ["One.", "partly"],
    ]);
    expect(state("quoted", "partly", "supported")).toBe("partly");
    expect(state("conflict", "partly")).toBe("conflict");
    expect(state("plain")).toBe("plain");
    expect(state()).toBeUndefined();
  });
});

describe("layWords", () => {
  const word = (start: number, end: number, line: number, left: number, right: number, bottom = 80) => ({ start, end, line, box: { left, right, bottom, top: bottom + 10 } });

  it("has every word with what follows it, up to the next one on its line", () => {
    const text = "Own.\n\n😀 Two words\nof furniture";
    const laid = layWords(text, [word(6, 7, 0, 10, 20), word(8, 11, 0, 24, 50, 82), word(12, 17, 0, 54, 90), word(18, 20, 1, 10, 22, 60), word(21, 26, 1, 26, 50, 60), word(26, 30, 2, 10, 40, 40)], upright(1, 100));
    expect(laid.map(({ text, letters, from }) => [text, letters, from])).toEqual([
      ["😀 ", 2, 6],
      ["Two ", 3, 9],
      ["words\n", 5, 13],
      ["of ", 2, 19],
      ["furni", 5, 22],
      ["ture", 4, 27],
    ]);
    expect(laid[0]).toMatchObject({ left: 10, width: 14, top: 8, height: 12 });
    expect(laid[2]).toMatchObject({ left: 54, width: 36 });
    expect(laid[5]).toMatchObject({ left: 10, width: 30, top: 50, height: 10 });
  });

  it("lets words that run to the left keep their own width, and leaves out what is no place in the text", () => {
    const laid = layWords("ab cd", [word(0, 2, 0, 60, 80), word(3, 5, 0, 30, 50), word(9, 12, 0, 1, 2)], upright(1, 100));
    expect(laid.map(({ left, width }) => [left, width])).toEqual([
      [60, 20],
      [30, 20],
    ]);
  });
});

describe("fromSelected", () => {
  it("tells the places of different questions apart", () => {
    const place = { document: { id: "a", path: "/a", title: "A" }, page: 2, start: 3, end: 9, quote: "a word" };
    const keys = [place, { ...place, page: 3 }, { ...place, start: 4 }, { ...place, document: { ...place.document, id: "b" } }].map((one) => fromSelected(one).key);
    expect(new Set(keys).size).toBe(4);
    expect(fromSelected({ ...place }).key).toBe(keys[0]);
  });
});
