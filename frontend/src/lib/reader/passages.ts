import type { Answer, Citation, Source } from "../api";
import { CodePoints } from "../text/codepoints";
import type { Passage } from "./reader.svelte";

/** The passage of a citation, with the state of the sentence that stands on it. `turn` tells the citations of different answers apart. */
export function fromCitation(turn: number, citation: Citation, { sentences }: Pick<Answer, "sentences">): Passage {
  const { document, page, start, end, quote, boxes } = citation;
  const state = sentences.find(({ citations }) => citations.includes(citation.n))?.state;
  return { key: `${turn} c${citation.n}`, document, page, start, end, quote, boxes: boxes ?? undefined, state };
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
