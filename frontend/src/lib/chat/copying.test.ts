import { describe, expect, it } from "vitest";
import type { Answer } from "../api";
import { answerWith } from "./copying";

const text = "The rent is <b>.\n\n- It is due on Monday.\n- Dogs are free.";
const range = (words: string) => ({ start: text.indexOf(words), end: text.indexOf(words) + words.length });
const citation = (n: number, where: string) => ({ n, source: n, document: { id: "a", path: "/lease.pdf", title: "Lease & more" }, page: n, where, start: 0, end: 5, quote: "Rent.", boxes: [] });
const answer = {
  answer: text,
  sentences: [
    { ...range("The rent is <b>."), state: "supported", citations: [1, 2] },
    { ...range("It is due on Monday."), state: "partly", citations: [2] },
    { ...range("Dogs are free."), state: "unsupported", citations: [] },
  ],
  citations: [citation(1, "page 1"), citation(2, "page 2")],
} as unknown as Answer;

describe("answerWith", () => {
  it("puts the places behind each sentence, and what is not borne out is still said", () => {
    expect(answerWith(answer).plain).toBe(
      "The rent is <b>. (Lease & more, page 1; Lease & more, page 2)\n\n" +
        "- It is due on Monday. [Partly supported] (Lease & more, page 2)\n" +
        "- Dogs are free. [Not found in your documents]",
    );
  });

  it("is HTML in which nothing of a document is markup", () => {
    expect(answerWith(answer).html).toBe(
      "<p>The rent is &#60;b&#62;. (<cite>Lease &#38; more, page 1</cite>; <cite>Lease &#38; more, page 2</cite>)</p>" +
        "<ul><li>It is due on Monday. [Partly supported] (<cite>Lease &#38; more, page 2</cite>)</li><li>Dogs are free. [Not found in your documents]</li></ul>",
    );
  });
});
