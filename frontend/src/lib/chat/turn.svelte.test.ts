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

  function show(more: Partial<Answer>): HTMLDetailsElement | null {
    const answer = { answer: "Four.", sentences: [], citations: [], sources: [], notices: [], status: "done", abstained: false, ...more } as unknown as Answer;
    const turn = { id: "t", question: "Two and two?", answer } as unknown as LiveTurn;
    const props = {
      turn, limited: [], busy: false,
      oncite: vi.fn(), onsource: vi.fn(), onselection: vi.fn(), onlink: vi.fn(), onretry: vi.fn(), onwiden: vi.fn(), onwhy: vi.fn(),
      onjudge: () => Promise.resolve(true),
    };
    component = mount(Turn, { target: document.body, props });
    flushSync();
    return document.querySelector("details.thought");
  }

  it("shows how a model thought, folded", () => {
    const thought = show({ thought: "Two and two\nmake four, <b>I think</b>." });
    expect(thought?.open).toBe(false);
    expect(thought?.querySelector("summary")?.textContent).toBe("How it thought");
    expect(thought?.textContent).toContain("<b>I think</b>");
  });

  it("shows nothing where there was no thought", () => {
    expect(show({})).toBeNull();
  });

  it("shows two notices that say the same", () => {
    show({ notices: ["It has no text.", "It has no text."] });
    expect(document.querySelectorAll(".note")).toHaveLength(2);
  });
});
