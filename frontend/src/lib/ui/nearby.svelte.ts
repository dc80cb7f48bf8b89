import { SvelteMap, SvelteSet } from "svelte/reactivity";

/** How far beyond the view things are shown already, in pixels. */
const MARGIN = 800;

/**
 * Which parts of a long list are near its view: the others are left out, with as
 * much room as they took. Parts are told apart by their place in the list.
 */
export class Nearby {
  readonly near = new SvelteSet<number>([0]);
  /** Of the parts that have been shown, in rem, so that they stay true where the text gets larger. */
  readonly heights = new SvelteMap<number, number>();
  /** The first height that was known, by which others are guessed: one that changes would move what is looked at. */
  first = $state<number>();

  readonly #parts = new Map<Element, number>();
  #near: IntersectionObserver | undefined;
  #sized: ResizeObserver | undefined;

  /** scroller: what the list scrolls in */
  constructor(private readonly scroller: () => HTMLElement | undefined) {}

  /** Watches an element that is there for one part, shown or left out. */
  watch(part: number): (element: HTMLElement) => () => void {
    return (element) => {
      this.#near ??= new IntersectionObserver((seen) => this.#seen(seen), { root: this.scroller() ?? null, rootMargin: `${MARGIN}px 0px` });
      this.#sized ??= new ResizeObserver((sized) => this.#measured(sized));
      this.#parts.set(element, part);
      this.#near.observe(element);
      this.#sized.observe(element);
      return () => {
        this.#near?.unobserve(element);
        this.#sized?.unobserve(element);
        this.#parts.delete(element);
      };
    };
  }

  /** What is in the parts is something else now. */
  forget(): void {
    this.heights.clear();
    this.first = undefined;
  }

  end(): void {
    this.#near?.disconnect();
    this.#sized?.disconnect();
  }

  #seen(seen: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of seen) {
      const part = this.#parts.get(target);
      if (part === undefined) continue;
      if (isIntersecting) this.near.add(part);
      else this.near.delete(part);
    }
  }

  #measured(sized: readonly ResizeObserverEntry[]): void {
    for (const { target } of sized) {
      const part = this.#parts.get(target);
      const height = target.getBoundingClientRect().height / rem();
      if (part === undefined || height === 0 || !this.near.has(part)) continue;
      this.heights.set(part, height);
      if (part === 0) this.first ??= height; // the last one may be shorter
    }
  }
}

/** How many pixels a rem is. */
function rem(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
}
