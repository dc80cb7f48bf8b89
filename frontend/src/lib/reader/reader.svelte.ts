import { api, messageOf, type Box, type DocumentRef, type LibraryDocument, type Page, type Selected } from "../api";
import { CodePoints } from "../text/codepoints";
import { count } from "../text/counts";
import { capital } from "../text/words";
import type { Announcer } from "../ui/announcer.svelte";
import { contentsOf, type Entry } from "./contents";
import { find } from "./find";
import { LOCKED, obstacleOf, type Obstacle } from "./obstacle";
import { evidenceWords, type Beside, type Passage } from "./passages";
import { Places } from "./places.svelte";
import { Selection } from "./selection.svelte";
import { placeNow, placeOf, shown } from "./where";

/** "width" fits the page's width; a number multiplies that. */
export type Zoom = number;

export const ZOOMS: Zoom[] = [0.5, 0.67, 0.8, 1, 1.25, 1.5, 2, 3, 4];

/** The open document, the passage marked in it, and the passages to step through. */
export class Reader {
  open = $state(false);
  document = $state<DocumentRef | undefined>();
  /** The document's record; undefined while it is asked for. */
  record = $state<LibraryDocument | undefined>();
  obstacle = $state<Obstacle | undefined>();
  passages = $state.raw<Passage[]>([]);
  at = $state(-1);
  /** Boxes of the passage at hand; undefined while they are asked for. */
  boxes = $state.raw<Box[] | undefined>();
  placement = $state<"none" | "placing" | "placed" | "unplaced">("none");
  /** The page in view, 1-based. */
  page = $state(1);
  pages = $state(0);
  zoom = $state<Zoom>(1);
  /** The text of all pages, for the reading view and for finding. */
  text = $state.raw<Page[] | undefined>();
  finding = $state(false);
  /** All passages in this document are marked, not only the one at hand. */
  everywhere = $state(false);
  query = $state("");
  /** Counts requests to bring a page or the passage into view, so that the same one can be asked for twice. `start`: a code point of the page. */
  reveal = $state<{ count: number; page: number; passage: boolean; start?: number }>({ count: 0, page: 1, passage: false });
  readonly #places = new Places();

  /** What is selected in the document. */
  readonly selection = new Selection(this);
  /** The heading that the view stands under, in a text. */
  heading = $state.raw<{ page: number; start: number } | undefined>();

  readonly passage = $derived<Passage | undefined>(this.passages[this.at]);
  readonly isPdf = $derived(this.record?.format === "pdf");
  readonly isPicture = $derived(this.record?.format === "picture");
  /** Whose words were recognised, and what changes when they are anew; undefined where none are pictures. */
  readonly recognised = $derived(
    this.record?.scans ? { document: this.record.id, version: `${this.record.recognised ?? 0} ${this.record.recognising_again ?? 0}` } : undefined,
  );
  readonly unit = $derived(this.record?.unit || undefined);
  /** The passages that lie in this document. */
  readonly here = $derived(this.finding ? [] : this.passages.filter(({ document }) => document.id === this.document?.id));
  /** Those that are marked beside the one at hand. */
  readonly beside = $derived<Beside[]>(
    this.everywhere ? this.here.filter(({ key }) => key !== this.passage?.key).map((passage) => this.#places.of(passage)) : [],
  );
  /** What can be gone to by name: sheets, chapters, messages, or the headings of a text. */
  readonly contents = $derived<Entry[]>(this.isPdf ? [] : contentsOf(this.unit, this.text ?? []));
  /** Whether its pages are gone to by number: those of one long sheet or chapter mean nothing to a person. */
  readonly counted = $derived(
    this.pages > 1 && this.contents.length === 0 && !(this.unit === "sheet" || this.unit === "chapter" ? this.text?.every(({ label }) => label === this.text?.[0]?.label) : this.unit === "part" && this.text?.[0]?.line),
  );
  /** Where the passage is: "page 12", "sheet Budget, B4:D4"; "" where a document has but one place. */
  readonly where = $derived.by(() => {
    const passage = this.passage;
    if (!passage) return "";
    const page = this.text?.find(({ number }) => number === passage.page);
    if (!this.isPdf && this.unit !== "part" && this.pages < 2) return "";
    return shown(placeOf(this.unit, page ?? { number: passage.page, text: "" }, passage.start, passage.end), passage.document.title);
  });
  /** "Page 12, passage 1 of 3." */
  readonly line = $derived.by(() => {
    if (!this.passage) return "";
    if (this.placement === "placing") return this.where && !this.where.startsWith("under") ? `Opening ${this.where}…` : "Opening…";
    if (this.placement === "unplaced") return "Page found; the passage couldn't be marked.";
    const kind = this.finding ? "match" : "passage";
    const place = `${kind} ${count(this.at + 1)} of ${count(this.passages.length)}.`;
    return capital(this.where ? `${this.where}, ${place}` : place);
  });

  /** Brings what gets the focus back to where it can be seen: a narrow window shows one pane at a time. */
  onreturn: ((to: HTMLElement) => void) | undefined;

  #origin: HTMLElement | undefined;
  #request = 0;
  #renewal = 0;
  #beforeFind: { passages: Passage[]; at: number } | undefined;

  constructor(private readonly announcer: Announcer) {}

  /** Shows one of several passages. Escape gives the focus back to `origin`. */
  async show(passages: Passage[], at: number, origin?: HTMLElement): Promise<void> {
    if (origin) this.#origin = origin;
    this.finding = false;
    this.#beforeFind = undefined;
    this.passages = passages;
    this.open = true;
    await this.#go(at);
  }

  /** Shows a document from its beginning. */
  async showDocument(document: DocumentRef, origin?: HTMLElement): Promise<void> {
    if (origin) this.#origin = origin;
    this.finding = false;
    this.#beforeFind = undefined;
    this.open = true;
    if (this.document?.id === document.id && !this.obstacle) return;
    this.passages = [];
    this.at = -1;
    this.boxes = undefined;
    this.placement = "none";
    await this.#load(document);
    this.goToPage(1);
  }

  /** Marks all passages in this document, or the one at hand alone again. */
  async toggleEverywhere(): Promise<void> {
    this.everywhere = !this.everywhere;
    this.announcer.say(this.everywhere ? evidenceWords(this.here) : "One passage is marked.");
    await this.#placeBeside();
  }

  // Where passages stand on pages that are drawn; in a text that is known.
  async #placeBeside(): Promise<void> {
    if (this.everywhere && (this.isPdf || this.isPicture)) await this.#places.find(this.here);
  }

