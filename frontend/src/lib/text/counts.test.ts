import { afterEach, describe, expect, it, vi } from "vitest";
import { passagesFound, summedFrom } from "../chat/wording";
import { activityLine, describe as documentWords, folderLine, pageCount, summary } from "../library/wording";
import { evidenceWords } from "../reader/passages";
import { count, counted } from "./counts";

describe("counts", () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.resetModules();
  });

  it("sets the digits of large numbers apart, and says one thing as one", () => {
    expect([0, 1, 999, 2183, 1234567].map((n) => count(n).replace(/\D/g, "_"))).toEqual(["0", "1", "999", "2_183", "1_234_567"]);
    expect(counted(1, "passage")).toBe("1 passage");
    expect(counted(12, "passage")).toBe("12 passages");
    expect(counted(2, "is", "are")).toBe("2 are");
  });

  it("goes by the locale of the person, with the digits of the interface", async () => {
    const real = Intl.NumberFormat;
    for (const [locale, said] of [["en", "2,183"], ["de", "2.183"], ["fr", "2\u202f183"], ["ar-EG", "2,183"]] as const) {
      vi.resetModules();
      vi.stubGlobal("Intl", { ...Intl, NumberFormat: function (_: unknown, options: Intl.NumberFormatOptions) { return new real(locale, options); } });
      const fresh = await import("./counts");
      expect(fresh.count(2183)).toBe(said);
    }
  });

  // Each of these was written without: "1175 passages found".
  it("is how every count of the window is written", () => {
    const many = count(11750);
    const activity = { held: false, queued: 11750, reading: "", recognising: false, to_analyse: 0, to_embed: 0, embedded: 0, seconds_left: 0, paused: "" } as unknown as Parameters<typeof activityLine>[0];
    const document = { state: "embedded", pages: 11750, unit: "page", scans: 11750, recognised: 11000, recognising_again: 11750 } as unknown as Parameters<typeof pageCount>[0];
    for (const words of [
      passagesFound(11750),
      summedFrom(11750),
      summary(11750, 0),
      summary(0, 11750),
      folderLine({ state: "watched", files: 11750 } as Parameters<typeof folderLine>[0]),
      activityLine(activity, 10, 11750, { recognised: 0, scans: 0 }, true),
      activityLine({ ...activity, held: true }, 0, 0, { recognised: 0, scans: 0 }, true),
      pageCount(document),
      documentWords(document).text,
      evidenceWords(Array.from({ length: 11750 }, () => ({}) as Parameters<typeof evidenceWords>[0][number])),
    ]) {
      expect(words).toContain(many);
    }
  });
});
