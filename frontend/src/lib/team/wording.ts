import type { Store, StorePlan } from "../api";
import { documents } from "../care/wording";
import { count, counted } from "../text/counts";
import { moment } from "../text/words";

/** How it stands with sharing: with nobody, from the next start on, or now. */
export type Standing = "alone" | "coming" | "shared" | "searched";

export function standingOf(store: Store): Standing {
  if (store.url !== "") return store.state.sends ? "shared" : "searched";
  return store.next !== "" ? "coming" : "alone";
}

/** With whom the library is shared, in a sentence or two. */
export function standingWords(store: Store): string {
  const since = store.since ? ` since ${moment(store.since)}` : "";
  switch (standingOf(store)) {
    case "alone":
      return "Shared with nobody. Your documents stay on this computer.";
    case "coming":
      return `Shared with ${store.next_host} from the next start of Carrel on. Until then nothing is sent.`;
    case "shared":
      return `Shared with ${store.host}${store.next === store.url ? since : ""}.`;
    case "searched":
      return `${store.host} is searched together with your library until Carrel is closed. It is sent what you search for, and nothing of your documents.`;
  }
}

/** Another store, or none, from the next start on; "" where nothing changes. */
export function changeWords(store: Store): string {
  if (store.url === "" || store.next === store.url) return "";
  return store.next === "" ? "From the next start of Carrel on: shared with nobody." : `From the next start of Carrel on: shared with ${store.next_host}.`;
}

/** What waits to be sent, and why; "" where that is not known. */
export function waitingWords(store: Store): string {
  const { waiting, trouble } = store.state;
  if (!store.state.sends) return trouble ?? "";
  if (waiting === 0) return trouble ?? "Everything is sent.";
  if (!trouble) return `Sending: ${count(sent(store))} of ${documents(store.documents)}.`;
  return `${counted(waiting, "document waits", "documents wait")} to be sent. ${trouble}`;
}

/** How many documents the store has as they are; those that were removed wait too. */
export function sent(store: Store): number {
  return Math.max(0, store.documents - store.state.waiting);
}

/** What the team has; "" while the store does not answer. */
export function thereWords(store: Store): string {
  const there = store.state.store;
  return there ? `All together the team has ${documents(there.documents)} there (${there.product}).` : "";
}

/** Who can read along on the way. */
export function wayWords(plan: StorePlan): string {
  if (plan.local) return `${plan.host} is this computer: nothing crosses the network.`;
  return plan.encrypted
    ? `On the way to ${plan.host} it is encrypted.`
    : `On the way to ${plan.host} it is not encrypted: whoever is on the network can read it.`;
}

/** "12 documents, 340 passages" */
export function amount(plan: StorePlan): string {
  return `${documents(plan.documents)}, ${counted(plan.passages, "passage")}`;
}
