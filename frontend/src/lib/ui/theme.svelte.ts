import { recall, remember } from "./stored";

export type Theme = "system" | "light" | "dark";
const order: Theme[] = ["system", "light", "dark"];

/** The colour theme: the system's until the person chooses another. */
export class ThemeChoice {
  current = $state<Theme>("system");

  constructor() {
    const stored = recall("theme");
    if (stored === "light" || stored === "dark") this.current = stored;
    this.#apply();
  }

  next(): void {
    this.set(order[(order.indexOf(this.current) + 1) % order.length] ?? "system");
  }

  set(theme: Theme): void {
    this.current = theme;
    remember("theme", theme);
    this.#apply();
  }

  #apply(): void {
    if (this.current === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = this.current;
  }
}
