import { flushSync, mount, unmount } from "svelte";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Folder, LibraryDocument } from "../api";
import { choicesOf, limitedTo, Limits } from "./limits.svelte";
import LimitsMenu from "./LimitsMenu.svelte";
import { rankWords, whereOf } from "./wording";
import WhyDialog from "./WhyDialog.svelte";

const document_ = (id: string, format: string, language?: string) =>
  ({ id, state: "embedded", title: `Title ${id}`, path: `/home/m/${id}`, format, ...(language && { language }) }) as LibraryDocument;

const formats = [
  { name: "pdf", words: "PDF", extensions: [".pdf"] },
  { name: "html", words: "web pages (HTML)", extensions: [".html"] },
  { name: "text", words: "plain text", extensions: [".txt"] },
];
const folder = { id: "f", path: "/home/m/Reports/" } as Folder;

describe("Limits", () => {
  it("offers what the library has more than one of", () => {
    const choices = choicesOf([document_("a", "pdf", "en"), document_("b", "html", "de"), document_("c", "pdf", "en")], formats, [folder]);
    expect(choices).toMatchObject({
      types: [
        { value: "pdf", words: "PDF" },
        { value: "html", words: "web pages" },
      ],
      languages: [
        { value: "en", words: "English" },
        { value: "de", words: "German" },
      ],
      folders: [{ value: "/home/m/Reports/", words: "Reports" }],
      collections: [],
    });
    expect(choicesOf([document_("a", "pdf", "en")], formats, [])).toMatchObject({ types: [], languages: [], folders: [], collections: [], years: [] });
  });

  it("becomes filters and words", () => {
    const collection = { id: "c1", name: "Orchard", documents: 2, created_at: "" };
    const choices = choicesOf([document_("a", "pdf", "en"), document_("b", "html", "de")], formats, [folder], [collection]);
    const limits = new Limits();
    expect(limits.filters()).toBeUndefined();
    expect(limits.words(choices.names)).toBe("");
    limits.type = "pdf";
    limits.language = "de";
    limits.folder = folder.path;
    limits.since = "6";
    expect(limits.filters(new Date(2026, 2, 3, 12))).toEqual({ types: ["pdf"], languages: ["de"], folder: folder.path, since: "2026-02-25" });
    expect(limits.words(choices.names)).toBe("PDF, German, in Reports, added in the last 7 days");
    limits.clear();
    limits.collection = "c1";
    expect(limits.filters()).toEqual({ collections: ["c1"] });
    expect(limits.words(choices.names)).toBe("Orchard");
    limits.clear();
    expect(limits.active).toBe(false);
  });

  it("are said as the program keeps them, whatever is no longer there", () => {
    const { names } = choicesOf([document_("a", "pdf")], formats, [folder], [{ id: "c1", name: "Orchard", documents: 1, created_at: "" }]);
    expect(limitedTo({}, names)).toEqual([]);
    expect(limitedTo({ documents: ["a"] }, names)).toEqual(["Title a"]);
    expect(limitedTo({ documents: ["gone", "a", "x", "y"] }, names)).toEqual(["a document that was removed and Title a and 2 more documents"]);
    expect(limitedTo({ filters: { collections: ["c1", "gone"], types: ["html", "pdf"], languages: ["de"], folder: folder.path, since: "2020" } }, names)).toEqual([
      "Orchard or a collection that was deleted",
      "Web pages or PDF",
      "German",
      "in Reports",
      "added since 2020",
    ]);
    expect(limitedTo({ filters: { until: "2020-03" } }, names)).toEqual([`added until ${new Date(2020, 2, 1).toLocaleDateString(undefined, { year: "numeric", month: "long" })}`]);
  });

  it("by documents' own dates are offered by the year and said", () => {
    const dated = (id: string, day: string) => ({ ...document_(id, "pdf"), date: { day, is: "period" } }) as LibraryDocument;
    const { years, names } = choicesOf([dated("a", "2018-12-31"), dated("b", "2020"), dated("c", "2018-03"), document_("d", "pdf")], formats, []);
    expect(years.map(({ words }) => words)).toEqual(["2020", "2018"]);
    const limits = new Limits();
    limits.dated = years[1]?.value ?? "";
    expect(limits.filters()).toEqual({ dated_since: "2018", dated_until: "2018" });
    expect(limits.words(names)).toBe("dated 2018");
    expect(limitedTo({ filters: { dated_since: "2018" } }, names)).toEqual(["dated 2018 or later"]);
    expect(limitedTo({ filters: { dated_until: "2018" } }, names)).toEqual(["dated 2018 or before"]);
    expect(limitedTo({ filters: { dated_since: "2018", dated_until: "2020" } }, names)).toEqual(["dated 2018 to 2020"]);
  });

  it("are carried from a question to the next as they were", () => {
    const limits = new Limits();
    const filters = { collections: ["c1"], types: ["pdf", "html"], since: "2026-02-25", until: "2026-03", dated_since: "2018-12", dated_until: "2020" };
    limits.carry({ documents: ["a"], filters }, "");
    expect(limits.documents).toEqual(["a"]);
    expect(limits.filters(new Date(2027, 0, 1))).toEqual(filters);
    limits.carry({}, "c2");
    expect(limits.documents).toEqual([]);
    expect(limits.filters()).toEqual({ collections: ["c2"] });
    expect(limits.only("c2")).toBe(true);
  });
});

