import { tick } from "svelte";
import type { PaneId, Panes } from "./panes.svelte";

/** Where the keyboard is in the panes: in each it comes back to where it was. */
export class PaneFocus {
  readonly elements: Partial<Record<PaneId, HTMLElement>> = $state({});
  /** Where the focus was last in each pane, to come back to. */
  readonly #last: Partial<Record<PaneId, HTMLElement>> = {};

  constructor(private readonly panes: Panes) {}

  /** The pane that an element is in. */
  paneOf(element: Element | null): PaneId | undefined {
    return (Object.keys(this.elements) as PaneId[]).find((pane) => this.elements[pane]?.contains(element));
  }

  /** Something in a pane has the focus now. */
  entered(pane: PaneId, event: FocusEvent): void {
    this.#last[pane] = event.target as HTMLElement;
    // When the window gets narrow, the pane in use is the one that stays.
    this.panes.front = pane;
  }

  /** Shows a pane and puts the focus where it was last, or where one begins there. */
  async pane(pane: PaneId): Promise<void> {
    this.panes.show(pane);
    await tick();
    const last = this.#last[pane];
    const element = this.elements[pane];
    if (last?.isConnected && element?.contains(last) && last.offsetParent !== null) last.focus();
    else if (pane === "reader") this.page();
    else if (pane === "chat") this.question();
    else (element?.querySelector<HTMLElement>('[data-cell][tabindex="0"]') ?? element?.querySelector<HTMLElement>("button"))?.focus();
  }

  /** The next pane, or the one before; F6. */
  async step(by: 1 | -1): Promise<void> {
    await this.pane(this.panes.next(this.paneOf(document.activeElement), by));
  }

  question(): void {
    this.elements.chat?.querySelector<HTMLElement>("textarea")?.focus();
  }

  /** The reader's page, or what there is of it. */
  page(): void {
    const pane = this.elements.reader;
    (pane?.querySelector<HTMLElement>("[data-reader-page]") ?? pane?.querySelector<HTMLElement>("button"))?.focus();
  }
}
