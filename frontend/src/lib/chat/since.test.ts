import { describe, expect, it } from "vitest";
import type { LibraryDocument } from "../api";
import type { LiveTurn } from "./conversation.svelte";
import { readSince } from "./since";

const asked = "2026-11-29T12:00:00Z";
const document = (id: string, added: string, state = "embedded") => ({ id, added_at: added, state }) as LibraryDocument;
const turn = (more: object = {}, answer: object = {}) =>
  ({ askedAt: asked, documents: [], answer: { status: "done", abstained: true, ...answer }, ...more }) as unknown as LiveTurn;

describe("readSince", () => {
  const before = "2026-11-29T11:59:00Z";
  const after = "2026-11-29T12:05:00Z";
  const documents = [document("known", before), document("read", before), document("added", after), document("waits", before, "queued")];
  const readAt = new Map([["read", Date.parse(after)], ["waits", Date.parse(after)]]);

  it("counts what could not be known, of an answer that found nothing what was added later too", () => {
    expect(readSince(turn(), documents, readAt)).toBe(2);
    expect(readSince(turn({}, { abstained: false }), documents, readAt)).toBe(1);
  });

  it("says nothing while an answer is written, nor where what was looked at was chosen", () => {
    expect(readSince(turn({}, { status: "running" }), documents, readAt)).toBe(0);
    expect(readSince(turn({}, { unsearched: true }), documents, readAt)).toBe(0);
    expect(readSince(turn({ documents: ["known"] }), documents, readAt)).toBe(0);
    expect(readSince(turn({ filters: { types: ["pdf"] } }), documents, readAt)).toBe(0);
  });
});
