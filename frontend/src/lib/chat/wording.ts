import type { Answer, Sentence, SentenceState, Source } from "../api";
import { CodePoints } from "../text/codepoints";
import type { IconName } from "../ui/icons";

/** How a sentence's state is said and shown. */
export const sentenceStates: Record<Exclude<SentenceState, "plain">, { word: string; icon: IconName }> = {
  quoted: { word: "Quoted", icon: "quoted" },
  supported: { word: "Supported", icon: "supported" },
  partly: { word: "Partly supported", icon: "partly" },
  unsupported: { word: "Not found in your documents", icon: "unsupported" },
};

/** What a partly supported sentence says that its passages don't. */
export function missingWords(sentence: Sentence): string {
  const missing = sentence.missing ?? [];
  return missing.length === 0 ? "" : `not in the passages: ${missing.join(", ")}`;
}

export function passagesFound(count: number): string {
  if (count === 0) return "No passage found";
  return count === 1 ? "1 passage found" : `${count} passages found`;
}

/** The line that says how an answer ended, shown and spoken. */
export function outcome(answer: Answer): string {
  switch (answer.status) {
    case "running":
      return (answer.sources ?? []).length > 0 ? "Writing answer…" : "Searching…";
    case "stopped":
      return "Stopped. What was written is kept.";
    case "failed":
      return "The answer stopped. The passages are still here.";
    case "interrupted":
      return "Carrel closed while this was being written. What was written is kept.";
    default:
      if (!answer.abstained) return ready(answer.sentences ?? []);
      return answer.sources.length === 0
        ? "No passage found. Try other words."
        : "No passage answers this. Try other words.";
  }
}

function ready(sentences: readonly Sentence[]): string {
  const words: [SentenceState, string][] = [
    ["quoted", "quoted"],
    ["supported", "supported"],
    ["partly", "partly supported"],
    ["unsupported", "not found"],
  ];
  const counts = words
    .map(([state, word]) => ({ word, count: sentences.filter((sentence) => sentence.state === state).length }))
    .filter(({ count }) => count > 0)
    .map(({ word, count }) => `${count} ${word}`);
  return counts.length === 0 ? "Answer ready." : `Answer ready: ${counts.join(", ")}.`;
}

/** A passage as the evidence shows it: the best sentence, with what stands before and after it. */
export interface Excerpt {
  before: string;
  best: string;
  after: string;
}

/** How much of the passage is shown before its best sentence, so that this one is never below the fold. */
const LEAD = 48;

export function excerpt(source: Source): Excerpt {
  const text = new CodePoints(source.text);
  const start = source.best.start - source.start;
  const end = source.best.end - source.start;
  if (start < 0 || end <= start || start >= text.length) return { before: "", best: "", after: source.text };
  let before = text.slice(0, start);
  if (before.length > LEAD) {
    const tail = before.slice(-LEAD);
    before = `… ${tail.slice(tail.search(/\s/) + 1)}`;
  }
  return { before, best: text.slice(start, end), after: text.slice(end, text.length) };
}

/** The accessible name of a citation. */
export function citationName(n: number, title: string, page: number): string {
  return `Citation ${n}: ${title}, page ${page}`;
}

/** A chat's day, as short as it stays clear. */
export function day(iso: string, now: Date = new Date()): string {
  const date = new Date(iso);
  const midnight = (of: Date) => new Date(of.getFullYear(), of.getMonth(), of.getDate()).getTime();
  const days = Math.round((midnight(now) - midnight(date)) / 86_400_000);
  if (days <= 0) return date.toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" });
  if (days === 1) return "Yesterday";
  const sameYear = date.getFullYear() === now.getFullYear();
  return date.toLocaleDateString(undefined, { day: "numeric", month: "short", ...(sameYear ? {} : { year: "numeric" }) });
}
