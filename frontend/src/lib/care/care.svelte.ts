import { ApiError, api, messageOf, type CareRequest, type CarrelEvent, type LibraryCare } from "../api";
import type { Announcer } from "../ui/announcer.svelte";
import { outcome } from "./wording";

/** The care of the library as a whole: backup, restore, check and repair. */
export class CareOfLibrary {
  state = $state.raw<LibraryCare>();
  /** Why something could not be begun. */
  problem = $state("");
  /** A backup was to be written over this file. */
  exists = $state("");

  readonly latest = $derived(this.state?.care);
  readonly running = $derived(this.latest?.state === "running" ? this.latest : undefined);

  constructor(private readonly announcer: Announcer) {}

  async load(): Promise<void> {
    try {
      this.state = await api.libraryCare();
    } catch (error) {
      this.problem = messageOf(error);
    }
  }

  receive(event: CarrelEvent): void {
    if (event.type !== "care") return;
    const care = event.care;
    if (this.state) this.state = { ...this.state, care };
    if (care.state === "running") return;
    if (care.code === "exists") this.exists = care.path ?? "";
    this.announcer.say(outcome(care));
    void this.load();
  }

  async begin(request: CareRequest): Promise<void> {
    this.problem = "";
    this.exists = "";
    try {
      const care = await api.careFor(request);
      // Its first event may have overtaken the reply.
      if (this.state && this.latest?.job !== care.job) this.state = { ...this.state, care };
    } catch (error) {
      this.problem = messageOf(error);
    }
  }

  async cancel(): Promise<void> {
    if (this.running) await api.cancel(this.running.job).catch((error: unknown) => (this.problem = messageOf(error)));
  }

  /** The system's dialog for the file of a backup; "" where none was chosen. */
  async pick(save: boolean): Promise<string> {
    this.problem = "";
    try {
      return (await api.pickBackup(save)).path;
    } catch (error) {
      if (!(error instanceof ApiError && error.code === "cancelled")) this.problem = messageOf(error);
      return "";
    }
  }
}
