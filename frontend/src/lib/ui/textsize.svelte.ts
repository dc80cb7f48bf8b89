import { recall, remember } from "./stored";

/** Text sizes, in percent of the usual one. Everything that is measured in rem grows along. */
export const textSizes = [100, 115, 130, 150] as const;
export type Percent = (typeof textSizes)[number];

/** How large the person wants the text: a window has no zoom of its own, as a browser has. */
export class TextSize {
  percent = $state<Percent>(100);
  /** What lengths in pixels are multiplied by, to keep pace with the text. */
  readonly scale = $derived(this.percent / 100);

  constructor() {
    this.percent = textSizes.find((size) => String(size) === recall("text-size")) ?? 100;
    this.#apply();
  }

  set(percent: Percent): void {
    this.percent = percent;
    remember("text-size", String(percent));
    this.#apply();
  }

  /** The next larger one, or smaller. */
  step(by: 1 | -1): void {
    this.set(textSizes[textSizes.indexOf(this.percent) + by] ?? this.percent);
  }

  #apply(): void {
    document.documentElement.style.fontSize = this.percent === 100 ? "" : `${this.percent}%`;
  }
}
