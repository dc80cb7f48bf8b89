import { flushSync, mount, unmount } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Announcer } from "../ui/announcer.svelte";
import PictureView from "./PictureView.svelte";
import { Reader } from "./reader.svelte";

const page = (number: number, text: string) => ({ number, text, width: 100, height: 100 });

describe("PictureView", () => {
  let component: Record<string, unknown> | undefined;

  beforeEach(() => {
    const record = { id: "a", path: "/a.tiff", title: "A", format: "picture", pages: 1 };
    const words = { text: "Ripe pears.", words: [{ start: 0, end: 4, line: 0, box: { left: 10, bottom: 80, right: 30, top: 90 } }, { start: 5, end: 11, line: 0, box: { left: 34, bottom: 80, right: 60, top: 90 } }] };
    vi.stubGlobal("fetch", async (url: string) =>
      new Response(JSON.stringify(url.endsWith("/words") ? words : url.endsWith("/text") ? { pages: [page(1, "Ripe pears.")] } : { ...record, scans: 1 })),
    );
  });
  afterEach(() => {
    if (component) void unmount(component);
    component = undefined;
    document.body.replaceChildren();
    vi.unstubAllGlobals();
  });

  async function show(pages: ReturnType<typeof page>[]) {
    const reader = new Reader(new Announcer());
    await reader.showDocument({ id: "a", path: "/a.tiff", title: "A" });
    component = mount(PictureView, { target: document.body, props: { reader, document: "a", pages } });
    flushSync();
    return reader;
  }
  const picture = () => document.querySelector("img");
  const fail = () => {
    picture()?.dispatchEvent(new Event("error"));
    flushSync();
  };

  it("has the words that were recognised beside the picture, in their own direction", async () => {
    await show([page(1, "אגסים"), page(2, "")]);
    expect([...document.querySelectorAll("img")].map((image) => image.alt)).toEqual(["Page 1", "Page 2"]);
    const words = [...document.querySelectorAll<HTMLElement>("p.visually-hidden")];
    expect(words.map((element) => [element.textContent, element.dir])).toEqual([
      ["אגסים", "auto"],
      ["No words recognised.", "auto"],
    ]);
  });

  it("shows what a browser can't draw as it was drawn for it, and says when there is nothing to show", async () => {
    const reader = await show([page(1, "Pears.")]);
    expect(picture()?.getAttribute("src")).toBe("/api/documents/a/file");
    fail();
    expect(picture()?.getAttribute("src")).toBe("/api/documents/a/pages/1/image");
    expect(reader.obstacle).toBeUndefined();
    fail();
    await vi.waitFor(() => expect(reader.obstacle).toEqual({ kind: "failed", text: "This file couldn't be shown. The picture can't be drawn." }));
  });
});
