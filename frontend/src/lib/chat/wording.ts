import type { Answer, DocumentRef, DocumentState, Opinion, Progress, Sentence, SentenceState, Source, Waiting } from "../api";
import { timeLeft } from "../library/wording";
import { shown } from "../reader/where";
import { CodePoints } from "../text/codepoints";
import { count, counted } from "../text/counts";
import type { IconName } from "../ui/icons";

/** How a sentence's state is said and shown. */
export const sentenceStates: Record<Exclude<SentenceState, "plain">, { word: string; icon: IconName }> = {
  quoted: { word: "Quoted", icon: "quoted" },
  supported: { word: "Supported", icon: "supported" },
  partly: { word: "Partly supported", icon: "partly" },
  unsupported: { word: "Not found in your documents", icon: "unsupported" },
  conflict: { word: "Your documents disagree", icon: "conflict" },
};

/** What the model says to a sentence whose passage it was shown. */
export const opinions: Record<Opinion, string> = { yes: "borne out", partly: "borne out in part", no: "not borne out" };

/** Whether a second opinion can be had on a sentence: its words are not its passage's own. */
export function arguable({ state, citations }: Sentence): boolean {
  return ["supported", "partly", "conflict"].includes(state) && (citations ?? []).length > 0;
}

/** Says that an answer is in memory alone, and what to do; `again`: trying once more has not helped. */
export function notSaved(why: string, again = false): string {
  return `${again ? "Still not saved" : "This answer isn't saved"}: ${why}. ${why.includes("full") ? "Make some room on it, then save again." : "Save again in a moment."} Until then the answer stays here for as long as Carrel is open.`;
}

/** The line that is spoken when the model has said its opinion. */
export function opinionsGiven(sentences: readonly Sentence[]): string {
  const counts = (Object.keys(opinions) as Opinion[])
    .map((opinion) => ({ opinion, number: sentences.filter((sentence) => sentence.opinion === opinion).length }))
    .filter(({ number }) => number > 0)
    .map(({ opinion, number }) => `${count(number)} ${opinions[opinion]}`);
  return counts.length === 0 ? "The model has no second opinion on this." : `Second opinion: ${counts.join(", ")}.`;
}

/** "85 words so far": how far a thought has come, which nobody counts in tokens. */
export function wordsSoFar(text: string): string {
  return `${counted(text.split(/\s+/).filter(Boolean).length, "word")} so far`;
}

/** How many missing words are named; more would drown the sentence. */
const NAMED = 3;

/** What a partly supported sentence says that its passages don't. */
export function missingWords(sentence: Sentence): string {
  const missing = sentence.missing ?? [];
  if (missing.length === 0) return "";
  const named = missing.slice(0, NAMED).map((word) => `“${word}”`);
  const rest = missing.length - named.length;
  const all = rest > 0 ? [...named, counted(rest, "more word")] : named;
  const last = all.pop() ?? "";
  const list = all.length > 0 ? `${all.join(", ")} and ${last}` : last;
  return `the passages don't bear out ${list}`;
}

/** What another document says where the documents disagree; the last citation shows it. */
export function otherValue(sentence: Sentence): string {
  return sentence.other ? `another one says “${sentence.other}”` : "";
}

