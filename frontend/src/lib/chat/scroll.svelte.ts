// Below the top of the view, in pixels: between two paragraphs there is none.
const PROBES = [12, 36, 60, 100];

/**
 * Who moves the transcript. A new question is brought to the top once; then the
 * scroll is the person's, and growth below the fold only shows a button. Using
 * it follows the end until the person scrolls up. When the pane gets wider or
 * narrower, what the person is at stays where it is.
 */
export class TranscriptScroll {
  /** Something stands below the fold. */
  more = $state(false);
  following = $state(false);

  #element: HTMLElement | undefined;
  #turns: HTMLElement[] = [];
  #last = 0;
  #width = 0;
  /** What the person is at, and how far it is below the top of the view. */
  #at: { element: Element; top: number } | undefined;

  /** Watches the scrolling element; an attachment. */
  attach = (element: HTMLElement): (() => void) => {
    this.#element = element;
    this.#last = element.scrollTop;
    this.#width = element.clientWidth;
    const scrolled = () => this.#scrolled();
    const touched = ({ target }: Event) => this.#remember(target);
    const resized = new ResizeObserver(() => this.#resized());
    element.addEventListener("scroll", scrolled, { passive: true });
    element.addEventListener("focusin", touched);
    element.addEventListener("pointerdown", touched);
    resized.observe(element);
    return () => {
      element.removeEventListener("scroll", scrolled);
      element.removeEventListener("focusin", touched);
      element.removeEventListener("pointerdown", touched);
      resized.disconnect();
      this.#element = undefined;
    };
  };

  /** Watches a turn that grows; an attachment of its element, whose bottom is the end of what was written. */
  watch = (turn: HTMLElement): (() => void) => {
    this.#turns.push(turn);
    const grown = new ResizeObserver(() => this.#grown());
    grown.observe(turn);
    return () => {
      grown.disconnect();
      this.#turns = this.#turns.filter((other) => other !== turn);
      this.#measure();
    };
  };

  /** Brings a turn's start to the top. */
  bringToTop(turn: HTMLElement): void {
    if (!this.#element) return;
    this.following = false;
    this.#move(turn.offsetTop);
  }

  toEnd(): void {
    const end = this.#turns.at(-1)?.getBoundingClientRect().bottom;
    if (!this.#element || end === undefined) return;
    this.#move(this.#element.scrollTop + end - this.#element.getBoundingClientRect().bottom);
  }

  follow(): void {
    this.following = true;
    this.toEnd();
  }

  #move(top: number): void {
    if (!this.#element) return;
    this.#element.scrollTop = top;
    this.#last = this.#element.scrollTop;
    this.#measure();
  }

  #scrolled(): void {
    if (!this.#element) return;
    if (this.#element.scrollTop < this.#last - 1) this.following = false;
    this.#last = this.#element.scrollTop;
    this.#remember(document.activeElement);
    this.#measure();
  }

  /** Takes note of where something is: what is in use, or else what stands at the top of the view. */
  #remember(used: EventTarget | null): void {
    const element = this.#element;
    const view = element?.getBoundingClientRect();
    if (!element || !view || element.clientWidth !== this.#width) return; // of another width than what is noted is for
    const inView = (other: Element) => {
      const { top, bottom, height } = other.getBoundingClientRect();
      return bottom > view.top && top < view.bottom && height < view.height;
    };
    const candidates = [used, ...PROBES.map((below) => document.elementFromPoint(view.left + view.width / 2, view.top + below))];
    const found = candidates.find((other): other is Element => other instanceof Element && other !== element && element.contains(other) && inView(other));
    this.#at = found && { element: found, top: found.getBoundingClientRect().top - view.top };
  }

  #resized(): void {
    const element = this.#element;
    if (!element) return;
    const width = element.clientWidth;
    if (width === this.#width || width === 0) return this.#measure(); // higher, or behind another pane
    this.#width = width;
    if (this.following) return this.toEnd();
    if (!this.#at?.element.isConnected) return this.#measure();
    const view = element.getBoundingClientRect();
    const now = this.#at.element.getBoundingClientRect();
    const top = Math.max(Math.min(this.#at.top, view.height - now.height), 0); // the view may be lower too
    this.#move(element.scrollTop + now.top - view.top - top);
  }

  #grown(): void {
    if (this.following) this.toEnd();
    else this.#measure();
  }

  #measure(): void {
    const end = this.#turns.at(-1)?.getBoundingClientRect().bottom;
    this.more = this.#element !== undefined && end !== undefined && end > this.#element.getBoundingClientRect().bottom + 24;
  }
}
