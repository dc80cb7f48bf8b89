import type { Span } from "../api";

/** A letter of a text and the UTF-16 unit it begins at. */
interface Letter {
  letter: string;
  at: number;
}

// What the two texts of a page, the program's and the browser's, may differ in:
// white space, hyphens at line ends, ligatures, forms of letters.
const IGNORED = /[\s\u00ad\u200b\ufeff\p{Cc}\p{Dash_Punctuation}]/u;

function letters(text: string): Letter[] {
  const list: Letter[] = [];
  let at = 0;
  for (const character of text) {
    for (const letter of character.normalize("NFKC")) if (!IGNORED.test(letter)) list.push({ letter, at });
    at += character.length;
  }
  return list;
}

// One unit for each letter, so that a place in it is a letter's number.
const joined = (list: readonly Letter[]) => list.map(({ letter }) => (letter.length === 1 ? letter : "\ufffd")).join("");

/** How much context tells two places with the same words apart, in letters. */
const CONTEXT = 200;

/**
 * Where words that are selected in one text of a page stand in the other one.
 * `selected` are spans of `shown`, one per line, all in UTF-16 units. What the
 * two texts have in one run is one span; of what they order differently, as
 * columns, there are several. Undefined where some of the words are not in
 * `text`, or stand at two places that nothing around them tells apart: better
 * nothing than another place.
 */
export function locate(shown: string, selected: readonly Span[], text: string): Span[] | undefined {
  const from = letters(shown);
  const to = letters(text);
  const first = selected[0];
  const last = selected.at(-1);
  if (!first || !last) return undefined;
  const whole = placeOf(from, to, { start: first.start, end: last.end });
  if (whole) return [spanOf(whole, to, text)];
  const found: Span[] = [];
  for (const span of selected) {
    if (!from.some(({ at }) => at >= span.start && at < span.end)) continue;
    const place = placeOf(from, to, span);
    if (!place) return undefined;
    found.push(place);
  }
  found.sort((a, b) => a.start - b.start);
  const merged: Span[] = [];
  for (const span of found) {
    const before = merged.at(-1);
    if (before && span.start <= before.end) before.end = Math.max(before.end, span.end);
    else merged.push({ ...span });
  }
  return merged.length > 0 ? merged.map((span) => spanOf(span, to, text)) : undefined;
}

// The letters of a span of the one text, as numbers of letters of the other.
function placeOf(from: readonly Letter[], to: readonly Letter[], span: Span): Span | undefined {
  const start = from.findIndex(({ at }) => at >= span.start);
  const after = from.findIndex(({ at }) => at >= span.end);
  const end = after < 0 ? from.length : after;
  if (start < 0 || end <= start) return undefined;
  const words = joined(from.slice(start, end));
  const all = joined(to);
  let best: number | undefined;
  let agrees = -1;
  for (let place = all.indexOf(words); place >= 0; place = all.indexOf(words, place + 1)) {
    const common = agreement(from, start, end, to, place);
    if (common > agrees) [best, agrees] = [place, common];
    else if (common === agrees) best = undefined; // either of them
  }
  return best === undefined ? undefined : { start: best, end: best + end - start };
}

function agreement(from: readonly Letter[], start: number, end: number, to: readonly Letter[], place: number): number {
  let before = 0;
  while (before < CONTEXT && from[start - 1 - before] && from[start - 1 - before]?.letter === to[place - 1 - before]?.letter) before++;
  let after = 0;
  while (after < CONTEXT && from[end + after] && from[end + after]?.letter === to[place + end - start + after]?.letter) after++;
  return before + after;
}

function spanOf(place: Span, to: readonly Letter[], text: string): Span {
  const start = to[place.start]?.at ?? 0;
  const last = to[place.end - 1]?.at ?? 0;
  return { start, end: last + ((text.codePointAt(last) ?? 0) > 0xffff ? 2 : 1) };
}
