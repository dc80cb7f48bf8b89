import { recall, remember } from "../ui/stored";

const KEY = "quoting";

/** Whether new chats only quote the documents; kept on this machine. Each chat can do otherwise. */
export class Quoting {
  always = $state(recall(KEY) === "yes");

  set(always: boolean): void {
    this.always = always;
    remember(KEY, always ? "yes" : "no");
  }
}

export const quoting = new Quoting();
