import { describe, expect, it } from "vitest";
import { locate } from "./letters";

/** Selects words of a text, and gives what they are in the other one. */
function words(shown: string, text: string, ...selected: string[]): string[] | undefined {
  const spans = selected.map((words) => ({ start: shown.indexOf(words), end: shown.indexOf(words) + words.length }));
  return locate(shown, spans, text)?.map(({ start, end }) => text.slice(start, end));
}

describe("locate", () => {
  it("finds words over lines, hyphens and ligatures", () => {
    const shown = "The land-\nlord returns the de\u00adposit and con\ufb01rms it.\n";
    const text = "The landlord returns the deposit\nand confirms it. 😀";
    expect(words(shown, text, "land-\nlord returns the de\u00adposit and con\ufb01rms")).toEqual(["landlord returns the deposit\nand confirms"]);
    expect(words("a 😀 b", "b a 😀b", "😀")).toEqual(["😀"]);
  });

  it("tells places with the same words apart by what stands around them", () => {
    const shown = "Rent is due.\nNotice is given.\nDeposit is due.\n";
    const text = "Rent is due. Notice is given. Deposit is due.";
    const at = shown.lastIndexOf("is due");
    const place = locate(shown, [{ start: at, end: at + 6 }], text);
    expect(place).toEqual([{ start: text.lastIndexOf("is due"), end: text.lastIndexOf("is due") + 6 }]);
  });

  it("gives several spans of what the texts order differently", () => {
    expect(words("left one\nright one\nleft two\nright two\n", "left one left two right one right two", "left one\nright one")).toBeUndefined();
    expect(words("left one\nright one\nleft two\nright two\n", "left one left two right one right two", "left one", "right one")).toEqual(["left one", "right one"]);
  });

  it("gives nothing of words that stand at two places which nothing tells apart", () => {
    expect(words("Paid.\n", "left Paid. right Paid. end", "Paid")).toBeUndefined();
    // What stands before one of them is enough.
    expect(words("right\nPaid\n", "left Paid. right Paid. end", "Paid")).toEqual(["Paid"]);
  });

  it("gives nothing rather than another place", () => {
    expect(words("seen words", "other words", "seen words")).toBeUndefined();
    expect(words("seen words", "", "seen")).toBeUndefined();
  });
});