  async step(by: 1 | -1): Promise<void> {
    if (this.passages.length === 0) return;
    await this.#go((this.at + by + this.passages.length) % this.passages.length);
  }

  goToPage(page: number): void {
    const bounded = Math.min(Math.max(Math.round(page), 1), Math.max(this.pages, 1));
    this.page = bounded;
    this.reveal = { count: this.reveal.count + 1, page: bounded, passage: false };
  }

  /** Goes to a sheet, a chapter, a message or a heading. */
  goTo(entry: Entry): void {
    this.page = entry.page;
    this.heading = { page: entry.page, start: entry.start };
    this.reveal = { count: this.reveal.count + 1, page: entry.page, passage: false, start: entry.start };
  }

  zoomBy(by: 1 | -1): void {
    const next = by > 0 ? ZOOMS.find((zoom) => zoom > this.zoom + 0.01) : ZOOMS.findLast((zoom) => zoom < this.zoom - 0.01);
    if (next !== undefined) this.zoom = next;
  }

  /** Reads a changed file again; what is shown then is the new one. */
  async readAgain(): Promise<void> {
    const document = this.document;
    if (!document) return;
    try {
      await api.retry(document.id);
      this.announcer.say("Reading the file again.");
      this.#close();
    } catch (error) {
      this.obstacle = { kind: "failed", text: messageOf(error) };
    }
  }

  /** Closes, and gives the focus back. */
  close(): void {
    this.#close();
    this.giveFocusBack();
  }

  giveFocusBack(): void {
    const to = this.#origin?.isConnected ? this.#origin : document.getElementById("question");
    if (!to) return;
    this.onreturn?.(to);
    to.focus();
  }

  /** A document left the library. */
  removed(id: string): void {
    if (this.document?.id !== id) return;
    this.obstacle = { kind: "removed", text: "This document was removed from Carrel." };
    this.placement = "none";
  }

  /** A document's record changed; one that came back can be shown again. */
  changed(record: LibraryDocument): void {
    if (this.document?.id !== record.id) return;
    const grown =
      (record.recognised ?? 0) > (this.record?.recognised ?? 0) || (record.recognising_again ?? 0) < (this.record?.recognising_again ?? 0);
    this.record = record;
    if (grown && this.text) void this.#renewText();
    if (record.needs_password && record.sealed) this.obstacle = { kind: "locked", text: LOCKED };
    const back = this.obstacle?.kind === "removed" || (this.obstacle?.kind === "locked" && !record.needs_password);
    if (back) void this.#load(record).then(() => this.#locate());
  }

  /** The view could not load the file. */
  async fileFailed(error: unknown): Promise<void> {
    const document = this.document;
    if (!document) return;
    try {
      await api.checkFile(document.id);
      this.obstacle = { kind: "failed", text: `This file couldn't be shown. ${messageOf(error)}` };
    } catch (reason) {
      if (this.document === document) this.obstacle = obstacleOf(reason);
    }
  }

  /** The view has painted the mark, or found that it can't. */
  marked(placed: boolean): void {
    if (this.placement !== "placing") return;
    this.placement = placed ? "placed" : "unplaced";
    const quote = this.passage && !this.finding ? ` ${this.passage.quote}` : "";
    this.announcer.say(this.line + quote);
  }

  say(text: string): void {
    this.announcer.say(text);
  }

  startFinding(): void {
    if (!this.open || this.finding) return;
    this.#beforeFind = { passages: this.passages, at: this.at };
    this.finding = true;
  }

