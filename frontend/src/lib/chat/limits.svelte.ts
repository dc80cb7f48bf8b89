import type { Collection, Filters, Folder, Format, LibraryDocument } from "../api";
import { baseName, languageName } from "../text/words";

/** One thing to choose, as a value and in words. */
export interface Choice {
  value: string;
  words: string;
}

/** What can be chosen from: only what the library has more than one of. */
export interface Choices {
  types: Choice[];
  languages: Choice[];
  folders: Choice[];
  collections: Choice[];
}

export function choicesOf(documents: readonly LibraryDocument[], formats: readonly Format[], folders: readonly Folder[], collections: readonly Collection[] = []): Choices {
  const some = (choices: Choice[]) => (choices.length > 1 ? choices : []);
  const there = new Set(documents.map(({ format }) => format));
  const languages = new Set(documents.map(({ language }) => language ?? "").filter(Boolean));
  return {
    types: some(formats.filter(({ name }) => there.has(name)).map(({ name, words }) => ({ value: name, words: words.replace(/ \(.*\)$/, "") }))),
    languages: some([...languages].map((value) => ({ value, words: languageName(value) })).sort((a, b) => a.words.localeCompare(b.words))),
    folders: folders.map(({ path }) => ({ value: path, words: baseName(path) })),
    collections: collections.map(({ id, name }) => ({ value: id, words: name })),
  };
}

/** When documents were added, by how many days back. */
export const SINCE: Choice[] = [
  { value: "0", words: "today" },
  { value: "6", words: "in the last 7 days" },
  { value: "29", words: "in the last 30 days" },
  { value: "364", words: "in the last year" },
];

/** Which documents a question is put to; empty for all. */
export class Limits {
  type = $state("");
  language = $state("");
  folder = $state("");
  collection = $state("");
  since = $state("");

  readonly active = $derived(this.type !== "" || this.language !== "" || this.folder !== "" || this.collection !== "" || this.since !== "");

  /** As the program wants them; undefined for none. */
  filters(now: Date = new Date()): Filters | undefined {
    if (!this.active) return undefined;
    return {
      ...(this.collection && { collections: [this.collection] }),
      ...(this.type && { types: [this.type] }),
      ...(this.language && { languages: [this.language] }),
      ...(this.folder && { folder: this.folder }),
      ...(this.since && { since: day(new Date(now.getFullYear(), now.getMonth(), now.getDate() - Number(this.since))) }),
    };
  }

  /** "PDF, German, in Reports, added in the last 7 days" */
  words(choices: Choices): string {
    const named = (list: readonly Choice[], value: string) => list.find((choice) => choice.value === value)?.words ?? value;
    return [
      this.collection && named(choices.collections, this.collection),
      this.type && named(choices.types, this.type),
      this.language && named(choices.languages, this.language),
      this.folder && `in ${named(choices.folders, this.folder)}`,
      this.since && `added ${named(SINCE, this.since)}`,
    ]
      .filter(Boolean)
      .join(", ");
  }

  /** Takes all limits away but, where a chat stays with it, its collection. */
  clear(collection = ""): void {
    this.type = this.language = this.folder = this.since = "";
    this.collection = collection;
  }

  /** Whether the collection is the only limit. */
  only(collection: string): boolean {
    return this.collection === collection && this.type === "" && this.language === "" && this.folder === "" && this.since === "";
  }
}

function day(date: Date): string {
  const two = (n: number) => String(n).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
