import { describe, expect, it } from "vitest";
import { CodePoints } from "./codepoints";

describe("CodePoints", () => {
  it("is the identity without astral characters", () => {
    const text = new CodePoints("Frist: drei Monate");
    expect(text.slice(7, 11)).toBe("drei");
    expect(text.unit(5)).toBe(5);
    expect(text.point(5)).toBe(5);
  });

  it("counts an emoji as one", () => {
    const text = new CodePoints("a😀b😀c");
    expect(text.length).toBe(5);
    expect(text.slice(2, 3)).toBe("b");
    expect(text.unit(4)).toBe(6);
    expect(text.point(6)).toBe(4);
    expect(text.point(text.unit(3))).toBe(3);
  });

  it("keeps lone surrogates and bounds what lies outside", () => {
    const text = new CodePoints("x\ud83dy😀");
    expect(text.length).toBe(4);
    expect(text.slice(0, 99)).toBe("x\ud83dy😀");
    expect(text.unit(-1)).toBe(0);
    expect(text.point(99)).toBe(4);
  });
});
