import { afterEach, describe, expect, it } from "vitest";
import { cutOff } from "./selected";

describe("cutOff", () => {
  afterEach(() => document.body.replaceChildren());

  function view(where: string, ...pages: string[]): HTMLElement {
    document.body.innerHTML = `<div ${where}><div>${pages.map((text, i) => `<p data-page="${i + 4}">${text}</p>`).join("")}</div></div>`;
    return document.body.firstElementChild as HTMLElement;
  }

  const letters = (view: HTMLElement, page: number) => view.querySelectorAll("p")[page]?.firstChild as Text;

  it("is a selection whose beginning or end has left the view", () => {
    const scroller = view("data-before data-after", "Four", "Five", "Six");
    const range = document.createRange();
    range.setStart(letters(scroller, 0), 1);
    range.setEnd(letters(scroller, 2), 2);
    expect(cutOff(scroller, range)).toBe(false);
    // The first page goes: its end of the selection is left in what held it.
    range.setStart(scroller.firstElementChild as HTMLElement, 0);
    expect(cutOff(scroller, range)).toBe(true);
    range.setStart(letters(scroller, 1), 0);
    range.setEnd(scroller.firstElementChild as HTMLElement, 3);
    expect(cutOff(scroller, range)).toBe(true);
  });

  it("is none that ends beside the first or the last page of all", () => {
    const scroller = view("", "Four", "Five");
    const range = document.createRange();
    range.setStart(scroller.firstElementChild as HTMLElement, 0);
    range.setEnd(scroller.firstElementChild as HTMLElement, 2);
    expect(cutOff(scroller, range)).toBe(false);
  });

  it("is none that ends in the gap between two pages that are there", () => {
    const scroller = view("data-before data-after", "Four", "Five");
    const range = document.createRange();
    range.setStart(letters(scroller, 0), 1);
    range.setEnd(scroller.firstElementChild as HTMLElement, 1);
    expect(cutOff(scroller, range)).toBe(false);
  });
});
