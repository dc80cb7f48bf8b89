import type { Answer, Citation, Selected, SentenceState, Source } from "../api";
import { CodePoints } from "../text/codepoints";
import type { Passage } from "./reader.svelte";

/** Of two sentences on the same passage the one that is borne out less is shown: a mark promises no more than both keep. */
const WEAKEST_FIRST: readonly SentenceState[] = ["unsupported", "conflict", "partly", "supported", "quoted"];

/** The passage of a citation, with the weakest state of the sentences that stand on it. `turn` tells the citations of different answers apart. */
export function fromCitation(turn: number, citation: Citation, { sentences }: Pick<Answer, "sentences">): Passage {
  const { document, page, start, end, quote, boxes } = citation;
  const states = sentences.filter(({ citations }) => citations.includes(citation.n)).map(({ state }) => state);
  const state = WEAKEST_FIRST.find((weak) => states.includes(weak)) ?? states[0];
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

/** A place that the person selected. Its key says where it is: other questions are about other places. */
export function fromSelected(place: Selected): Passage {
  return { ...place, key: `selection ${place.document.id} ${place.page} ${place.start}-${place.end}` };
}
