import type { Word } from "../api";
import { CodePoints } from "../text/codepoints";
import { place, type Rect, type Viewport } from "./marks";

/** A recognised word as it lies over its picture. */
export interface LaidWord extends Rect {
  /** The word with what follows it in the text: a space, a line end. */
  text: string;
  /** How many UTF-16 units of `text` are the word itself. */
  letters: number;
  /** Where it stands in the page's text, in UTF-16 units. */
  from: number;
}

/**
 * Where recognised words lie on the shown page. A word reaches to the next one on
 * its line, so that the mouse selects along the line without a gap, and all words
 * of a line are as high as the line.
 */
export function layWords(text: string, words: readonly Word[], viewport: Viewport): LaidWord[] {
  const points = new CodePoints(text);
  const lines = new Map<number, { top: number; bottom: number }>();
  const rects = words.map(({ box }) => place([box], viewport)[0]);
  for (const [i, { line }] of words.entries()) {
    const rect = rects[i];
    if (!rect) continue;
    const of = lines.get(line);
    const bottom = rect.top + rect.height;
    lines.set(line, of ? { top: Math.min(of.top, rect.top), bottom: Math.max(of.bottom, bottom) } : { top: rect.top, bottom });
  }
  const laid: LaidWord[] = [];
  for (const [i, word] of words.entries()) {
    const rect = rects[i];
    const line = lines.get(word.line);
    if (!rect || !line || word.end <= word.start || word.end > points.length) continue;
    const next = words[i + 1];
    const from = points.unit(word.start);
    const beside = next?.line === word.line ? rects[i + 1] : undefined;
    const right = rect.left + rect.width;
    // A script that runs to the left, or words one above the other, reach to none.
    const reach = beside && beside.left > right && beside.left - right < 3 * rect.height ? beside.left : right;
    laid.push({
      text: text.slice(from, points.unit(next ? Math.max(next.start, word.end) : points.length)),
      letters: points.unit(word.end) - from,
      from,
      left: rect.left,
      top: line.top,
      width: reach - rect.left,
      height: line.bottom - line.top,
    });
  }
  return laid;
}
