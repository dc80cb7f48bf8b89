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
  #last = 0;

  /** Watches the scrolling element and what grows in it; an attachment. */
  attach = (element: HTMLElement): (() => void) => {
    this.#element = element;
    this.#last = element.scrollTop;
    const scrolled = () => this.#scrolled();
    const grown = new ResizeObserver(() => this.#grown());
    element.addEventListener("scroll", scrolled, { passive: true });
    grown.observe(element);
    if (element.firstElementChild) grown.observe(element.firstElementChild);
    return () => {
      element.removeEventListener("scroll", scrolled);
      grown.disconnect();
      this.#element = undefined;
    };
  };

  /** Brings a turn's start to the top. */
  bringToTop(turn: HTMLElement): void {
    if (!this.#element) return;
    this.following = false;
    this.#move(turn.offsetTop);
  }

  toEnd(): void {
    if (this.#element) this.#move(this.#element.scrollHeight);
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
    if (!this.#element) return;
    const end = this.#element.querySelector("[data-end]");
    const bottom = this.#element.getBoundingClientRect().bottom;
    this.more = end !== null && end.getBoundingClientRect().top > bottom + 24;
  }
}
