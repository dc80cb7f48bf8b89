import type { Activity, Folder, Format, LibraryDocument, OwnDate, PassedOver, Safe } from "../api";
import { count, counted } from "../text/counts";
import { baseName, dayInWords } from "../text/words";
import type { IconName } from "../ui/icons";

/** Says whether a document can be searched. */
export const findable = ({ state }: Pick<LibraryDocument, "state">): boolean => state === "embedded" || state === "searchable";

/** A document's state as it is said and drawn. */
export interface StateWords {
  text: string;
  /** "half" and "full" are the discs of a document that can be searched. */
  shape: IconName | "half" | "full";
  tone: "quiet" | "good" | "bad";
  /** 0 to 1 where there is something to wait for. */
  progress?: number | undefined;
  waiting: boolean;
}

/** Pages that are pictures, and those of them whose words are recognised. */
export interface Scans {
  recognised: number;
  scans: number;
}

export function describe(document: LibraryDocument): StateWords {
  const { state, pages, passages, embedded, page_done: done = 0 } = document;
  const { recognised, scans } = scansOf(document);
  const again = document.recognising_again ?? 0;
  if (again > 0 && findable(document)) {
    // What was recognised before is found until then.
    const text = `Recognising again, ${counted(again, "page")} left`;
    return { text, shape: state === "embedded" ? "full" : "half", tone: "good", progress: (scans - again) / scans, waiting: again < scans };
  }
  // Nothing of a document can be found yet where all its pages are pictures: it is still being read.
  if (recognised < scans && (state === "searchable" || (state === "reading" && done === recognised))) {
    const text = `Recognising, ${ofPages(recognised, scans)}`;
    return state === "searchable"
      ? { text, shape: "half", tone: "good", progress: recognised / scans, waiting: recognised > 0 }
      : { text, shape: "reading", tone: "quiet", progress: recognised / scans, waiting: true };
  }
  switch (state) {
    case "queued":
      return { text: "Waiting", shape: "waiting", tone: "quiet", waiting: false };
    case "reading":
      return pages > 0 && done > 0
        ? { text: `Reading, page ${done} of ${pages}`, shape: "reading", tone: "quiet", progress: done / pages, waiting: true }
        : { text: "Reading", shape: "reading", tone: "quiet", waiting: true };
    case "searchable":
      return {
        text: "Searchable by words",
        shape: "half",
        tone: "good",
        progress: embedded / passages,
        // Those whose turn has not come wait without a bar each; the library's own line speaks for them.
        waiting: embedded > 0 && embedded < passages,
      };
    case "embedded":
      return { text: "Ready", shape: "full", tone: "good", waiting: false };
    case "failed":
      if (document.needs_password) return { text: "Needs its password", shape: "lock", tone: "quiet", waiting: false };
      return { text: `Couldn't be read: ${reason(document)}`, shape: "failed", tone: "bad", waiting: false };
    case "skipped":
      return { text: `Skipped: ${reason(document)}`, shape: "skipped", tone: "quiet", waiting: false };
    case "unavailable":
      return {
        text: `Unavailable: ${document.error ? reason(document) : "drive not connected"}`,
        shape: "unavailable",
        tone: "bad",
        waiting: false,
      };
  }
}

/** How many of a document's pages are pictures, and of how many of them the words are recognised; none where nothing here can. */
export function scansOf(document: LibraryDocument): Scans {
  const { scans = 0, recognised = 0, warnings } = document;
  return (warnings ?? []).some(({ code }) => code === "ocr_missing") ? { recognised: 0, scans: 0 } : { recognised, scans };
}

/** "3 of 10 pages" */
function ofPages(done: number, pages: number): string {
  return `${count(done)} of ${counted(pages, "page")}`;
}

// A reason follows a colon, so it does not begin like a sentence, unless with a name or an abbreviation.
function reason(document: LibraryDocument): string {
  const text = document.error?.trim() ?? "";
  if (text === "") return "the reason isn't known";
  return text.replace(/^(The|This|It|A|An|No|Its|There|Nothing|Only)\b/, (word) => word.toLowerCase());
}

/** How long a document is, where a person counts what it is made of. */
export function pageCount(document: LibraryDocument): string {
  const { pages, unit } = document;
  if (pages === 0 || !["page", "slide", "message"].includes(unit)) return "";
  return counted(pages, unit);
}

/** How it stands with a followed folder. */
export function folderLine(folder: Folder): string {
  switch (folder.state) {
    case "waiting":
      return "Waiting";
    case "scanning":
      return "Looking through it";
    case "unavailable":
      return "Not there now";
    case "watched":
      return counted(folder.files, "document");
  }
}

/** What is said of a folder that was dropped or chosen. */
export function followed(folder: Folder): string {
  const name = baseName(folder.path);
  return folder.known
    ? `“${name}” is followed already.`
    : `“${name}” is followed: what you put into it is added by itself.`;
}