/** Cuts a text where words stand that the passages don't bear out. */
export function missingParts(text: string, missing: readonly string[]): { text: string; missing: boolean }[] {
  if (missing.length === 0) return [{ text, missing: false }];
  const words = [...missing].sort((a, b) => b.length - a.length).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${words.join("|")})(?![\\p{L}\\p{N}])`, "giu");
  const parts: { text: string; missing: boolean }[] = [];
  let at = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > at) parts.push({ text: text.slice(at, match.index), missing: false });
    parts.push({ text: match[0], missing: true });
    at = match.index + match[0].length;
  }
  if (at < text.length) parts.push({ text: text.slice(at), missing: false });
  return parts;
}

export function passagesFound(n: number): string {
  return n === 0 ? "No passage found" : `${counted(n, "passage")} found`;
}

/** Over the passages of a summary, which are not what a search found. */
export function summedFrom(n: number): string {
  return `Drawn from ${counted(n, "passage")}`;
}

/** What an answer is called: its form is known at its end, of a summary before. */
function called(answer: Answer): string {
  if (answer.summary) return "Summary";
  return answer.form === "comparison" ? "Comparison" : answer.form === "list" ? "List" : "Answer";
}

/**
 * The line that says how an answer ended, shown and spoken. `below`: it stands under
 * the answer's own words, which say already that nothing was found. `waiting`: what the
 * model waits for before it can write.
 */
export function outcome(answer: Answer, progress?: Progress, below = false, waiting?: Waiting): string {
  switch (answer.status) {
    case "running":
      if (waiting === "loading") return "Loading the model…";
      if (waiting === "turn") return "Another answer is being finished first: there isn't memory for both models…";
      if (progress && progress.done >= progress.total) return "Putting the summary together…";
      if (progress) {
        const part = progress.total > 1 ? `Summarising part ${count(progress.done + 1)} of ${count(progress.total)}` : "Summarising…";
        return [part, timeLeft(progress.seconds_left)].filter(Boolean).join(", ");
      }
      if (answer.thought && answer.answer === "") return "Thinking before it answers…";
      if (answer.summary) return "Opening what is to be summarised…";
      return (answer.sources ?? []).length > 0 ? "Writing answer…" : "Searching…";
    case "stopped":
      return "Stopped. What was written is kept.";
    case "failed":
      return answer.summary ? "The summary stopped. What was written is kept." : "The answer stopped. The passages are still here.";
    case "interrupted":
      return "Carrel closed while this was being written. What was written is kept.";
    default:
      if (answer.abstained && (answer.sentences ?? []).some(({ state }) => state === "quoted")) return "Your documents may not answer this.";
      if (answer.unsearched && !answer.abstained) return below ? "" : answer.answer; // a greeting
      if (!answer.abstained) return ready(called(answer), answer.sentences ?? []);
      // Other words help only where something was searched for: not in an empty
      // library, nor where Carrel asks back which document is meant.
      if (answer.unsearched) return below ? "No answer." : answer.answer;
      if (below) return "Try other words.";
      return answer.sources.length === 0
        ? "No passage found. Try other words."
        : "No passage answers this. Try other words.";
  }
}

function ready(what: string, sentences: readonly Sentence[]): string {
  const counts = countStates(sentences.map(({ state }) => state));
  return counts === "" ? `${what} ready.` : `${what} ready: ${counts}.`;
}

/** "2 quoted, 1 disputed"; "" where none claims anything. */
export function countStates(states: readonly (SentenceState | undefined)[]): string {
  const words: [SentenceState, string][] = [
    ["quoted", "quoted"],
    ["supported", "supported"],
    ["partly", "partly supported"],
    ["conflict", "disputed"],
    ["unsupported", "not found"],
  ];
  return words
    .map(([state, word]) => ({ word, number: states.filter((one) => one === state).length }))
    .filter(({ number }) => number > 0)
    .map(({ word, number }) => `${count(number)} ${word}`)
    .join(", ");
}

/** A passage as the evidence shows it: its marked sentences, with what stands before, between and after them. */
export type Excerpt = { text: string; mark: "" | "best" | "also" }[];

/** How much of the passage is shown before and between its marked sentences, so that none is below the fold. */
const LEAD = 48;

export function excerpt(source: Source): Excerpt {
  const text = new CodePoints(source.text);
  const all = [source.best, ...(source.also ?? [])]
    .map(({ start, end }, i) => ({ start: start - source.start, end: end - source.start, mark: i === 0 ? ("best" as const) : ("also" as const) }))
    // A mark on a mere point or line of dots marks nothing.
    .filter(({ start, end }) => start >= 0 && end > start && start < text.length && /[\p{L}\p{N}]/u.test(text.slice(start, end)))
    .sort((a, b) => a.start - b.start);
  const marks = all.slice(all.length - seenFrom(all));
  // Unmarked and marked by turns.
  let parts: string[] = [];
  const kinds: ("" | "best" | "also")[] = [];
  let at = 0;
  for (const { start, end, mark } of marks) {
    if (start < at) continue;
    parts.push(text.slice(at, start), text.slice(start, end));
    kinds.push("", mark);
    at = end;
  }
  parts.push(text.slice(at, text.length));
  if (MARKDOWN.test(source.document.path)) parts = withoutSigns(parts);
  else parts = parts.map((part) => part.replace(ROWS.test(source.document.path) ? /\s*\n\s*/g : /(?<= \| .*)\s*\n\s*(?=.* \| )/g, " · "));
  return parts
    .map((part, i) => ({ text: withoutLeaders(part), mark: kinds[i] ?? "" }))
    .map((part, i) => (part.mark || i === parts.length - 1 ? part : { ...part, text: shortened(part.text, i === 0) }))
    .filter((part) => part.text !== "");
}

/** How many of the marks, from the last, are shown as such: those before the best one only where it still comes into view. */
function seenFrom(marks: readonly { start: number; end: number; mark: string }[]): number {
  const best = marks.findIndex(({ mark }) => mark === "best");
  let first = Math.max(best, 0);
  for (let i = first - 1, used = 0; i >= 0; i--) {
    const [mark, next] = [marks[i], marks[i + 1]];
    if (!mark || !next) break;
    const gap = next.start - mark.end;
    used += mark.end - mark.start + (gap > LEAD ? " … ".length : gap);
    if (used > LEAD) break;
    first = i;
  }
  return marks.length - first;
}

/** The end of what stands before a marked sentence; between two of them a mere "…" where it is long. */
function shortened(text: string, first: boolean): string {
  if (text.length <= LEAD) return text;
  if (!first) return " … ";
  const tail = text.slice(-LEAD);
  return `… ${tail.slice(tail.search(/\s/) + 1)}`;
}

const MARKDOWN = /\.(md|markdown)$/i;

// Every line of a spreadsheet is a row; elsewhere those are whose cells stand apart.
const ROWS = /\.(xls[xm]|xltx|ods|ots|csv|tsv|tab)$/i;

// The dots that lead to a page number in a table of contents would fill the two lines.
const withoutLeaders = (text: string) => text.replace(/(?:[._·…]\s?){5,}/g, "… ");

// Stands where a marked sentence begins and ends while the signs are taken out; Unicode keeps it out of texts.
const SEAM = "\u{fdd0}";

// Markdown as two lines of prose: the signs go, and what stood on lines of its own is set apart by a dot.
function withoutSigns(parts: readonly string[]): string[] {
  const lines = parts
    .join(SEAM)
    .replace(/^(\u{fdd0}*)[ \t]*\|?[ \t]*:?-{3,}[-:| \t]*(\u{fdd0}*)$\n?/gmu, "$1$2") // below the names of a table's columns
    .replace(/^(\u{fdd0}*)[ \t]*\|[ \t]*(.*?)[ \t]*\|[ \t]*(\u{fdd0}*)$/gmu, "\n\n$1$2$3\n\n") // a row
    .replace(/^(\u{fdd0}*)[ \t]*(?:#{1,6}(?:[ \t]+|$)|(?:>[ \t]?)+|[-*+][ \t]+)/gmu, "\n\n$1")
    .replace(/(\*\*|__)(?=\S)(.+?)\1/gs, "$2")
    .replace(/(?<![\w*])\*(?=[^\s*])([^*\n]+)(?<=\S)\*(?![\w*])/g, "$1")
    .replace(/`([^`\n]+)`/g, "$1")
    .replace(/!?\[([^\]\n]*)\]\([^)\n]*\)/g, "$1")
    .split(/\s*\n\s*\n\s*/);
  const seen = (part: string) => part.replaceAll(SEAM, "").trim() !== "";
  const joined = lines.reduce((all, line) => (seen(all) && seen(line) ? `${all} · ${line}` : all + line), "");
  return joined.split(SEAM);
}

