import { flushSync, mount, unmount } from "svelte";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { LibraryDocument, OCR } from "../api";
import type { SectionProps } from "../settings/sections";
import RecogniseSection from "./RecogniseSection.svelte";
import { inLanguages, otherwiseLine, pictured, recognisedLine } from "./wording";

const scan = { id: "a", title: "Deed", scans: 3, recognised: 2 } as LibraryDocument;
const bare = { id: "b", title: "Map", scans: 1, recognised: 0, warnings: [{ code: "ocr_missing", message: "Its words are not recognised: that needs tesseract." }] } as LibraryDocument;
const text = { id: "c", title: "Letter" } as LibraryDocument;

describe("documents with pictures of text", () => {
  it("say how many pages are recognised, and what is missing", () => {
    expect(pictured([scan, bare, text])).toEqual([scan, bare]);
    expect(recognisedLine(scan)).toBe("2 of 3 pages.");
    expect(recognisedLine({ ...scan, recognised: 3 })).toBe("All 3 pages.");
    expect(recognisedLine(bare)).toBe("Its words are not recognised: that needs tesseract.");
  });
});

describe("languages of recognition", () => {
  it("are named", () => {
    expect(inLanguages(["deu", "eng"])).toBe("German, English");
    expect(inLanguages(["chi_sim", "chi_tra_vert", "srp_latn"])).toBe("Simplified Chinese, Traditional Chinese, Serbian (Latin)");
    expect(inLanguages([])).toBe("");
  });

  it("that are others are counted", () => {
    const ocr = (documents: number, pages: number) => ({ otherwise: { documents, pages } }) as OCR;
    expect(otherwiseLine(ocr(0, 0))).toBe("");
    expect(otherwiseLine(ocr(1, 1))).toBe("1 document (1 page) may have been recognised in other languages, or couldn't be.");
    expect(otherwiseLine(ocr(3, 12))).toBe("3 documents (12 pages) may have been recognised in other languages, or couldn't be.");
  });
});

describe("RecogniseSection", () => {
  let component: Record<string, unknown> | undefined;
  afterEach(() => {
    if (component) void unmount(component);
    component = undefined;
    document.body.replaceChildren();
    vi.unstubAllGlobals();
  });

  it("offers to recognise again what may be in other languages", async () => {
    let otherwise = { documents: 2, pages: 5 };
    const asked: string[] = [];
    vi.stubGlobal("fetch", async (url: string, init?: RequestInit) => {
      if (init?.method === "POST") {
        asked.push(`${url} ${String(init.body)}`);
        otherwise = { documents: 0, pages: 0 };
        return new Response(JSON.stringify({ documents: [] }));
      }
      return new Response(JSON.stringify({ ready: true, text: "", languages: [{ code: "eng", name: "English" }], chosen: [], used: ["eng"], more: "", otherwise }));
    });
    const props = { library: { documents: [{ ...scan, recognised_in: ["deu"] }] } } as unknown as SectionProps;
    component = mount(RecogniseSection, { target: document.body, props });
    await vi.waitFor(() => expect(document.body.textContent).toContain("2 documents (5 pages) may have been recognised in other languages"));
    expect(document.querySelector("td:last-child")?.textContent).toBe("German");
    const button = [...document.querySelectorAll("button")].find((one) => one.textContent?.trim() === "Recognise again");
    button?.click();
    await vi.waitFor(() => expect(asked).toEqual(['/api/ocr/again {"documents":[]}']));
    await vi.waitFor(() => expect(document.body.textContent).not.toContain("in other languages"));
  });

  it("chooses languages, never none, and says when that wasn't saved", async () => {
    const languages = [
      { code: "eng", name: "English" },
      { code: "deu", name: "German" },
    ];
    let state: OCR = { ready: true, text: "Recognised by tesseract.", languages, chosen: [], used: ["eng"], more: "For German: install it.", otherwise: { documents: 0, pages: 0 } };
    let refuse = false;
    const sent: string[] = [];
    vi.stubGlobal("fetch", async (_: string, init?: RequestInit) => {
      if (refuse) return new Response(JSON.stringify({ error: { code: "disk_full", message: "The disk is full." } }), { status: 507 });
      if (init?.method === "POST") {
        sent.push(String(init.body));
        const chosen = (JSON.parse(String(init.body)) as { languages: string[] }).languages;
        state = { ...state, chosen, used: chosen.length > 0 ? chosen : ["eng"] };
      }
      return new Response(JSON.stringify(state));
    });
    const props = { library: { documents: [scan] } } as unknown as SectionProps;
    component = mount(RecogniseSection, { target: document.body, props });
    await vi.waitFor(() => expect(document.body.textContent).toContain("Recognised by tesseract."));
    const box = (name: string) => [...document.querySelectorAll("label")].find((label) => label.textContent?.trim() === name)?.querySelector("input");
    expect(box("German")?.disabled).toBe(true);
    box("These:")?.dispatchEvent(new Event("change", { bubbles: true }));
    await vi.waitFor(() => expect(sent).toEqual(['{"languages":["eng"]}']));
    flushSync();
    expect(box("English")?.disabled).toBe(true);
    const german = box("German");
    if (!german) throw new Error("no German");
    german.checked = true;
    german.dispatchEvent(new Event("change", { bubbles: true }));
    await vi.waitFor(() => expect(sent.at(-1)).toBe('{"languages":["eng","deu"]}'));
    refuse = true;
    box("This computer's languages, and English")?.dispatchEvent(new Event("change", { bubbles: true }));
    await vi.waitFor(() => expect(document.body.textContent).toContain("Not saved; the old choice is kept. The disk is full."));
  });
});
