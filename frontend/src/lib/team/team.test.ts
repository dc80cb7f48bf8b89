import { describe, expect, it } from "vitest";
import type { Store, StorePlan } from "../api";
import { changeWords, sent, standingOf, standingWords, waitingWords, wayWords } from "./wording";

const alone: Store = {
  url: "",
  host: "",
  next: "",
  next_host: "",
  state: { name: "", sends: false, waiting: 0, words_only: false, wants_key: false },
  documents: 12,
  passages: 340,
};
const here = { url: "postgres://ann@db/library", host: "db" };
const shared: Store = { ...alone, ...here, next: here.url, next_host: "db", state: { ...alone.state, name: here.url, sends: true } };

describe("how it stands with the team's store", () => {
  it("is said of sharing with nobody, later, and now", () => {
    expect(standingWords(alone)).toMatch(/^Shared with nobody/);
    expect(standingWords({ ...alone, next: here.url, next_host: "db" })).toMatch(/^Shared with db from the next start/);
    expect(standingWords(shared)).toBe("Shared with db.");
    expect(standingWords({ ...shared, since: "2026-11-28T15:30:00Z" })).toMatch(/^Shared with db since .*2026/);
  });

  it("never says that a store is sent nothing when it is", () => {
    const searched = { ...shared, next: "", state: { ...shared.state, sends: false } };
    expect(standingOf(searched)).toBe("searched");
    expect(standingWords(searched)).toContain("nothing of your documents");
    // Its address was taken out of the settings, but this Carrel was started with it.
    expect(standingOf({ ...shared, next: "" })).toBe("shared");
    expect(changeWords({ ...shared, next: "" })).toContain("shared with nobody");
    expect(changeWords(shared)).toBe("");
  });

  it("names what waits, and why", () => {
    expect(waitingWords(shared)).toBe("Everything is sent.");
    expect(waitingWords({ ...shared, state: { ...shared.state, waiting: 3 } })).toBe("Sending: 9 of 12 documents.");
    expect(waitingWords({ ...shared, state: { ...shared.state, waiting: 1, trouble: "It is away." } })).toBe("1 document waits to be sent. It is away.");
    expect(sent({ ...shared, state: { ...shared.state, waiting: 30 } })).toBe(0); // removals wait too
  });

  it("says who can read along", () => {
    const plan: StorePlan = { url: here.url, host: "db", local: false, encrypted: false, password: false, documents: 1, passages: 1 };
    expect(wayWords(plan)).toContain("not encrypted");
    expect(wayWords({ ...plan, encrypted: true })).toContain("it is encrypted");
    expect(wayWords({ ...plan, local: true })).toContain("this computer");
  });
});