/** Where in a document, as far as it has pages: a short text has none to speak of. */
export function pageOf(document: DocumentRef, page: number): string {
  return page > 1 || /\.pdf$/i.test(document.path) ? `page ${page}` : "";
}

/** Where a passage is, as the program says it; of a chat from before it did, by its page. A short text has but one place. */
export function whereOf(passage: { document: DocumentRef; page: number; where?: string }): string {
  return passage.where ? shown(passage.where, passage.document.title) : pageOf(passage.document, passage.page);
}

/** How much of what stands around a quotation is shown, in code points on each side. */
const AROUND = 140;

/** What stands before and after a quotation in its passage, cut at words. */
export function around(citation: { start: number; end: number }, source: Source | undefined): { before: string; after: string } {
  if (!source || citation.start < source.start || citation.end > source.end) return { before: "", after: "" };
  const points = new CodePoints(source.text);
  const [from, to] = [citation.start - source.start, citation.end - source.start];
  const cutBefore = from > AROUND;
  const cutAfter = points.length - to > AROUND;
  let before = points.slice(Math.max(0, from - AROUND), from);
  let after = points.slice(to, Math.min(points.length, to + AROUND));
  if (MARKDOWN.test(source.document.path)) [before = "", , after = ""] = withoutSigns([before, points.slice(from, to), after]);
  return {
    before: cutBefore ? `… ${before.replace(/^\S*\s+/, "")}` : before,
    after: cutAfter ? `${after.replace(/\s+\S*$/, "")} …` : after,
  };
}