let component: Record<string, unknown> | undefined;
afterEach(() => {
  if (component) void unmount(component);
  component = undefined;
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

describe("LimitsMenu", () => {
  it("says what the search is limited to, opens on its first field and gives the focus back", async () => {
    const limits = new Limits();
    component = mount(LimitsMenu, { target: document.body, props: { limits, choices: choicesOf([], formats, [folder]) } });
    const opener = document.querySelector("button");
    opener?.click();
    await vi.waitFor(() => expect(document.activeElement?.tagName).toBe("SELECT"));
    limits.folder = folder.path;
    flushSync();
    expect(opener?.getAttribute("aria-label")).toBe("Searches only: in Reports. Change");
    document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true }));
    flushSync();
    expect(document.querySelector("select")).toBeNull();
    expect(document.activeElement).toBe(opener);
    document.querySelector<HTMLElement>('[aria-label="Search in all documents"]')?.click();
    expect(limits.active).toBe(false);
  });
});

describe("WhyDialog", () => {
  it("asks about the document that is likely meant, and says what search saw", async () => {
    const asked: string[] = [];
    const reply = {
      query: "pear trees",
      document: document_("a", "pdf"),
      mode: "hybrid",
      found: 0,
      reasons: ["No passage of it has the word “pear”."],
      advice: ["Ask again without the limits."],
      left_out: true,
      terms: [{ text: "pear", passages: 1200, weight: 3, here: false }],
      passages: [{ where: "page 3", text: "Trees.", words_rank: 40, cosine_rank: 0, cosine: 0.31, nearness: 0.31, rank: 55, embedded: true, has: ["tree"], lacks: ["pear"] }],
    };
    vi.stubGlobal("fetch", async (url: string) => {
      asked.push(url);
      return new Response(JSON.stringify(reply));
    });
    component = mount(WhyDialog, {
      target: document.body,
      props: { open: true, question: "pear trees", limits: { filters: { types: ["pdf"] }, documents: ["b"] }, documents: [document_("a", "pdf")], names: choicesOf([document_("b", "pdf")], formats, []).names, likely: "a", onwiden: () => undefined, onclose: () => undefined },
    });
    await vi.waitFor(() => expect(document.body.textContent).toContain("No passage of it has the word"));
    expect(asked).toEqual(["/api/why?query=pear+trees&document=a&only=b&types=pdf"]);
    expect(document.body.textContent).toContain("It is not among the passages that were found.");
    expect(document.querySelector("tbody")?.textContent).toMatch(/pear.*no.*1,200/);
    for (const words of ["Searched only: Title b · PDF", "State of the document: ready", "Ask again without the limits.", "Place 40 of all passages. It has 1 of 2 words; it lacks “pear”.", "Left out of the search. Loosely related", "Place 55 of all passages."]) {
      expect(document.body.textContent).toContain(words);
    }
  });
});

describe("WhyDialog's replies", () => {
  it("count for the document that is chosen last alone, and an old problem goes", async () => {
    const answers: Record<string, (reply: Response) => void> = {};
    vi.stubGlobal("fetch", (url: string) => new Promise<Response>((resolve) => (answers[new URLSearchParams(url.split("?")[1]).get("document") ?? ""] = resolve)));
    const about = (id: string) => new Response(JSON.stringify({ query: "q", document: document_(id, "pdf"), mode: "hybrid", found: 0, reasons: [`About ${id}.`], advice: [], terms: [], passages: [] }));
    const refused = new Response(JSON.stringify({ error: { code: "x", message: "It didn't work." } }), { status: 500 });
    component = mount(WhyDialog, {
      target: document.body,
      props: { open: true, question: "q", documents: [document_("a", "pdf"), document_("b", "pdf")], names: choicesOf([], [], []).names, likely: "a", onwiden: () => undefined, onclose: () => undefined },
    });
    flushSync();
    const choose = (id: string) => {
      const select = document.querySelector("select");
      if (!select) throw new Error("no select");
      select.value = id;
      select.dispatchEvent(new Event("change", { bubbles: true }));
      flushSync();
    };
    answers.a?.(refused);
    await vi.waitFor(() => expect(document.body.textContent).toContain("It didn't work."));
    choose("b");
    expect(document.body.textContent).not.toContain("It didn't work.");
    const late = answers.b;
    choose("a");
    late?.(about("b"));
    answers.a?.(about("a"));
    await vi.waitFor(() => expect(document.body.textContent).toContain("About a."));
    expect(document.body.textContent).not.toContain("About b.");
  });
});

describe("places in words", () => {
  it("come from the program, or from the page in chats of before", () => {
    const document = { id: "a", path: "/a.pdf", title: "A" };
    expect(whereOf({ document, page: 4, where: "slide 4, notes" })).toBe("slide 4, notes");
    expect(whereOf({ document, page: 4 })).toBe("page 4");
    expect(whereOf({ document: { ...document, path: "/a.md" }, page: 1, where: "part 1" })).toBe("");
    expect(whereOf({ document, page: 1, where: "sheet A, B4:D4" })).toBe("B4:D4");
    expect(whereOf({ document, page: 1, where: "sheet All, B4:D4" })).toBe("sheet All, B4:D4");
    expect(whereOf({ document, page: 1, where: "message A" })).toBe("");
    expect(rankWords({ words_rank: 0, cosine_rank: 3, rank: 2, embedded: false })).toBe("place 2 in all; by words too far down, by meaning not prepared yet");
  });
});
