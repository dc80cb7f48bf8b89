import type { LibraryDocument } from "../api";

/** The documents that have pages which are pictures. */
export function pictured(documents: readonly LibraryDocument[]): LibraryDocument[] {
  return documents.filter(({ scans = 0, warnings }) => scans > 0 || (warnings ?? []).some(({ code }) => code.startsWith("ocr_")));
}

/** How many of a document's pictures have been recognised, and what went wrong with the others. */
export function recognisedLine({ scans = 0, recognised = 0, warnings }: LibraryDocument): string {
  const about = (warnings ?? []).filter(({ code }) => code.startsWith("ocr_")).map(({ message }) => message);
  const missing = (warnings ?? []).some(({ code }) => code === "ocr_missing");
  const count = scans === 0 || missing ? "" : recognised === scans ? (scans === 1 ? "1 page." : `All ${scans} pages.`) : `${recognised} of ${scans} pages.`;
  return [count, ...about].filter(Boolean).join(" ");
}