/** The accessible name of a citation. */
export function citationName(citation: { n: number; document: DocumentRef; page: number; where?: string }): string {
  return [`Citation ${citation.n}: ${citation.document.title}`, whereOf(citation)].filter(Boolean).join(", ");
}

/** A place in a ranking of passages. */
export function placeWords(rank: number, leftOut = false): string {
  if (rank > 0) return `Place ${count(rank)} of all passages.`;
  return leftOut ? "Left out of the search." : "Too far down to be looked at.";
}

/** How a passage fared in a search, as places in its rankings. */
export function rankWords(passage: { words_rank: number; cosine_rank: number; rank: number; embedded: boolean }): string {
  const place = (rank: number) => (rank > 0 ? `place ${count(rank)}` : "too far down");
  const meaning = passage.embedded ? place(passage.cosine_rank) : "not prepared yet";
  return `${place(passage.rank)} in all; by words ${place(passage.words_rank)}, by meaning ${meaning}`;
}

/** Which of the words it has, and which it lacks. */
export function wordsHeld({ has, lacks }: { has: readonly string[]; lacks: readonly string[] }): string {
  const all = has.length + lacks.length;
  if (all === 0) return "";
  if (lacks.length === 0) return all === 1 ? "It has the word." : `It has all ${all} words.`;
  const missing = lacks.map((word) => `“${word}”`).join(", ");
  return has.length === 0 ? `It has none of the words: ${missing}.` : `It has ${has.length} of ${all} words; it lacks ${missing}.`;
}

/** How near a passage's meaning is to the question's, on the scale that is the same for every model. */
export function meaningWords(nearness: number): string {
  const near = nearness >= 0.6 ? "Very close" : nearness >= 0.4 ? "Close" : nearness >= 0.2 ? "Loosely related" : "Hardly related";
  return `${near} to the question (${nearness.toFixed(2).replace("-", "−")}; 1 is the same).`;
}

/** A document's state in a sentence; in the library it has its shape as well. */
export function documentState({ state, error }: { state: DocumentState; error?: string }): string {
  switch (state) {
    case "queued":
      return "waiting to be read";
    case "reading":
      return "being read";
    case "searchable":
      return "searchable by words, not by meaning yet";
    case "embedded":
      return "ready";
    case "failed":
      return "couldn't be read";
    case "skipped":
      return "skipped";
    case "unavailable":
      return error ? "unavailable" : "unavailable, its drive is not connected";
  }
}

/** A chat's day, as short as it stays clear. */
export function day(iso: string, now: Date = new Date()): string {
  const date = new Date(iso);
  const midnight = (of: Date) => new Date(of.getFullYear(), of.getMonth(), of.getDate()).getTime();
  const days = Math.round((midnight(now) - midnight(date)) / 86_400_000);
  if (days <= 0) return date.toLocaleTimeString(undefined, { hour: "numeric", minute: "2-digit" });
  if (days === 1) return "Yesterday";
  const sameYear = date.getFullYear() === now.getFullYear();
  return date.toLocaleDateString(undefined, { day: "numeric", month: "short", ...(sameYear ? {} : { year: "numeric" }) });
}

export type ExportForm = "html" | "md" | "json" | "bib" | "csl";

/** The forms that a chat can be saved in. */
export const exports: readonly { value: ExportForm; words: string; detail: string }[] = [
  { value: "html", words: "Web page", detail: "One file, for reading and printing; the quoted passages unfold." },
  { value: "md", words: "Markdown", detail: "For notes and editors; the quoted passages are footnotes." },
  { value: "json", words: "JSON", detail: "For other programs." },
  { value: "bib", words: "Cited documents as BibTeX", detail: "Titles and authors as the documents themselves name them." },
  { value: "csl", words: "Cited documents as CSL-JSON", detail: "The same, for Zotero and other programs." },
];
