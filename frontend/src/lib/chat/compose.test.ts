import { describe, expect, it } from "vitest";
import type { Sentence } from "../api";
import { compose, ending, type Section } from "./compose";
import { parse } from "./markdown";

const sentence = (start: number, end: number, state: Sentence["state"] = "supported"): Sentence => ({
  start,
  end,
  state,
  citations: [],
});

const texts = (section: Section | undefined) =>
  section?.kind === "block"
    ? section.block.pieces.map((piece) => [piece.runs.map((run) => run.text).join(""), piece.sentence?.state, piece.last])
    : section?.items.map((item) => item.pieces.map((piece) => piece.runs.map((run) => run.text).join("")).join("|"));

describe("parse", () => {
  it("reads blocks and styles with their places", () => {
    const [first, second, third, fourth] = parse("The **notice** is `3` *months*.\n\n- one\n2. two\n> three");
    expect(first?.runs.map((run) => run.text)).toEqual(["The ", "notice", " is ", "3", " ", "months", "."]);
    expect(first?.runs[1]).toEqual({ text: "notice", start: 6, end: 12, strong: true });
    expect(first?.runs[3]?.code).toBe(true);
    expect(first?.runs[5]?.em).toBe(true);
    expect([second?.kind, third?.kind, third?.number, fourth?.kind]).toEqual(["bullet", "number", 2, "quote"]);
  });

  it("shows HTML as text, images as their description, and only web links as links", () => {
    const runs = parse("<img src=x onerror=alert(1)> ![a plan](http://x/p.png) [bad](javascript:x) [good](https://a.b)")[0]?.runs;
    expect(runs?.[0]?.text).toBe("<img src=x onerror=alert(1)> ");
    expect(runs?.find((run) => run.text === "a plan")?.href).toBeUndefined();
    expect(runs?.find((run) => run.text === "bad")?.href).toBeUndefined();
    expect(runs?.find((run) => run.text === "good")?.href).toBe("https://a.b");
  });

  it("leaves out the model's own citation marks", () => {
    const text = parse("Three months [1]. Written [2, 3].")[0]?.runs.map((run) => run.text).join("");
    expect(text).toBe("Three months. Written.");
  });

  it("leaves snake_case, stars in sums and open marks alone", () => {
    const text = (source: string) => parse(source)[0]?.runs.map((run) => run.text);
    expect(text("a file_name_here")).toEqual(["a file_name_here"]);
    expect(text("2 * 3 * 4")).toEqual(["2 * 3 * 4"]);
    expect(text("an **open mark")).toEqual(["an **open mark"]);
  });

  it("keeps code as written, even when its end has not come yet", () => {
    const block = parse("```\na  b\n  c")[0];
    expect(block?.kind).toBe("code");
    expect(block?.runs.map((run) => run.text).join("")).toBe("a  b\n  c");
  });
});

describe("ending", () => {
  const cut = (text: string, missing: string[] = [], more: object = {}) => {
    const { before, word } = ending([{ text: "Bold", start: 0, end: 4, strong: true }, { text, start: 4, end: 4 + text.length, ...more }], missing);
    return [before.map((run) => run.text).join(""), word?.text];
  };

  it("keeps a sentence's last word for its state", () => {
    expect(cut(" runs for three years.”")).toEqual(["Bold runs for three ", "years.”"]);
    expect(cut("years years")).toEqual(["Boldyears ", "years"]);
    expect(ending([{ text: "Yes.", start: 0, end: 4 }])).toEqual({ before: [], word: { text: "Yes.", start: 0, end: 4 } });
  });

  it("takes two signs of a script without spaces, and nothing of what would not fit or belongs together", () => {
    expect(cut("租金为一千四百五十欧元，每月第三个工作日到期，并且须在当日支付完毕。")).toEqual(["Bold租金为一千四百五十欧元，每月第三个工作日到期，并且须在当日支付完", "毕。"]);
    expect(cut(` see ${"x".repeat(40)}`)[1]).toBeUndefined();
    expect(cut(" a link", [], { href: "https://a.b" })[1]).toBeUndefined();
    expect(cut(" pays 48,200 euros.", ["48,200 euros"])[1]).toBeUndefined();
    expect(cut(" pays 48,200 euros.", ["euros"])).toEqual(["Bold pays 48,200 ", "euros."]);
  });
});

describe("compose", () => {
  it("splits a paragraph at its sentences and marks where each ends", () => {
    const text = "One. Two **bold**. Rest";
    const [only] = compose(text, [sentence(0, 4), sentence(5, 18, "unsupported")]);
    expect(texts(only)).toEqual([
      ["One.", "supported", true],
      [" ", undefined, false],
      ["Two bold.", "unsupported", true],
      [" Rest", undefined, false],
    ]);
  });

  it("counts code points, not UTF-16 units", () => {
    const [only] = compose("😀 One. Two.", [sentence(0, 6), sentence(7, 11, "partly")]);
    expect(texts(only)).toEqual([
      ["😀 One.", "supported", true],
      [" ", undefined, false],
      ["Two.", "partly", true],
    ]);
  });

  it("puts a sentence's state once, where it ends, when it spans list items", () => {
    const [list] = compose("- first\n- second", [sentence(0, 16)]);
    expect(list?.kind).toBe("bullets");
    if (list?.kind === "block" || !list) throw new Error("no list");
    expect(list.items.map((item) => item.pieces.map((piece) => piece.last))).toEqual([[false], [true]]);
  });

  it("keeps the text whole when sentences are not known yet", () => {
    expect(texts(compose("Still being written", [])[0])).toEqual([["Still being written", undefined, false]]);
  });
});
