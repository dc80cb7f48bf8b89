import type { Collection, Filters, Folder, Format, LibraryDocument } from "../api";
import { baseName, capital, dayInWords, languageName } from "../text/words";

/** One thing to choose, as a value and in words. */
export interface Choice {
  value: string;
  words: string;
}

/** The library's own lists, from which limits have their names. */
export interface Names {
  documents: readonly LibraryDocument[];
  formats: readonly Format[];
  folders: readonly Folder[];
  collections: readonly Collection[];
}

/** What can be chosen from: only what the library has more than one of. */
export interface Choices {
  types: Choice[];
  languages: Choice[];
  folders: Choice[];
  collections: Choice[];
  /** years of the documents' own dates, the newest first, as Limits.dated has them */
  years: Choice[];
  names: Names;
}

export function choicesOf(documents: readonly LibraryDocument[], formats: readonly Format[], folders: readonly Folder[], collections: readonly Collection[] = []): Choices {
  const some = (choices: Choice[]) => (choices.length > 1 ? choices : []);
  const there = new Set(documents.map(({ format }) => format));
  const languages = new Set(documents.map(({ language }) => language ?? "").filter(Boolean));
  const years = [...new Set(documents.map(({ date }) => date?.day.slice(0, 4) ?? "").filter(Boolean))].sort().reverse();
  return {
    years: some(years.map((year) => ({ value: `${year}/${year}`, words: year }))),
    types: some(formats.filter(({ name }) => there.has(name)).map((format) => ({ value: format.name, words: kindOf(format) }))),
    languages: some([...languages].map((value) => ({ value, words: languageName(value) })).sort((a, b) => a.words.localeCompare(b.words))),
    folders: folders.map(({ path }) => ({ value: path, words: baseName(path) })),
    collections: collections.map(({ id, name }) => ({ value: id, words: name })),
    names: { documents, formats, folders, collections },
  };
}

const kindOf = ({ words }: Format) => words.replace(/ \(.*\)$/, "");

/** What a question was limited to, as the program keeps it with its turn. */
export interface Limited {
  documents?: readonly string[] | undefined;
  filters?: Filters | undefined;
}

/** How many documents are named; of more there is their number. */
const NAMED = 2;

/** "Contracts", "PDF", "added since 3 March 2020": what a question was limited to, each in words. */
export function limitedTo({ documents = [], filters = {} }: Limited, names: Names): string[] {
  const titles = documents.slice(0, NAMED).map((id) => names.documents.find((document) => document.id === id)?.title ?? "a document that was removed");
  const more = documents.length - titles.length;
  const either = (words: string[]) => words.join(" or ");
  return [
    [...titles, ...(more > 0 ? [more === 1 ? "1 more document" : `${more} more documents`] : [])].join(" and "),
    either((filters.collections ?? []).map((id) => names.collections.find((collection) => collection.id === id || collection.name === id)?.name ?? "a collection that was deleted")),
    either((filters.types ?? []).map((name) => capital(kindOf(names.formats.find((format) => format.name === name) ?? { name, words: name, extensions: [] })))),
    either((filters.languages ?? []).map(languageName)),
    filters.folder ? `in ${baseName(filters.folder)}` : "",
    dated(filters),
    filters.since ? `added since ${dayInWords(filters.since)}` : "",
    filters.until ? `added until ${dayInWords(filters.until)}` : "",
  ].filter(Boolean);
}

/** "dated 2018", "dated 2018 to March 2020": by documents' own dates. */
function dated({ dated_since: since, dated_until: until }: Filters): string {
  if (since && until) return since === until ? `dated ${dayInWords(since)}` : `dated ${dayInWords(since)} to ${dayInWords(until)}`;
  if (since) return `dated ${dayInWords(since)} or later`;
  return until ? `dated ${dayInWords(until)} or before` : "";
}

/** When documents were added, by how many days back. */
export const SINCE: Choice[] = [
  { value: "0", words: "today" },
  { value: "6", words: "in the last 7 days" },
  { value: "29", words: "in the last 30 days" },
  { value: "364", words: "in the last year" },
];

// Several of a kind, which the menu cannot choose but a chat from elsewhere may have, are one value.
const list = (value: string) => (value === "" ? [] : value.split(","));

/** How many days back, as the menu has it; a day that a chat was limited to stays that day. */
const daysBack = (since: string) => (/^\d{1,3}$/.test(since) ? Number(since) : undefined);

/** Which documents a question is put to, empty for all, and whether they are only quoted. */
export class Limits {
  /** The answer quotes the documents word for word, and no model writes. */
  quoting = $state(false);
  /** Only these; the other limits then rest. */
  documents = $state.raw<readonly string[]>([]);
  type = $state("");
  language = $state("");
  folder = $state("");
  collection = $state("");
  since = $state("");
  until = $state("");
  /** The first and the last day, month or year of documents' own dates, either perhaps missing: "2018/2018", "2018-03/". */
  dated = $state("");

  /** Whether anything but single documents limits the search. */
  readonly active = $derived([this.type, this.language, this.folder, this.collection, this.since, this.until, this.dated].some(Boolean));

  /** As the program wants them; undefined for none. */
  filters(now: Date = new Date()): Filters | undefined {
    if (!this.active) return undefined;
    const days = daysBack(this.since);
    const since = days === undefined ? this.since : day(new Date(now.getFullYear(), now.getMonth(), now.getDate() - days));
    return {
      ...(this.collection && { collections: list(this.collection) }),
      ...(this.type && { types: list(this.type) }),
      ...(this.language && { languages: list(this.language) }),
      ...(this.folder && { folder: this.folder }),
      ...(since && { since }),
      ...(this.until && { until: this.until }),
      ...datedFilters(this.dated),
    };
  }

  /** "PDF, German, in Reports, added in the last 7 days" */
  words(names: Names): string {
    const { since, ...rest } = this.filters() ?? {};
    const recent = SINCE.find(({ value }) => value === this.since);
    const parts = limitedTo({ filters: recent || !since ? rest : { ...rest, since } }, names);
    return [...parts, ...(recent ? [`added ${recent.words}`] : [])].join(", ");
  }

  /** Limits the next question as the last one of the chat was; a chat about a collection stays with it. */
  carry({ documents = [], filters = {} }: Limited, collection: string): void {
    this.documents = documents;
    this.type = (filters.types ?? []).join();
    this.language = (filters.languages ?? []).join();
    this.folder = filters.folder ?? "";
    this.collection = (filters.collections ?? []).join() || collection;
    this.since = filters.since ?? "";
    this.until = filters.until ?? "";
    this.dated = filters.dated_since || filters.dated_until ? `${filters.dated_since ?? ""}/${filters.dated_until ?? ""}` : "";
  }

  /** Takes all limits away but, where a chat stays with it, its collection. */
  clear(collection = ""): void {
    this.carry({}, collection);
  }

  /** Whether the collection is the only limit. */
  only(collection: string): boolean {
    return this.collection === collection && ![this.type, this.language, this.folder, this.since, this.until, this.dated].some(Boolean);
  }
}

/** Limits.dated as the program wants it. */
export function datedFilters(dated: string): Filters {
  const [since = "", until = ""] = dated.split("/");
  return { ...(since && { dated_since: since }), ...(until && { dated_until: until }) };
}

function day(date: Date): string {
  const two = (n: number) => String(n).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
