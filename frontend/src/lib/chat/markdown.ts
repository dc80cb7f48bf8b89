/**
 * A small reading of Markdown for answers: paragraphs, headings, lists,
 * quotations, code, bold, emphasis and links. What comes out is data with its
 * place in the source, for text nodes; HTML in an answer is shown as the text
 * it is, and an image becomes its description, so nothing is ever fetched.
 */

/** A stretch of text in one style. Offsets are UTF-16 units of the source. */
export interface Run {
  text: string;
  start: number;
  end: number;
  strong?: boolean;
  em?: boolean;
  code?: boolean;
  href?: string;
}

export type BlockKind = "paragraph" | "heading" | "bullet" | "number" | "quote" | "code";

export interface Block {
  kind: BlockKind;
  /** For "number": what the source says. */
  number?: number;
  runs: Run[];
}

interface Line {
  text: string;
  start: number;
}

/** Splits an answer into blocks. */
export function parse(source: string): Block[] {
  const blocks: Block[] = [];
  let open: Block | undefined;
  let fence: Block | undefined;
  for (const line of lines(source)) {
    if (/^\s*(```|~~~)/.test(line.text)) {
      if (fence) {
        fence = undefined;
      } else {
        fence = { kind: "code", runs: [] };
        blocks.push(fence);
      }
      open = undefined;
      continue;
    }
    if (fence) {
      const end = line.start + line.text.length;
      fence.runs.push({ text: (fence.runs.length > 0 ? "\n" : "") + line.text, start: line.start, end, code: true });
      continue;
    }
    if (line.text.trim() === "") {
      open = undefined;
      continue;
    }
    const { kind, number, skip } = lead(line.text);
    const content: Line = { text: line.text.slice(skip), start: line.start + skip };
    if (open && kind === "paragraph") {
      open.runs.push({ text: " ", start: content.start - 1, end: content.start });
      open.runs.push(...inline(content.text, content.start));
      continue;
    }
    if (open && open.kind === "quote" && kind === "quote") {
      open.runs.push({ text: " ", start: content.start - 1, end: content.start });
      open.runs.push(...inline(content.text, content.start));
      continue;
    }
    open = { kind, runs: inline(content.text, content.start) };
    if (number !== undefined) open.number = number;
    blocks.push(open);
    if (kind === "heading") open = undefined;
  }
  return blocks;
}

function* lines(source: string): Generator<Line> {
  let start = 0;
  for (const text of source.split("\n")) {
    yield { text: text.endsWith("\r") ? text.slice(0, -1) : text, start };
    start += text.length + 1;
  }
}

function lead(text: string): { kind: BlockKind; number?: number; skip: number } {
  const heading = /^\s{0,3}#{1,6}\s+/.exec(text);
  if (heading) return { kind: "heading", skip: heading[0].length };
  const bullet = /^\s*[-*+•]\s+/.exec(text);
  if (bullet) return { kind: "bullet", skip: bullet[0].length };
  const number = /^\s*(\d{1,4})[.)]\s+/.exec(text);
  if (number) return { kind: "number", number: Number(number[1]), skip: number[0].length };
  const quote = /^\s{0,3}>\s?/.exec(text);
  if (quote) return { kind: "quote", skip: quote[0].length };
  return { kind: "paragraph", skip: 0 };
}

// In order: code, image, link, bare address, bold, emphasis, and the model's own
// "[1]", which is left out: which passage supports a sentence is decided by
// checking, and shown by Carrel's own citations.
const marks =
  /(`+)([^`]+?)\1|!\[([^\]]*)\]\([^)\s]*\)|\[([^\]]+)\]\((\S+?)\)|(https?:\/\/[^\s<>"')\]]+[^\s<>"')\].,;:!?])|(\*\*|__)(?=\S)(.+?\S|\S)\7|(?<![\p{L}\p{N}*_])([*_])(?=\S)([^*_]*?\S)\9(?![\p{L}\p{N}])|(\s?\[\d{1,3}(?:\s?,\s?\d{1,3})*\])/gu;

type Style = Omit<Run, "text" | "start" | "end">;

function inline(text: string, offset: number, style: Style = {}): Run[] {
  const runs: Run[] = [];
  const plain = (from: number, to: number) => {
    if (to > from) runs.push({ ...style, text: text.slice(from, to), start: offset + from, end: offset + to });
  };
  let at = 0;
  for (const match of text.matchAll(marks)) {
    const from = match.index;
    const to = from + match[0].length;
    plain(at, from);
    at = to;
    const [, tick, code, alt, label, href, address, bold, strong, _em, em, reference] = match;
    if (reference !== undefined) continue;
    const place = { start: offset + from, end: offset + to };
    if (code !== undefined) {
      runs.push({ ...style, text: code, ...place, code: true });
    } else if (alt !== undefined) {
      if (alt !== "") runs.push({ ...style, text: alt, ...place, em: true });
    } else if (label !== undefined && href !== undefined) {
      runs.push(/^https?:\/\//i.test(href) ? { ...style, text: label, ...place, href } : { ...style, text: label, ...place });
    } else if (address !== undefined) {
      runs.push({ ...style, text: address, ...place, href: address });
    } else if (strong !== undefined) {
      runs.push(...inline(strong, offset + from + (bold?.length ?? 0), { ...style, strong: true }));
    } else if (em !== undefined) {
      runs.push(...inline(em, offset + from + 1, { ...style, em: true }));
    } else {
      plain(from + (tick?.length ?? 0), to);
    }
  }
  plain(at, text.length);
  return runs;
}