/** What was left where it was when a folder was looked through, the commonest kinds one by one; "" for nothing. */
export function passedOver({ files, kinds, others }: PassedOver, most: number): string {
  if (files === 0) return "";
  const told = kinds.slice(0, most);
  const rest = kinds.slice(most).reduce((sum, kind) => sum + kind.files, others);
  const parts = [...told.map(({ ending, files }) => `${ending || "without an ending"} ${count(files)}`), ...(rest > 0 ? [`and ${counted(rest, "other")}`] : [])];
  return `${counted(files, "file")} of no kind that Carrel reads ${files === 1 ? "was" : "were"} passed over: ${parts.join(", ")}.`;
}

/** A browser gives the files of a dropped folder, but not its place. */
export function notFollowed(folders: readonly string[]): string {
  const [first] = folders;
  if (first === undefined) return "";
  return folders.length === 1
    ? `“${first}” is added as it is now. A browser doesn't say where a folder is, so it isn't followed.`
    : `${count(folders.length)} folders are added as they are now. A browser doesn't say where a folder is, so they aren't followed.`;
}

/** A browser gives a model's file, but not its place, and models are used where they are. */
export function modelFile(name: string): string {
  return `${name} is a language model, not a document. A browser doesn't say where a file is: add it by its path, in Settings, Answers.`;
}

/** A size as file managers give it. */
export function bytes(size: number): string {
  if (size < 1000) return counted(size, "byte");
  const units = ["kB", "MB", "GB"];
  size /= 1000;
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${size < 10 ? size.toFixed(1) : Math.round(size)} ${units[unit]}`;
}

/** About how long, in words a person would use. */
export function timeLeft(seconds: number): string {
  if (seconds <= 0) return "";
  if (seconds < 45) return "less than a minute left";
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return minutes === 1 ? "about 1 minute left" : `about ${minutes} minutes left`;
  const hours = Math.round(minutes / 60);
  return hours === 1 ? "about 1 hour left" : `about ${hours} hours left`;
}

/**
 * The library's one line. `done` and `total` count the documents of the current batch, `scanned` the pages of all;
 * `askable`: there is one that can be searched already.
 */
export function activityLine(activity: Activity, done: number, total: number, scanned: Scans, askable: boolean): string {
  if (activity.held) {
    return activity.queued > 0 ? `Paused. ${counted(activity.queued, "document waits", "documents wait")}.` : "Paused.";
  }
  if (activity.paused) return activity.paused;
  const left = timeLeft(activity.seconds_left);
  const rest = `${left ? `, ${left}` : ""}.${askable ? " You can ask now." : ""}`;
  if (activity.queued > 0) return `Reading ${count(Math.min(done + 1, total))} of ${count(total)}${rest}`;
  if (activity.recognising) return `Recognising words, ${ofPages(scanned.recognised, scanned.scans)}${rest}`;
  if (activity.to_analyse) return `Preparing search by words${rest}`;
  if (activity.to_embed > 0) return `Preparing search by meaning${rest}`;
  return "";
}

/** What the library holds, when nothing is going on. */
export function summary(ready: number, failed: number, locked = 0): string {
  const others = [
    ...(failed > 0 ? [`${count(failed)} couldn't be read`] : []),
    ...(locked > 0 ? [counted(locked, "needs its password", "need their passwords")] : []),
  ];
  if (others.length === 0) return `${counted(ready, "document")} ready.`;
  return `${[`${count(ready)} ready`, ...others].join(", ")}.`;
}

/** Where a password will be kept, before it is typed. */
export function keeps(keyring: boolean): string {
  return keyring
    ? "Carrel keeps it where this computer keeps your passwords (the keyring), and nowhere else."
    : "This computer has no place for passwords (a keyring), so Carrel forgets this one when it closes. What it has read can still be found then.";
}

/** Where a password is kept now. */
export function kept(safe: Safe): string {
  return safe === "keyring" ? "Its password is in this computer's keyring." : "Its password is kept until Carrel closes.";
}

/** The formats for a sentence, the usual ones alone: "PDF, Markdown, plain text and 9 other kinds". */
export function formatsInShort(formats: readonly Format[]): string {
  const all = formats.map(({ words }) => words);
  if (all.length <= 4) return listed(all, "or");
  return listed([...all.slice(0, 3), `${all.length - 3} other kinds of documents`], "and");
}

/** "A, B or C" */
function listed(words: readonly string[], last: "and" | "or"): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1) ?? ""}`;
}

/** For a file chooser; capitals are the same to it. */
export function accepted(formats: readonly Format[]): string | undefined {
  return formats.length === 0 ? undefined : formats.flatMap(({ extensions }) => extensions).join(",");
}

export const REMOVED = "Removed from Carrel. The file stays on your disk.";

/** A document's own date, and what it is the date of. */
export function dateWords({ day, is }: OwnDate): string {
  const what: Record<OwnDate["is"], string> = {
    period: "the end of the period it reports on",
    dated: "as the document says",
    sent: "when it was sent",
    published: "when it was published",
    created: "when its file was made",
    saved: "when it was saved last",
  };
  return `${dayInWords(day)}, ${what[is]}`;
}
