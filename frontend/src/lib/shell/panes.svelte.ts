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

/** Which panes are shown, how wide, and which of them are tabs. */
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

  readonly fit = $derived(this.windowWidth >= THREE_PANES ? 3 : this.windowWidth >= TWO_PANES ? 2 : 1);
  readonly open = $derived<PaneId[]>(this.readerOpen ? ["library", "chat", "reader"] : ["library", "chat"]);
  readonly tabbed = $derived(this.open.length > this.fit);
  /** The panes that share their place, in order; none where all fit. */
  readonly tabs = $derived<PaneId[]>(!this.tabbed ? [] : this.fit === 1 ? this.open : ["library", "chat"]);
  readonly visible = $derived<PaneId[]>(
    !this.tabbed ? this.open : this.fit === 1 ? [this.open.includes(this.front) ? this.front : "chat"] : [this.left, "reader"],
  );

  readonly libraryLimits = $derived({ ...LIBRARY, max: Math.min(LIBRARY.max, Math.round(this.windowWidth * 0.4)) });
  readonly libraryWidth = $derived(bounded(this.#libraryWidth, this.libraryLimits));
  readonly readerLimits = $derived.by(() => {
    const library = this.fit === 3 && !this.libraryCollapsed ? this.libraryWidth : 0;
    const max = Math.max(READER_MIN, this.windowWidth - library - CHAT_MIN);
    return { min: READER_MIN, max, initial: Math.min(max, Math.round(this.windowWidth * (this.fit === 3 ? 0.4 : 0.5))) };
  });
  readonly readerWidth = $derived(bounded(this.#readerWidth ?? this.readerLimits.initial, this.readerLimits));

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
    this.#libraryWidth = width;
    remember("library-width", String(width));
  }

  resizeReader(width: number): void {
    this.#readerWidth = width;
    remember("reader-width", String(width));
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
