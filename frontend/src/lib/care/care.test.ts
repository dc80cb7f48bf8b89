import { afterEach, describe, expect, it, vi } from "vitest";
import type { Care, LibraryCare } from "../api";
import { Announcer } from "../ui/announcer.svelte";
import { CareOfLibrary } from "./care.svelte";
import { outcome, reminder, stepWords } from "./wording";

const care = (over: Partial<Care>): Care => ({ job: "j", kind: "backup", state: "running", step: "", done: 0, total: 0, ...over });
const library = (over: Partial<LibraryCare> = {}): LibraryCare => ({ due: false, suggested: "/home/m/b.zip", bytes: 1, ...over });

afterEach(() => vi.unstubAllGlobals());

describe("words of the care", () => {
  it("say what is done and how it ended", () => {
    expect(stepWords(care({ step: "verify" }))).toBe("Reading the backup again, to be sure");
    expect(stepWords(care({ kind: "check" }))).toBe("Looking through the library");
    expect(outcome(care({}))).toBe("");
    expect(outcome(care({ state: "done", backup: { path: "/b.zip", bytes: 4_200_000, documents: 12, files: 0 } }))).toBe("The backup is ready: 12 documents, 4.2 MB.");
    expect(outcome(care({ state: "cancelled" }))).toBe("Cancelled. Nothing has changed.");
    expect(outcome(care({ state: "failed", error: "The disk is full." }))).toBe("The disk is full.");
    expect(outcome(care({ kind: "check", state: "done", check: { wrong: ["A page is missing."], done: [], reading: [], unable: [] } }))).toBe("Something is wrong with the library.");
  });

  it("remind gently, and only when it is time", () => {
    expect(reminder(undefined)).toBe("");
    expect(reminder(library())).toBe("");
    expect(reminder(library({ due: true }))).toBe("No backup yet");
    expect(reminder(library({ due: true, last: { path: "/b.zip", bytes: 1, documents: 1, made_at: "2026-03-03T12:00:00Z" } }))).toMatch(/^Last backup .*2026/);
  });
});

describe("CareOfLibrary", () => {
  it("follows its work by events, and offers to replace a file that is there", async () => {
    const asked: string[] = [];
    vi.stubGlobal("fetch", async (url: string, init?: RequestInit) => {
      asked.push(`${init?.method} ${url} ${String(init?.body ?? "")}`.trim());
      return new Response(JSON.stringify(init?.method === "POST" ? care({}) : library()));
    });
    const announcer = new Announcer();
    const c = new CareOfLibrary(announcer);
    await c.load();
    await c.begin({ kind: "backup", path: "/b.zip" });
    expect(asked.at(-1)).toBe('POST /api/library/care {"kind":"backup","path":"/b.zip"}');
    expect(c.running?.job).toBe("j");
    c.receive({ type: "care", care: care({ step: "write", done: 1, total: 2 }) });
    expect(c.running?.done).toBe(1);
    await c.cancel();
    expect(asked.at(-1)).toBe("POST /api/jobs/j/cancel");
    c.receive({ type: "care", care: care({ state: "failed", code: "exists", path: "/b.zip", error: "There is a file." }) });
    expect(c.running).toBeUndefined();
    expect(c.exists).toBe("/b.zip");
    expect(announcer.polite).toContain("There is a file.");
  });

  it("says why something could not be begun", async () => {
    vi.stubGlobal("fetch", async () => new Response(JSON.stringify({ error: { code: "busy", message: "Carrel is still busy." } }), { status: 409 }));
    const c = new CareOfLibrary(new Announcer());
    await c.begin({ kind: "check" });
    expect(c.problem).toBe("Carrel is still busy.");
  });
});
