import type { LibraryDocument } from "../api";
import { findable } from "../library/wording";
import { counted } from "../text/counts";
import type { LiveTurn } from "./conversation.svelte";

/**
 * How many documents an answer could not know, which can be searched now: those that
 * were being read when it was asked, and, where it found nothing, those that were added
 * later too.
 * @param readAt when documents became searchable, in ms; only those that did so while this window was open
 */
export function readSince(turn: LiveTurn, documents: readonly LibraryDocument[], readAt: ReadonlyMap<string, number>): number {
  const { answer, documents: only, filters, selection } = turn;
  // What was looked at was chosen, or it is not the documents' matter.
  if (answer.status !== "done" || answer.unsearched || answer.summary || only.length > 0 || filters || selection?.length) return 0;
  const asked = Date.parse(turn.askedAt);
  const late = (document: LibraryDocument) => {
    const added = Date.parse(document.added_at);
    return answer.abstained ? Math.max(added, readAt.get(document.id) ?? 0) > asked : added <= asked && (readAt.get(document.id) ?? 0) > asked;
  };
  return documents.filter((document) => findable(document) && late(document)).length;
}

/** "12 documents have been read since." */
export function sinceInWords(n: number): string {
  return `${counted(n, "document has", "documents have")} been read since.`;
}
