/**
 * What the screen reader is told: boundaries, never a transcript. There is one
 * polite region in the window, and one for alerts.
 */
export class Announcer {
  polite = $state("");
  alert = $state("");
  #repeat = false;

  /** Says it when the person pauses. */
  say(text: string): void {
    // The same words twice would not be a change, so they would not be spoken.
    this.#repeat = !this.#repeat;
    this.polite = this.#repeat ? text : `${text}\u200b`;
  }

  /** Says it at once; for a failed lock or lost work only. */
  warn(text: string): void {
    this.alert = text;
  }
}

export const announcer = new Announcer();
