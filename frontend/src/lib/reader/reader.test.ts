import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { LibraryDocument } from "../api";
import { Announcer } from "../ui/announcer.svelte";
import type { Passage } from "./passages";
import { Reader } from "./reader.svelte";

const ref = (id: string) => ({ id, path: `/${id}.pdf`, title: id });
const passage = (id: string, page: number, boxes?: Passage["boxes"]): Passage => ({
  key: `1 c${page}`,
  document: ref(id),
  page,
  start: 0,
  end: 5,
  quote: "words",
  boxes,
});
const box = { left: 1, bottom: 1, right: 2, top: 2 };

let answers: Record<string, { status: number; body: unknown }>;
let asked: string[];

beforeEach(() => {
  asked = [];
  answers = {};
  vi.stubGlobal("fetch", async (url: string) => {
    asked.push(url);
    const found = answers[url] ?? {
      status: 200,
      body: url.includes("/boxes") ? { boxes: [box] } : { ...ref("a"), format: "pdf", pages: 9, state: "embedded" },
    };
    return new Response(JSON.stringify(found.body), { status: found.status });
  });
});

afterEach(() => vi.unstubAllGlobals());

const refusal = (code: string) => ({ status: 409, body: { error: { code, message: "Words of the program." } } });

describe("Reader", () => {
  it("opens at the passage, says where it is, and steps round", async () => {
    const announcer = new Announcer();
    const reader = new Reader(announcer);
    await reader.show([passage("a", 2, [box]), passage("a", 5, [box])], 0);
    expect(reader.line).toBe("Opening page 2…");
    reader.marked(true);
    expect(reader.line).toBe("Page 2, passage 1 of 2.");
    expect(announcer.polite).toContain("Page 2, passage 1 of 2. words");
    await reader.step(-1);
    expect(reader.passage?.page).toBe(5);
    expect(asked.filter((url) => url.includes("/boxes"))).toEqual([]);
  });

  it("asks for boxes that a passage does not bring", async () => {
    const reader = new Reader(new Announcer());
    await reader.show([passage("a", 3)], 0);
    expect(asked).toContain("/api/documents/a/pages/3/boxes?start=0&end=5");
    expect(reader.boxes).toEqual([box]);
  });

  it("marks what was cited where it stands after the words were recognised again, or nothing", async () => {
    answers["/api/documents/a"] = { status: 200, body: { ...ref("a"), format: "pdf", pages: 9, state: "embedded", scans: 1 } };
    answers["/api/documents/a/pages/3"] = { status: 200, body: { number: 3, text: "New words here." } };
    answers["/api/documents/a/pages/3/boxes?start=4&end=9"] = { status: 200, body: { boxes: [box] } };
    const reader = new Reader(new Announcer());
    await reader.show([passage("a", 3)], 0);
    expect(reader.boxes).toEqual([box]);
    answers["/api/documents/a/pages/4"] = { status: 200, body: { number: 4, text: "Others." } };
    await reader.show([passage("a", 4)], 0);
    expect(reader.boxes).toEqual([]);
    expect(asked.filter((url) => url.includes("/boxes"))).toHaveLength(1);
  });

  it("asks about what was cited where it stands now, or about nothing", async () => {
    answers["/api/documents/a/pages/3"] = { status: 200, body: { number: 3, text: "New words here." } };
    answers["/api/documents/a/pages/4"] = { status: 200, body: { number: 4, text: "Others." } };
    answers["/api/documents/a/pages/5"] = refusal("gone");
    const reader = new Reader(new Announcer());
    await reader.show([passage("a", 3, [box]), passage("a", 4, [box]), passage("a", 5, [box])], 0);
    expect(await reader.chosen()).toMatchObject([{ page: 3, where: "page 3", start: 4, end: 9, quote: "words" }]);
    await reader.step(1);
    expect(await reader.chosen()).toEqual([]);
    await reader.step(1);
    expect(await reader.chosen()).toEqual([]);
  });

  it("quotes what was found as the page writes it", async () => {
    answers["/api/documents/a/text"] = { status: 200, body: { pages: [{ number: 7, text: "The rent is due." }] } };
    const reader = new Reader(new Announcer());
    await reader.showDocument(ref("a"));
    reader.startFinding();
    await reader.find("RENT");
    expect(await reader.chosen()).toMatchObject([{ page: 7, start: 4, end: 8, quote: "rent" }]);
  });

  it("says that the passage couldn't be marked rather than marking another", async () => {
    answers["/api/documents/a/pages/3/boxes?start=0&end=5"] = { status: 200, body: { boxes: [] } };
    const reader = new Reader(new Announcer());
    await reader.show([passage("a", 3)], 0);
    reader.marked(false);
    expect(reader.line).toBe("Page found; the passage couldn't be marked.");
  });

  it.each([
    ["changed", "changed", "This file changed after the answer."],
    ["gone", "gone", "The file is no longer here."],
    ["not_found", "removed", "This document was removed from Carrel."],
  ])("tells what stands in the way: %s", async (code, kind, text) => {
    answers["/api/documents/a/pages/3/boxes?start=0&end=5"] = refusal(code);
    const reader = new Reader(new Announcer());
    await reader.show([passage("a", 3)], 0);
    expect(reader.obstacle).toEqual({ kind, text });
  });

  it("asks why when the file itself can't be loaded", async () => {
    const reader = new Reader(new Announcer());
    await reader.show([passage("a", 3, [box])], 0);
    answers["/api/documents/a/file"] = refusal("changed");
    await reader.fileFailed(new Error("Unexpected server response (409)"));
    expect(reader.obstacle?.kind).toBe("changed");
  });

  it("shows the last of two documents that were asked for, whichever reply comes first", async () => {
    const reader = new Reader(new Announcer());
    answers["/api/documents/b"] = { status: 200, body: { ...ref("b"), format: "pdf", pages: 3 } };
    await Promise.all([reader.showDocument(ref("a")), reader.showDocument(ref("b"))]);
    expect(reader.document?.id).toBe("b");
    expect(reader.record?.id).toBe("b");
  });

  it("finds words and gives the citation back afterwards", async () => {
    answers["/api/documents/a/text"] = { status: 200, body: { pages: [{ number: 7, text: "Some words, more words." }] } };
    const reader = new Reader(new Announcer());
    await reader.show([passage("a", 2, [box])], 0);
    reader.startFinding();
    await reader.find("words");
    reader.marked(true);
    expect(reader.line).toBe("Page 7, match 1 of 2.");
    reader.stopFinding();
    expect(reader.passage?.page).toBe(2);
  });

  it("takes in the words that were recognised meanwhile, and shows the old text until they come", async () => {
    const record = (recognised: number) => ({ ...ref("a"), format: "picture", pages: 2, scans: 2, recognised }) as unknown as LibraryDocument;
    const text = (words: string) => ({ status: 200, body: { pages: [{ number: 1, text: words }] } });
    const shown = () => reader.text?.[0]?.text;
    answers["/api/documents/a"] = { status: 200, body: record(0) };
    answers["/api/documents/a/text"] = text("");
    const reader = new Reader(new Announcer());
    await reader.showDocument(ref("a"));
    answers["/api/documents/a/text"] = text("Pears.");
    reader.changed(record(1));
    expect(shown()).toBe("");
    await vi.waitFor(() => expect(shown()).toBe("Pears."));
    const before = asked.length;
    reader.changed(record(1));
    expect(asked).toHaveLength(before);
    reader.changed({ ...record(1), recognising_again: 1 } as LibraryDocument);
    answers["/api/documents/a/text"] = text("Plums.");
    reader.changed(record(1));
    await vi.waitFor(() => expect(shown()).toBe("Plums."));
    answers["/api/documents/a/text"] = refusal("gone");
    reader.changed(record(2));
    await vi.waitFor(() => expect(asked).toHaveLength(before + 2));
    await Promise.resolve();
    expect(shown()).toBe("Plums.");
  });

  it("gives the focus back to where it was opened from", async () => {
    const origin = document.createElement("button");
    document.body.append(origin);
    const reader = new Reader(new Announcer());
    await reader.show([passage("a", 2, [box])], 0, origin);
    reader.close();
    expect(document.activeElement).toBe(origin);
    expect(reader.open).toBe(false);
  });

  it("keeps to the pages there are and the zooms there are", async () => {
    const reader = new Reader(new Announcer());
    await reader.showDocument(ref("a"));
    reader.goToPage(99);
    expect(reader.page).toBe(9);
    reader.goToPage(-1);
    expect(reader.page).toBe(1);
    for (let i = 0; i < 20; i++) reader.zoomBy(1);
    expect(reader.zoom).toBe(4);
    for (let i = 0; i < 20; i++) reader.zoomBy(-1);
    expect(reader.zoom).toBe(0.5);
  });
});
