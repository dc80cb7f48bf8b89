import { flushSync, mount, unmount } from "svelte";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Answer } from "../api";
import type { LiveTurn } from "./conversation.svelte";
import Turn from "./Turn.svelte";

describe("Turn", () => {
  let component: Record<string, unknown> | undefined;

  afterEach(() => {
    if (component) void unmount(component);
    component = undefined;
    document.body.replaceChildren();
  });

  const source = { n: 1, document: { id: "a", path: "/a.pdf", title: "A" }, page: 1, start: 0, end: 5, text: "Five.", score: 1, best: { start: 0, end: 5 } };

  const onquote = vi.fn();
  const onsave = vi.fn<() => Promise<boolean>>();

  function show(more: Partial<Answer>, limited: string[] = []): HTMLDetailsElement | null {
    const answer = { answer: "Four.", sentences: [], citations: [], sources: [], notices: [], status: "done", abstained: false, ...more } as unknown as Answer;
    const turn = { id: "t", question: "Two and two?", answer } as unknown as LiveTurn;
    const props = {
      turn, limited, busy: false,
      oncite: vi.fn(), onsource: vi.fn(), onselection: vi.fn(), onlink: vi.fn(), onretry: vi.fn(), onquote, onmodels: vi.fn(), onchange: vi.fn(), onwiden: vi.fn(), onwhy: vi.fn(),
      onjudge: () => Promise.resolve(true), opining: false, onopinion: () => Promise.resolve(), onstop: () => undefined, onsave,
    };
    component = mount(Turn, { target: document.body, props });
    flushSync();
    return document.querySelector("details.thought");
  }

  it("says that an answer is not saved for as long as it isn't, with what to do, and tries again", async () => {
    show({ unsaved: "the disk is full" });
    const note = () => document.querySelector("[data-unsaved]")?.textContent ?? "";
    const button = (name: string) => [...document.querySelectorAll<HTMLButtonElement>("[data-unsaved] button")].find(({ textContent }) => textContent.trim() === name);
    expect(note()).toContain("This answer isn't saved: the disk is full. Make some room on it, then save again.");
    expect(button("Copy it")).toBeDefined();
    onsave.mockResolvedValueOnce(false);
    button("Save again")?.click();
    flushSync();
    expect(note()).toContain("Saving…");
    await vi.waitFor(() => expect(note()).toContain("Still not saved: the disk is full."));
    expect(onsave).toHaveBeenCalledTimes(1);
    if (component) void unmount(component);
    show({});
    expect(document.querySelector("[data-unsaved]")).toBeNull();
  });

  it("shows how a model thought, folded", () => {
    const thought = show({ thought: "Two and two\nmake four, <b>I think</b>." });
    expect(thought?.open).toBe(false);
    expect(thought?.querySelector("summary")?.textContent.trim()).toBe("How it thought");
    expect(thought?.textContent).toContain("<b>I think</b>");
  });

  it("shows a thought while it goes on, with how far it is", () => {
    const thought = show({ thought: "Two and two", answer: "", status: "running" });
    expect(thought?.open).toBe(false);
    expect(thought?.querySelector("summary")?.textContent.trim()).toBe("Thinking… 3 words so far");
  });

  it("shows a second opinion as the model's, and offers one only where it can be had", () => {
    const sentence = { start: 0, end: 5, state: "supported", citations: [1] };
    const citations = [{ n: 1, source: 1, document: source.document, page: 1, start: 0, end: 5, quote: "Five.", boxes: [] }];
    const button = () => [...document.querySelectorAll("button")].find(({ textContent }) => textContent.trim() === "Second opinion");
    show({ sentences: [sentence] as Answer["sentences"], citations, sources: [source] });
    expect(button()).toBeDefined();
    if (component) void unmount(component);
    show({ sentences: [{ ...sentence, opinion: "no" }] as Answer["sentences"], citations, sources: [source], second_opinion: true });
    expect(button()).toBeUndefined();
    expect(document.querySelector("[data-state]")?.textContent.trim()).toBe("Supported· Second opinion: not borne out");
    expect(document.body.textContent).toContain("The second opinion is the model's own");
    if (component) void unmount(component);
    show({ sentences: [{ ...sentence, state: "quoted" }] as Answer["sentences"], citations, sources: [source] });
    expect(button()).toBeUndefined();
  });

  it("has ways on where no model could write", () => {
    show({ status: "failed", error: "The model file cannot be read." });
    const button = (name: string) => [...document.querySelectorAll("button")].find(({ textContent }) => textContent.trim() === name);
    expect(button("Choose a model")).toBeDefined();
    button("Only quote")?.click();
    expect(onquote).toHaveBeenCalledOnce();
    if (component) void unmount(component);
    show({ status: "failed", error: "The disk is full.", quoting: true });
    expect(button("Only quote")).toBeUndefined();
  });

  it("shows nothing where there was no thought", () => {
    expect(show({})).toBeNull();
  });

  it("says with which adapters a model wrote, and not where none did", () => {
    const adapters = [{ name: "style", path: "/style.gguf", scale: 0.5 }, { name: "law", path: "/law.gguf", scale: 1 }];
    show({ model: "m", adapters });
    expect(document.querySelector("[data-adapters]")?.textContent.trim()).toBe("Written with the adapters style at 0.5 and law");
    if (component) void unmount(component);
    show({ model: "", adapters });
    expect(document.querySelector("[data-adapters]")).toBeNull();
  });

  it("calls a summary one, and looks for nothing that it missed", () => {
    show({ summary: true, sources: [source] }, ["Lease"]);
    expect(document.querySelector("[data-limited]")?.textContent.trim()).toBe("Summary of: Lease");
    expect(document.querySelector(".evidence")?.getAttribute("aria-label")).toBe("Drawn from 1 passage");
    expect(document.body.textContent).not.toContain("Something missing?");
  });

  it("shows two notices that say the same", () => {
    show({ notices: ["It has no text.", "It has no text."] });
    expect(document.querySelectorAll(".note")).toHaveLength(2);
  });
});
