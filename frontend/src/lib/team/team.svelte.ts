import { api, messageOf, type CarrelEvent, type Safe, type Store, type StorePlan } from "../api";
import type { Announcer } from "../ui/announcer.svelte";
import { standingOf, standingWords } from "./wording";

/** The least time between two looks at a store that is being sent documents. */
const LOOK_EVERY = 700;

/** The team's store, and what is done about it. */
export class Team {
  store = $state.raw<Store>();
  /** What sharing would mean, while the person is asked. */
  plan = $state.raw<StorePlan>();
  /** Why something could not be done. */
  problem = $state("");
  /** Where the password that was typed last is kept. */
  kept = $state<Safe>();
  working = $state(false);
  sending = $state(false);

  #looking = false;
  #again = false;
  #ended = false;

  constructor(private readonly announcer: Announcer) {}

  async look(): Promise<void> {
    if (this.#looking) {
      this.#again = true;
      return;
    }
    this.#looking = true;
    try {
      do {
        this.#again = false;
        const store = await api.store();
        // What was done meanwhile is newer than what was asked for before.
        if (!this.working) this.store = store;
        if (this.#again) await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
      } while (this.#again && !this.#ended);
    } catch (error) {
      this.problem = messageOf(error);
    } finally {
      this.#looking = false;
    }
  }

  /** Looks again when something has been sent, or could not be. */
  receive(event: CarrelEvent): void {
    if (event.type !== "status" && event.type !== "activity" && event.type !== "resync") return;
    if (this.store && standingOf(this.store) !== "alone") void this.look();
  }

  /** Nobody looks at it any more. */
  end(): void {
    this.#ended = true;
  }

  /** Finds out what sharing would mean, for the person to agree to. */
  async ask(url: string, password: string): Promise<void> {
    await this.#attempt(async () => {
      this.plan = await api.planStore(url, password);
    });
  }

  /** The person has agreed to the plan; reports whether it holds. */
  async share(url: string, password: string): Promise<boolean> {
    return this.#attempt(async () => {
      this.#show(await api.useStore(url, password));
      this.plan = undefined;
    });
  }

  async leave(remove: boolean): Promise<boolean> {
    return this.#attempt(async () => this.#show(await api.leaveStore(remove)));
  }

  /** Tries another password or key on the store; reports whether the store takes it. */
  async enter(password: string): Promise<boolean> {
    this.kept = undefined;
    const typed = await this.#attempt(async () => {
      this.kept = (await api.keepStorePassword(password)).kept;
    });
    if (!typed) return false;
    await this.send();
    if (!this.store?.state.wants_key) return true;
    this.problem = "The store doesn't take this one either."; // who runs it is named above
    return false;
  }

  /** Sends what waits, now. */
  async send(): Promise<void> {
    this.problem = "";
    this.sending = true;
    try {
      this.store = await api.sendToStore();
      this.announcer.say("Everything is sent.");
    } catch (error) {
      this.problem = messageOf(error);
    } finally {
      this.sending = false;
    }
    await this.look();
  }

  #show(store: Store): void {
    this.store = store;
    this.announcer.say(standingWords(store));
  }

  async #attempt(what: () => Promise<void>): Promise<boolean> {
    this.problem = "";
    this.working = true;
    try {
      await what();
      return true;
    } catch (error) {
      this.problem = messageOf(error);
      this.working = false;
      await this.look(); // it may have been done in part
      return false;
    } finally {
      this.working = false;
    }
  }
}
