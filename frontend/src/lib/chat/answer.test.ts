import { flushSync, mount, unmount } from "svelte";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Answer } from "../api";
import AnswerText from "./AnswerText.svelte";
import Composer from "./Composer.svelte";
import { Writing } from "./writing.svelte";
import { choicesOf, Limits } from "./limits.svelte";
import Evidence from "./Evidence.svelte";

let component: Record<string, unknown> | undefined;

afterEach(() => {
  if (component) void unmount(component);
  document.body.replaceChildren();
});

const base = { n: 1, source: 1, document: { id: "a", path: "/a", title: "Lease" }, page: 12, start: 0, end: 3, quote: "q", boxes: [] };

function show(more: Partial<Answer>) {
  const oncite = vi.fn();
  const onlink = vi.fn();
  const answer = { answer: "", sentences: [], citations: [], abstained: false, ...more } as unknown as Answer;
  component = mount(AnswerText, { target: document.body, props: { answer, oncite, onlink } });
  flushSync();
  return { oncite, onlink };
}

describe("AnswerText", () => {
  it("keeps sentences apart where some are written from the right, so that each has its own state behind it", () => {
    const arabic = ["“الإيجار الشهري ألفان.”", "“مدة العقد سنة.”"];
    const answer = `Here is what they say: ${arabic.join(" ")}`;
    const at = answer.indexOf(arabic[1] ?? "");
    show({
      answer,
      sentences: [
        { start: 0, end: at - 1, state: "quoted", citations: [1] },
        { start: at, end: answer.length, state: "supported", citations: [1] },
      ],
      citations: [base],
    });
    const sentences = [...document.querySelectorAll("p bdi")].filter(({ textContent }) => textContent.trim() !== "");
    expect(sentences.map(({ textContent }) => textContent.trim())).toEqual([answer.slice(0, at - 1), arabic[1]]);
    expect(sentences.map(({ nextElementSibling }) => nextElementSibling?.textContent.replace(/\s+/g, " ").trim())).toEqual([expect.stringContaining("Quoted"), expect.stringContaining("Supported")]);
  });

  it("gives each of Carrel's own quotations a paragraph, in its own direction", () => {
    const written = ["They say:", "“The rent is due.”", "“الإيجار الشهري ألفان.”", "soft\nwrapped"];
    show({ answer: written.join("\n\n") });
    const paragraphs = [...document.querySelectorAll("p")];
    expect(paragraphs.map(({ textContent }) => textContent.trim())).toEqual([...written.slice(0, 3), "soft wrapped"]);
    expect(paragraphs.every(({ dir }) => dir === "auto")).toBe(true);
  });

  it("puts each sentence's state and citations after it, in words", () => {
    const { oncite } = show({
      answer: "Three months. Fourteen days. A castle. Hello.",
      sentences: [
        { start: 0, end: 13, state: "quoted", citations: [1] },
        { start: 14, end: 28, state: "partly", citations: [], missing: ["Fourteen"] },
        { start: 29, end: 38, state: "unsupported", citations: [] },
        { start: 39, end: 45, state: "plain", citations: [] },
      ],
      citations: [base],
    });
    expect(document.querySelector("p")?.textContent?.replace(/\s+/g, " ")).toBe(
      "Three months. Quoted1 Fourteen days. Partly supported: the passages don't bear out “Fourteen” A castle. Not found in your documents Hello.",
    );
    const citation = document.querySelector<HTMLButtonElement>("[data-citation]");
    expect(citation?.getAttribute("aria-label")).toBe("Citation 1: Lease, page 12");
    citation?.click();
    expect(oncite).toHaveBeenCalledWith(base, citation);
  });

  it("shows what another document says where they disagree, with both places to open", () => {
    const other = { ...base, n: 2, document: { id: "b", path: "/b", title: "Guide" }, page: 3 };
    const { oncite } = show({
      answer: "The tower is 34 metres high.",
      sentences: [{ start: 0, end: 28, state: "conflict", citations: [1, 2], other: "43 metres" }],
      citations: [base, other],
    });
    expect(document.querySelector("p")?.textContent?.replace(/\s+/g, " ")).toBe(
      "The tower is 34 metres high. Your documents disagree: another one says “43 metres”12",
    );
    const [first, second] = [...document.querySelectorAll<HTMLButtonElement>("[data-citation]")];
    expect([first, second].map((button) => button?.getAttribute("aria-label"))).toEqual([
      "Citation 1: Lease, page 12",
      "Citation 2: Guide, page 3",
    ]);
    second?.click();
    expect(oncite).toHaveBeenCalledWith(other, second);
  });

  it("makes no element of what the model wrote, and opens links only on a click", () => {
    const { onlink } = show({
      answer: '<img src="http://evil/x"> <b>bold</b> ![plan](http://evil/p.png) [site](https://example.org/a)',
    });
    expect(document.querySelector("img, b, a")).toBeNull();
    expect(document.body.textContent).toContain('<img src="http://evil/x"> <b>bold</b> plan');
    expect(onlink).not.toHaveBeenCalled();
    const links = [...document.querySelectorAll<HTMLButtonElement>("button.link")];
    links.at(-1)?.click();
    expect(onlink).toHaveBeenCalledWith("https://example.org/a");
  });
});

describe("Evidence", () => {
  it("shows three passages, marks the best sentence, and the rest on request", () => {
    const onopen = vi.fn();
    const sources = [1, 2, 3, 4, 5].map((n) => ({
      n,
      document: base.document,
      page: n,
      start: 0,
      end: 20,
      text: "Before. Best one. End",
      score: 1,
      best: { start: 8, end: 17 },
    }));
    component = mount(Evidence, { target: document.body, props: { sources, onopen } });
    flushSync();
    expect(document.querySelectorAll("[data-source]")).toHaveLength(3);
    expect(document.querySelector("mark")?.textContent).toBe("Best one.");
    document.querySelector<HTMLButtonElement>("button.more")?.click();
    flushSync();
    expect(document.querySelectorAll("[data-source]")).toHaveLength(5);
    document.querySelector<HTMLButtonElement>('[data-source="5"]')?.click();
    expect(onopen.mock.calls[0]?.[0]).toMatchObject({ n: 5 });
  });
});

describe("Composer", () => {
  function field(running: boolean) {
    const handlers = { onask: vi.fn(), onstop: vi.fn(), onmore: vi.fn(), onmodels: vi.fn() };
    component = mount(Composer, {
      target: document.body,
      props: { draft: "Is it so?", running, empty: false, limits: new Limits(), writing: new Writing(), choices: choicesOf([], [], []), more: false, ...handlers },
    });
    flushSync();
    return { ...handlers, textarea: document.querySelector("textarea") };
  }
  const enter = (element: Element | null, more: KeyboardEventInit = {}) =>
    element?.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true, ...more }));

  it("sends with Enter, but not with Shift, nor while a word is being composed", () => {
    const { textarea, onask } = field(false);
    enter(textarea, { shiftKey: true });
    enter(textarea, { isComposing: true });
    expect(onask).not.toHaveBeenCalled();
    enter(textarea);
    expect(onask).toHaveBeenCalledTimes(1);
  });

  it("offers Stop instead while an answer is on its way", () => {
    const { textarea, onask, onstop } = field(true);
    enter(textarea);
    expect(onask).not.toHaveBeenCalled();
    document.querySelector<HTMLButtonElement>('button[aria-label^="Stop"]')?.click();
    expect(onstop).toHaveBeenCalledTimes(1);
  });
});
