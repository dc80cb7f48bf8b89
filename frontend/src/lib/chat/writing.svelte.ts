import type { AdapterChoice, ChatAdapter, UsedAdapter } from "../api";
import { bytes } from "../library/wording";

/** How much of an adapter is used where nobody says otherwise: as it was made. */
export const AS_MADE = 1;

/** How the answers of a chat are written: what changes the model that writes. */
export class Writing {
  adapters = $state.raw<readonly UsedAdapter[]>([]);

  /** "style", "style at 0.5"; "" for the model as it is. */
  readonly words = $derived(adaptersInWords(this.adapters));

  /** Uses an adapter at a strength, whether or not it is used already. */
  use({ name, path }: Pick<UsedAdapter, "name" | "path">, scale = AS_MADE): void {
    const used = this.adapters.some((each) => each.path === path);
    this.adapters = used ? this.adapters.map((each) => (each.path === path ? { ...each, scale } : each)) : [...this.adapters, { name, path, scale }];
  }

  leave(path: string): void {
    this.adapters = this.adapters.filter((each) => each.path !== path);
  }

  /** Writes the next answer as the chat's last one that a model was asked for; a new chat begins with the model as it is. */
  carry(turns: readonly { answer: { adapters?: readonly UsedAdapter[]; quoting?: boolean } }[]): void {
    this.adapters = turns.findLast(({ answer }) => !answer.quoting)?.answer.adapters ?? [];
  }
}

/** As the program wants them. */
export function choicesOf(adapters: readonly UsedAdapter[]): AdapterChoice[] {
  return adapters.map(({ path, scale }) => ({ name: path, scale }));
}

/** "style", "style at 0.5 and law" */
export function adaptersInWords(adapters: readonly UsedAdapter[]): string {
  const all = adapters.map(({ name, scale }) => (scale === AS_MADE ? name : `${name} at ${strength(scale)}`));
  const last = all.pop() ?? "";
  return all.length > 0 ? `${all.join(", ")} and ${last}` : last;
}

/** A strength as a number to read: "0.5", "−1". */
export function strength(scale: number): string {
  return String(Number(scale.toFixed(2))).replace("-", "−");
}

/** What a strength means. */
export function strengthInWords(scale: number): string {
  const means = scale === AS_MADE ? "as it was made" : scale === 0.5 ? "half of it" : scale === 2 ? "twice of it" : scale < 0 ? "the other way round" : scale < AS_MADE ? "weaker" : "stronger";
  return `${strength(scale)}, ${means}`;
}

/** One adapter to choose. */
export interface AdapterRow {
  /** as it is listed */
  name: string;
  /** with what it calls itself */
  label: string;
  path: string;
  /** What it was made for, and whether it fits. */
  detail: string;
  /** Why it doesn't, as exactly as the program knows. */
  why?: string;
  /** It cannot be chosen; one that is chosen can be left. */
  unfit: boolean;
  /** undefined: it is not used */
  scale: number | undefined;
}

/** Those there are, and of those that were used when they were looked for the ones that are not there any more. */
export function adapterRows(found: readonly ChatAdapter[], before: readonly UsedAdapter[], used: readonly UsedAdapter[]): AdapterRow[] {
  const scaleOf = (path: string) => used.find((each) => each.path === path)?.scale;
  const rows = found.map((each) => ({
    name: each.id,
    label: each.title ? `${each.title} (${each.id})` : each.id,
    path: each.path,
    detail: `${each.base ? `Made for ${each.base}` : "Its file doesn't say for which model it was made"} · ${bytes(each.bytes)}. ${each.fits ? each.text : "It doesn't fit the model that writes, so it can't be used with that."}`,
    ...(!each.fits && { why: each.text }),
    unfit: !each.fits,
    scale: scaleOf(each.path),
  }));
  const gone = before
    .filter(({ path }) => !found.some((each) => each.path === path))
    .map(({ name, path }) => ({ name, label: name, path, detail: `Its file is not listed any more: ${path}`, unfit: true, scale: scaleOf(path) }));
  return [...rows.filter(({ unfit }) => !unfit), ...rows.filter(({ unfit }) => unfit), ...gone];
}
