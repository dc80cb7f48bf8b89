import type { Answer, Box, Citation, DocumentRef, Selected, Sentence, SentenceState, Source } from "../api";
import { around, countStates } from "../chat/wording";
import { CodePoints } from "../text/codepoints";
import { counted } from "../text/counts";

/** A place in a document to show: a citation, a source or something found. */
export interface Passage {
  /** Tells passages apart: the answer they belong to and their number there. */
  key: string;
  document: DocumentRef;
  page: number;
  /** code points into the page's text */
  start: number;
  end: number;
  quote: string;
  /** undefined where they have to be asked for */
  boxes?: Box[] | undefined;
  /** The place in words: "page 12", "slide 3"; undefined where it was not told. */
  where?: string | undefined;
  /** What stands before and after it. */
  around?: { before: string; after: string } | undefined;
  /** Of the sentence that stands on it; undefined for what is no evidence of one. */
  state?: SentenceState | undefined;
  /** The sentences of the answer that stand on it, with their words. */
  sentences?: { text: string; sentence: Sentence }[] | undefined;
}

/** A passage that is marked beside the one at hand. */
export interface Beside extends Passage {
  boxes: Box[];
}

/** Of two sentences on the same passage the one that is borne out less is shown: a mark promises no more than both keep. */
const WEAKEST_FIRST: readonly SentenceState[] = ["unsupported", "conflict", "partly", "supported", "quoted"];

/** The passage of a citation, with the weakest state of the sentences that stand on it. `turn` tells the citations of different answers apart. */
export function fromCitation(turn: number, citation: Citation, answer: Pick<Answer, "answer" | "sentences" | "sources">): Passage {
  const { document, page, where, start, end, quote, boxes } = citation;
  const points = new CodePoints(answer.answer);
  const sentences = answer.sentences
    .filter(({ citations }) => citations.includes(citation.n))
    .map((sentence) => ({ text: points.slice(sentence.start, sentence.end).trim(), sentence }));
  const states = sentences.map(({ sentence }) => sentence.state);
  const state = WEAKEST_FIRST.find((weak) => states.includes(weak)) ?? states[0];
  const source = answer.sources.find(({ n }) => n === citation.source);
  return { key: `${turn} c${citation.n}`, document, page, where, start, end, quote, boxes: boxes ?? undefined, around: around(citation, source), state, sentences };
}

/** The best sentence of a source, or all of it where none stands out. */
export function fromSource(turn: number, source: Source): Passage {
  const { document, page, where, best } = source;
  const whole = best.end <= best.start;
  const start = whole ? source.start : best.start;
  const end = whole ? source.end : best.end;
  const quote = new CodePoints(source.text).slice(start - source.start, end - source.start);
  return { key: `${turn} s${source.n}`, document, page, where, start, end, quote, around: around({ start, end }, source) };
}

/** A place that the person selected. Its key says where it is: other questions are about other places. */
export function fromSelected(place: Selected): Passage {
  return { ...place, key: `selection ${place.document.id} ${place.page} ${place.start}-${place.end}` };
}

/** "3 passages in this document: 2 quoted, 1 partly supported." */
export function evidenceWords(passages: readonly Passage[]): string {
  const states = countStates(passages.map(({ state }) => state));
  return `${counted(passages.length, "passage")} in this document${states ? `: ${states}` : ""}.`;
}
