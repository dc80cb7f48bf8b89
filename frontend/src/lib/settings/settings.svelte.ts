import { sections } from "./sections";

/** Whether the settings are open, and at which section. */
export class Settings {
  open = $state(false);
  section = $state(sections[0]?.id ?? "");

  /** Opens them where they were last, or at a section. */
  show(section = this.section): void {
    this.section = section;
    this.open = true;
  }

  close(): void {
    this.open = false;
  }
}
