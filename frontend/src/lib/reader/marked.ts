import { CodePoints } from "../text/codepoints";
import type { Passage } from "./passages";
import type { Reader } from "./reader.svelte";

/** A mark in the reader's view: the passage it is of, and the stroke at hand in the window. */
export interface Marked {
  passage: Passage;
  stroke: DOMRect;
}

const holds = (rect: DOMRect, x: number, y: number) => rect.left <= x && x <= rect.right && rect.top <= y && y <= rect.bottom;

/** The mark at a point of the window; what is found by words is none. */
export function markedAt(reader: Reader, view: HTMLElement, x: number, y: number): Marked | undefined {
  return marked(reader, view, (rects) => rects.find((rect) => holds(rect, x, y)));
}

/** The mark of the passage at hand, where it is in view. */
export function markedNow(reader: Reader, view: HTMLElement): Marked | undefined {
  const pane = view.getBoundingClientRect();
  const now = marked(reader, view, (rects) => rects.find(({ top, bottom }) => bottom > pane.top && top < pane.bottom));
  return now?.passage.key === reader.passage?.key ? now : undefined;
}

function marked(reader: Reader, view: HTMLElement, choose: (rects: DOMRect[]) => DOMRect | undefined): Marked | undefined {
  if (reader.finding) return undefined;
  const passages = [...(reader.passage ? [reader.passage] : []), ...reader.beside];
  // The one at hand before those beside it, which it may lie over.
  const elements = [...view.querySelectorAll<HTMLElement>("[data-passage], mark")].sort((a, b) => Number("beside" in a.dataset) - Number("beside" in b.dataset));
  for (const element of elements) {
    const stroke = choose([...element.getClientRects()]);
    const passage = stroke && passages.find((passage) => isOf(reader, element, passage));
    if (stroke && passage) return { passage, stroke };
  }
  return undefined;
}

// A stroke on a page's picture names its passage; marked words of a text have their place in it.
function isOf(reader: Reader, element: HTMLElement, passage: Passage): boolean {
  if (element.dataset.passage !== undefined) return element.dataset.passage === passage.key;
  const page = Number(element.closest<HTMLElement>("[data-page]")?.dataset.page);
  const text = reader.text?.find(({ number }) => number === page)?.text;
  if (text === undefined || passage.page !== page) return false;
  if (("beside" in element.dataset) !== (passage.key !== reader.passage?.key)) return false;
  const at = new CodePoints(text).point(Number(element.dataset.from));
  return passage.start <= at && at < passage.end;
}
