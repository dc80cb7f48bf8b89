import type { Citation, Source } from "../api";
import { CodePoints } from "../text/codepoints";
import type { Passage } from "./reader.svelte";

/** The passage of a citation. `turn` tells the citations of different answers apart. */
export function fromCitation(turn: number, citation: Citation): Passage {
  const { document, page, start, end, quote, boxes } = citation;
  return { key: `${turn} c${citation.n}`, document, page, start, end, quote, boxes: boxes ?? undefined };
}

/** The best sentence of a source, or all of it where none stands out. */
export function fromSource(turn: number, source: Source): Passage {
  const { document, page, best } = source;
  const whole = best.end <= best.start;
  const start = whole ? source.start : best.start;
  const end = whole ? source.end : best.end;
  const quote = new CodePoints(source.text).slice(start - source.start, end - source.start);
  return { key: `${turn} s${source.n}`, document, page, start, end, quote };
}
