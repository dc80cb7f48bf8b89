import type { LibraryDocument, OCR } from "../api";
import { count, counted } from "../text/counts";
import { languageName } from "../text/words";

/** The documents that have pages which are pictures. */
export function pictured(documents: readonly LibraryDocument[]): LibraryDocument[] {
  return documents.filter(({ scans = 0, warnings }) => scans > 0 || (warnings ?? []).some(({ code }) => code.startsWith("ocr_")));
}

/** How many of a document's pictures have been recognised, and what went wrong with the others. */
export function recognisedLine({ scans = 0, recognised = 0, warnings }: LibraryDocument): string {
  const about = (warnings ?? []).filter(({ code }) => code.startsWith("ocr_")).map(({ message }) => message);
  const missing = (warnings ?? []).some(({ code }) => code === "ocr_missing");
  const done = scans === 0 || missing ? "" : recognised === scans ? (scans === 1 ? "1 page." : `All ${count(scans)} pages.`) : `${count(recognised)} of ${counted(scans, "page")}.`;
  return [done, ...about].filter(Boolean).join(" ");
}

/** Languages by tesseract's codes, "deu", "chi_sim", in words: "German, English". */
export function inLanguages(codes: readonly string[]): string {
  return codes.map((code) => languageName(code.replace(/^chi_sim/, "zh-hans").replace(/^chi_tra/, "zh-hant").replace(/_vert$/, "").replace("_", "-"))).join(", ");
}

/** What is said where recognising again has something to do, "" where it has not. */
export function otherwiseLine({ otherwise }: OCR): string {
  const { documents, pages } = otherwise;
  if (documents === 0) return "";
  return `${counted(documents, "document")} (${counted(pages, "page")}) may have been recognised in other languages, or couldn't be.`;
}
