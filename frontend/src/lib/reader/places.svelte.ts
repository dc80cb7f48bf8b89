import { SvelteMap } from "svelte/reactivity";
import { api, type Box } from "../api";
import type { Beside, Passage } from "./passages";

/** Where passages stand on pages that are drawn. */
export class Places {
  /** Of passages that had to be asked for, by their key. */
  readonly #asked = new SvelteMap<string, Box[]>();

  /** A passage with its boxes; none where they are not known yet. */
  of(passage: Passage): Beside {
    return { ...passage, boxes: passage.boxes?.length ? passage.boxes : (this.#asked.get(passage.key) ?? []) };
  }

  /** Asks for the places that are not known. */
  async find(passages: readonly Passage[]): Promise<void> {
    for (const passage of passages) {
      if (passage.boxes?.length || this.#asked.has(passage.key)) continue;
      try {
        this.#asked.set(passage.key, (await api.boxes(passage.document.id, passage.page, passage)).boxes ?? []);
      } catch {
        return; // the passage at hand says what is wrong with the file
      }
    }
  }
}
