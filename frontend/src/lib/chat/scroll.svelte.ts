/**
 * Who moves the transcript. A new question is brought to the top once; then the
 * scroll is the person's, and growth below the fold only shows a button. Using
 * it follows the end until the person scrolls up.
 */
export class TranscriptScroll {
  /** Something stands below the fold. */
  more = $state(false);
  following = $state(false);

  #element: HTMLElement | undefined;
  #turns: HTMLElement[] = [];
  #last = 0;

  /** Watches the scrolling element; an attachment. */
  attach = (element: HTMLElement): (() => void) => {
    this.#element = element;
    this.#last = element.scrollTop;
    const scrolled = () => this.#scrolled();
    const resized = new ResizeObserver(() => this.#measure());
    element.addEventListener("scroll", scrolled, { passive: true });
    resized.observe(element);
    return () => {
      element.removeEventListener("scroll", scrolled);
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
    this.#measure();
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