  stopFinding(): void {
    if (!this.finding) return;
    this.finding = false;
    this.query = "";
    const before = this.#beforeFind;
    this.#beforeFind = undefined;
    this.passages = before?.passages ?? [];
    this.at = before?.at ?? -1;
    this.boxes = this.passage?.boxes;
    this.placement = this.passage ? "placing" : "none";
    if (this.passage) void this.#locate();
  }

  /** Finds words in the open document and shows the first place from the page in view on. */
  async find(query: string): Promise<void> {
    this.query = query;
    const document = this.document;
    if (!document) return;
    try {
      const pages = await this.loadText();
      if (this.query !== query || this.document !== document) return;
      this.passages = find(pages, query).map(({ page, start, end, quote }) => ({ key: `find ${page} ${start}`, document, page, start, end, quote }));
      if (this.passages.length === 0) {
        this.at = -1;
        this.boxes = undefined;
        this.placement = "none";
        return;
      }
      const from = this.passages.findIndex((match) => match.page >= this.page);
      await this.#go(from < 0 ? 0 : from);
    } catch (error) {
      this.obstacle = obstacleOf(error);
    }
  }

  /** What a command of the reader is about: what is selected, else the passage that is marked. */
  async chosen(): Promise<Selected[]> {
    const selected = await this.selection.settled();
    if (selected.length > 0) return selected;
    const passage = this.passage;
    if (!passage || this.selection.unknown || this.obstacle || this.placement === "unplaced") return [];
    const { document, page } = passage;
    const text = await this.pageOf(document, page).catch(() => undefined);
    // Its words may have been recognised anew since.
    const span = text && placeNow(text, passage);
    if (!text || !span || this.passage !== passage) return [];
    const { start, end } = span;
    return [{ document, page, where: placeOf(this.unit, text, start, end), start, end, quote: new CodePoints(text.text).slice(start, end) }];
  }

  /** A page's text: the one at hand, where there is one. */
  async pageOf(document: DocumentRef, page: number): Promise<Page> {
    return this.text?.find(({ number }) => number === page) ?? (await api.page(document.id, page));
  }

  /** The text of all pages, fetched once. */
  async loadText(): Promise<Page[]> {
    const document = this.document;
    if (!document) return [];
    if (this.text) return this.text;
    const { pages } = await api.text(document.id);
    if (this.document === document) this.text = pages ?? [];
    return pages ?? [];
  }

  // Words were recognised: the text of before stays until the new one is there.
  async #renewText(): Promise<void> {
    const document = this.document;
    if (!document) return;
    const renewal = ++this.#renewal;
    try {
      const { pages } = await api.text(document.id);
      if (this.document?.id === document.id && this.text && renewal === this.#renewal) this.text = pages ?? [];
    } catch {
      // What is shown is still true.
    }
  }

  async #go(at: number): Promise<void> {
    const passage = this.passages[at];
    if (!passage) return;
    this.at = at;
    this.boxes = passage.boxes && passage.boxes.length > 0 ? passage.boxes : undefined;
    this.placement = "placing";
    if (this.document?.id !== passage.document.id || this.obstacle) await this.#load(passage.document);
    await this.#locate();
    void this.#placeBeside();
  }

  async #load(document: DocumentRef): Promise<void> {
    const request = ++this.#request;
    const other = this.document?.id !== document.id;
    this.document = { id: document.id, path: document.path, title: document.title };
    this.obstacle = undefined;
    if (other) {
      this.selection.select([]);
      this.record = undefined;
      this.text = undefined;
      this.heading = undefined;
      this.pages = 0;
      this.page = 1;
      this.zoom = 1;
    }
    try {
      const record = await api.document(document.id);
      if (request !== this.#request) return;
      this.record = record;
      this.pages = record.pages;
      if (record.format !== "pdf") await this.loadText();
    } catch (error) {
      if (request === this.#request) this.obstacle = obstacleOf(error);
    }
  }

  // Finds out where the passage is, and asks the view to bring it up.
  async #locate(): Promise<void> {
    const passage = this.passage;
    if (!passage || this.obstacle || !this.record) return;
    this.reveal = { count: this.reveal.count + 1, page: passage.page, passage: true };
    this.page = passage.page;
    if (!(this.isPdf || this.isPicture) || this.boxes) return;
    try {
      // The words of a picture may have been recognised anew since it was cited.
      const span = this.record.scans ? placeNow(await api.page(passage.document.id, passage.page), passage) : passage;
      const boxes = span ? (await api.boxes(passage.document.id, passage.page, span)).boxes : [];
      if (this.passage === passage) this.boxes = boxes ?? [];
    } catch (error) {
      if (this.passage !== passage) return;
      const obstacle = obstacleOf(error);
      if (obstacle.kind === "failed") this.boxes = [];
      else this.obstacle = obstacle;
    }
  }

  #close(): void {
    this.open = false;
    this.finding = false;
    this.#beforeFind = undefined;
    this.document = undefined;
    this.record = undefined;
    this.text = undefined;
    this.passages = [];
    this.at = -1;
    this.placement = "none";
    this.obstacle = undefined;
    this.selection.select([]);
    this.#request++;
  }
}
