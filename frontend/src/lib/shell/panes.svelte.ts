import { recall, remember } from "../ui/stored";

export type PaneId = "library" | "chat" | "reader";

/** What the panes are called on the screen. */
export const paneNames: Readonly<Record<PaneId, string>> = { library: "Library", chat: "Chat", reader: "Reader" };

/** From these widths on, two and three panes fit side by side. */
export const TWO_PANES = 720;
export const THREE_PANES = 1120;

const LIBRARY = { min: 208, max: 440, initial: 280 };
const CHAT_MIN = 380;
const READER_MIN = 340;

/** Which panes are shown, how wide, and which of them are tabs. Widths are kept as they are with text of the usual size. */
export class Panes {
  windowWidth = $state(globalThis.innerWidth ?? 1280);
  readerOpen = $state(false);
  libraryCollapsed = $state(recall("library-collapsed") === "yes");
  readerCollapsed = $state(false);
  /** The pane in front where only one fits. */
  front = $state<PaneId>("chat");
  /** The pane beside the reader where two fit. */
  left = $state<"library" | "chat">("chat");
  #libraryWidth = $state(number(recall("library-width")) ?? LIBRARY.initial);
  #readerWidth = $state<number | undefined>(number(recall("reader-width")));

  /** `text.scale`: how much larger than usual the text is, and with it what it needs. */
  constructor(private readonly text: { readonly scale: number }) {}

  readonly fit = $derived.by(() => {
    const room = this.windowWidth / this.text.scale;
    return room >= THREE_PANES ? 3 : room >= TWO_PANES ? 2 : 1;
  });
  readonly open = $derived<PaneId[]>(this.readerOpen ? ["library", "chat", "reader"] : ["library", "chat"]);
  readonly tabbed = $derived(this.open.length > this.fit);
  /** The panes that share their place, in order; none where all fit. */
  readonly tabs = $derived<PaneId[]>(!this.tabbed ? [] : this.fit === 1 ? this.open : ["library", "chat"]);
  readonly visible = $derived<PaneId[]>(
    !this.tabbed ? this.open : this.fit === 1 ? [this.open.includes(this.front) ? this.front : "chat"] : [this.left, "reader"],
  );

  readonly libraryLimits = $derived({
    min: this.#scaled(LIBRARY.min),
    max: Math.min(this.#scaled(LIBRARY.max), Math.round(this.windowWidth * 0.4)),
    initial: this.#scaled(LIBRARY.initial),
  });
  readonly libraryWidth = $derived(bounded(this.#scaled(this.#libraryWidth), this.libraryLimits));
  readonly readerLimits = $derived.by(() => {
    const library = this.fit === 3 && !this.libraryCollapsed ? this.libraryWidth : 0;
    const min = this.#scaled(READER_MIN);
    const max = Math.max(min, this.windowWidth - library - this.#scaled(CHAT_MIN));
    return { min, max, initial: Math.min(max, Math.round(this.windowWidth * (this.fit === 3 ? 0.4 : 0.5))) };
  });
  readonly readerWidth = $derived(bounded(this.#readerWidth === undefined ? this.readerLimits.initial : this.#scaled(this.#readerWidth), this.readerLimits));

  #scaled(width: number): number {
    return Math.round(width * this.text.scale);
  }

  shows(pane: PaneId): boolean {
    return this.visible.includes(pane);
  }

  /** Brings a pane to where it can be seen. */
  show(pane: PaneId): void {
    this.front = pane;
    if (pane === "reader") this.readerCollapsed = false;
    else this.left = pane;
    if (pane === "library") this.collapseLibrary(false);
  }

  /** The pane after (or before) one, in the order of F6. */
  next(from: PaneId | undefined, by: 1 | -1): PaneId {
    const order = this.open.filter(
      (pane) => !(pane === "library" && this.libraryCollapsed && !this.tabbed) && !(pane === "reader" && this.readerCollapsed),
    );
    const at = from ? order.indexOf(from) : -1;
    if (at < 0) return by > 0 ? (order[0] ?? "chat") : (order.at(-1) ?? "chat");
    return order[(at + by + order.length) % order.length] ?? "chat";
  }

  resizeLibrary(width: number): void {
    this.#libraryWidth = width / this.text.scale;
    remember("library-width", String(this.#libraryWidth));
  }

  resizeReader(width: number): void {
    this.#readerWidth = width / this.text.scale;
    remember("reader-width", String(this.#readerWidth));
  }

  collapseLibrary(collapsed: boolean): void {
    if (this.libraryCollapsed === collapsed) return;
    this.libraryCollapsed = collapsed;
    remember("library-collapsed", collapsed ? "yes" : "no");
  }
}

function number(text: string | undefined): number | undefined {
  const value = Number(text);
  return text === undefined || !Number.isFinite(value) || value <= 0 ? undefined : value;
}

function bounded(value: number, limits: { min: number; max: number }): number {
  return Math.min(Math.max(value, limits.min), Math.max(limits.min, limits.max));
}
