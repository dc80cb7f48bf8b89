import type { DocumentRef, DocumentUnit, Page, Selected } from "../api";
import { CodePoints } from "../text/codepoints";
import { locate } from "./letters";
import type { OnPage } from "./selected";
import { placeOf } from "./where";

/** The document that something is selected in. */
interface Opened {
  readonly document: DocumentRef | undefined;
  readonly unit: DocumentUnit | undefined;
  pageOf(document: DocumentRef, page: number): Promise<Page>;
}

/** What is selected in the open document, by its place in the document's text. */
export class Selection {
  /** Empty for nothing. */
  places = $state.raw<Selected[]>([]);
  /** Something is selected whose place in the document's text could not be told. */
  unknown = $state(false);
  /** That is so because the selection reaches over pages that are no longer shown. */
  tooMuch = $state(false);

  #settling: Promise<void> = Promise.resolve();
  #count = 0;

  constructor(private readonly opened: Opened) {}

  /** What is selected, once its place is known. */
  async settled(): Promise<Selected[]> {
    await this.#settling;
    return this.places;
  }

  /** Finds out where the words are that are selected in the view; `settled` waits for it. */
  select(parts: OnPage[]): void {
    const selection = ++this.#count;
    this.unknown = false;
    this.tooMuch = false;
    if (parts.length === 0) {
      this.places = [];
      return;
    }
    this.#settling = this.#find(parts).then(
      (places) => {
        if (selection !== this.#count) return;
        this.places = places;
        this.unknown = places.length === 0;
      },
      () => {
        if (selection !== this.#count) return;
        this.places = [];
        this.unknown = true;
      },
    );
  }

  /** What is selected reaches further than the view can tell; that is said rather than a part taken for it. */
  reachTooFar(): void {
    this.select([]);
    this.unknown = true;
    this.tooMuch = true;
  }

  async #find(parts: OnPage[]): Promise<Selected[]> {
    const document = this.opened.document;
    if (!document) return [];
    const places: Selected[] = [];
    for (const part of parts) {
      const page = await this.opened.pageOf(document, part.page);
      const spans = part.shown === undefined ? part.spans : locate(part.shown, part.spans, page.text);
      if (!spans) return [];
      const points = new CodePoints(page.text);
      for (const span of spans) {
        const words = page.text.slice(span.start, span.end);
        const start = points.point(span.start + words.length - words.trimStart().length);
        const end = points.point(span.start + words.trimEnd().length);
        if (end <= start) continue;
        places.push({ document, page: part.page, where: placeOf(this.opened.unit, page, start, end), start, end, quote: points.slice(start, end) });
      }
    }
    return places;
  }
}
