import type { Span } from "../api";

/** Words that are selected on a page, as the browser shows them. */
export interface OnPage {
  page: number;
  /**
   * Where they stand in the page's text, in UTF-16 units, where the view knows;
   * else `shown` is what the browser shows of the page, and `spans` are of that.
   */
  spans: Span[];
  shown?: string;
}

/** What of the document in a view is selected, page by page; nothing where the selection lies elsewhere. */
export function selectedIn(view: HTMLElement, selection: Selection | null): OnPage[] {
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return [];
  const range = selection.getRangeAt(0);
  if (!range.intersectsNode(view)) return [];
  const pages = new Map<number, OnPage>();
  for (const sheet of view.querySelectorAll<HTMLElement>("[data-page]")) {
    if (!range.intersectsNode(sheet)) continue;
    const page = Number(sheet.dataset.page);
    const layer = sheet.querySelector<HTMLElement>(".textLayer");
    const found = knownSpan(sheet, range) ?? (layer && shownSpans(layer, range));
    if (!found) continue;
    const before = pages.get(page);
    // A long page of a text is shown in several parts.
    if (before) before.spans = [{ start: before.spans[0]?.start ?? 0, end: found.spans.at(-1)?.end ?? 0 }];
    else pages.set(page, { page, ...found });
  }
  return [...pages.values()];
}

/**
 * Whether a selection reaches over what a view has let go of: pages that are
 * scrolled far away leave it, and the words that were selected there with them.
 * The view says with data-before and data-after where it leaves pages out.
 */
export function cutOff(view: HTMLElement, range: Range): boolean {
  const sheets = [...view.querySelectorAll<HTMLElement>("[data-page]")];
  const [first, last] = [sheets.at(0), sheets.at(-1)];
  const inside = (node: Node) => sheets.some((sheet) => sheet.contains(node));
  return (
    ("before" in view.dataset && first !== undefined && range.intersectsNode(first) && !inside(range.startContainer)) ||
    ("after" in view.dataset && last !== undefined && range.intersectsNode(last) && !inside(range.endContainer))
  );
}

// Elements that say where their text stands in the page's.
function knownSpan(sheet: HTMLElement, range: Range): { spans: Span[] } | undefined {
  let start: number | undefined;
  let end = 0;
  for (const element of sheet.querySelectorAll<HTMLElement>("[data-from]")) {
    if (!range.intersectsNode(element)) continue;
    const from = Number(element.dataset.from);
    const inside = within(element, range);
    if (inside.end <= inside.start) continue;
    start ??= from + inside.start;
    end = from + inside.end;
  }
  return start === undefined ? undefined : { spans: [{ start, end }] };
}

function shownSpans(layer: HTMLElement, range: Range): { spans: Span[]; shown: string } | undefined {
  const spans: Span[] = [];
  let shown = "";
  for (const node of textsOf(layer)) {
    if (range.intersectsNode(node)) {
      const inside = within(node, range);
      if (inside.end > inside.start) spans.push({ start: shown.length + inside.start, end: shown.length + inside.end });
    }
    shown += `${node.data}\n`;
  }
  return spans.length > 0 ? { spans, shown } : undefined;
}

function* textsOf(node: Node): Generator<Text> {
  const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) yield text as Text;
}

/** What of a node's text lies in a range, in UTF-16 units of it. */
function within(node: Node, range: Range): Span {
  let length = 0;
  let start: number | undefined;
  let end = 0;
  for (const text of node instanceof Text ? [node] : textsOf(node)) {
    if (range.intersectsNode(text)) {
      const from = range.startContainer === text ? range.startOffset : 0;
      const to = range.endContainer === text ? range.endOffset : text.data.length;
      if (to > from) {
        start ??= length + from;
        end = length + to;
      }
    }
    length += text.data.length;
  }
  return { start: start ?? 0, end };
}
