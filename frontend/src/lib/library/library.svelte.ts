import { SvelteMap } from "svelte/reactivity";
import { api, messageOf, type Activity, type CarrelEvent, type Collection, type DocumentState, type Folder, type Format, type LibraryDocument } from "../api";
import { count, counted } from "../text/counts";
import { baseName } from "../text/words";
import type { Announcer } from "../ui/announcer.svelte";
import type { Dropped } from "./dropped";
import type { Toasts } from "../ui/toasts.svelte";
import { findable, followed, kept, modelFile, notFollowed, passedOver, REMOVED, scansOf, summary, type Scans } from "./wording";

/** A file on its way into the program, before it is a document. */
export interface Copying {
  key: number;
  name: string;
}

const finished: DocumentState[] = ["embedded", "searchable", "failed", "skipped", "unavailable"];

/** The person's documents and what is being done with them. */
export class Library {
  /** Newest first. The list is exchanged, never changed: thousands are looked through with each change. */
  documents = $state.raw<readonly LibraryDocument[]>([]);
  activity = $state<Activity>({
    queued: 0,
    reading: "",
    to_embed: 0,
    embedded: 0,
    seconds_left: 0,
    failed: 0,
    unavailable: 0,
    held: false,
    to_recognise: 0,
  });
  state = $state<"opening" | "open" | "failed">("opening");
  /** id of the document that the keyboard is on and the reader may show */
  selected = $state<string | undefined>();
  /** When documents became searchable while this window was open, in ms by their id. */
  readonly readAt = new SvelteMap<string, number>();
  copying = $state<Copying[]>([]);
  /** What could not be added, in words. */
  problems = $state<string[]>([]);
  /** What Carrel reads; empty until it has been asked for. */
  formats = $state.raw<Format[]>([]);
  collections = $state<Collection[]>([]);
  /** The folders that are followed. */
  folders = $state<Folder[]>([]);
  /** Whether passwords are kept in the system's keyring; else in memory. */
  keyring = $state(false);
  /** id of the document whose password is being asked for; "" for none */
  asking = $state("");
  filter = $state("");
  onlyFailed = $state(false);
  /** Files that the current batch of reading began with, and how many are done. */
  batch = $state({ done: 0, total: 0 });

  readonly ready = $derived(
    this.documents.filter(findable).length,
  );
  readonly failed = $derived(
    this.documents.filter((document) => (document.state === "failed" || document.state === "unavailable") && !document.needs_password).length,
  );
  /** How many of those another try may read. */
  readonly retriable = $derived(this.documents.filter((document) => document.retriable).length);
  /** How many could not be read because they need a password. */
  readonly locked = $derived(this.documents.filter((document) => document.state === "failed" && document.needs_password).length);
  /** The pages of all documents that are pictures. */
  readonly scanned = $derived<Scans>(
    this.documents.reduce(
      (sum, document) => {
        const { recognised, scans } = scansOf(document);
        return { recognised: sum.recognised + recognised - (document.recognising_again ?? 0), scans: sum.scans + scans };
      },
      { recognised: 0, scans: 0 },
    ),
  );
  readonly shown = $derived.by(() => {
    const words = this.filter.trim().toLowerCase().split(/\s+/).filter(Boolean);
    return this.documents.filter((document) => {
      if (this.onlyFailed && document.state !== "failed" && document.state !== "unavailable") return false;
      if (words.length === 0) return true;
      // The file's name too: a title from inside a document may be unlike it.
      const names = `${document.title}\n${baseName(document.path)}`.toLowerCase();
      return words.every((word) => names.includes(word));
    });
  });
  readonly selectedDocument = $derived(this.documents.find((document) => document.id === this.selected));

  /** A document came back by Undo, and wants the focus that its message had. */
  onreturned: ((id: string) => void) | undefined;

  #key = 0;
  /** ids of folders that were chosen just now, and have not been looked through */
  readonly #fresh = new Set<string>();
  /** The messages that documents open now, by the documents' ids. */
  readonly #opens = new Map<string, number>();

  constructor(
    private readonly announcer: Announcer,
    private readonly toasts: Toasts,
  ) {}

  async load(): Promise<void> {
    try {
      const { documents, activity } = await api.documents();
      this.documents = [...(documents ?? [])].sort(newestFirst);
      this.#setActivity(activity, false);
      this.state = "open";
      this.folders = (await api.folders()).folders ?? [];
      this.collections = (await api.collections()).collections ?? [];
      if (this.formats.length === 0) this.formats = (await api.formats()).formats;
    } catch (error) {
      if (this.state === "opening") this.state = "failed";
      this.problems = [messageOf(error)];
    }
  }

  receive(event: CarrelEvent): void {
    if (event.type === "document.changed") this.#put(event.document);
    else if (event.type === "document.removed") this.#drop(event.removed);
    else if (event.type === "activity") this.#setActivity(event.activity, true);
    else if (event.type === "folder.added") this.#followed(event.folder);
    else if (event.type === "folders") this.#setFolders(event.folders ?? []);
    else if (event.type === "collections") this.collections = event.collections ?? [];
  }

  /** Asks with the system's dialog; in the window. */
  async pick(folder = false): Promise<void> {
    try {
      const { documents } = await api.pick(folder);
      this.#added(documents ?? []);
    } catch (error) {
      this.problems = [messageOf(error)];
    }
  }

  /** Follows a folder of this machine; a browser knows no paths, so it is typed. Says what is wrong, "" for nothing. */
  async addFolder(path: string): Promise<string> {
    return this.#tried(async () => this.#followed(await api.addFolder(path)));
  }

  #setFolders(folders: Folder[]): void {
    this.folders = folders;
    for (const folder of folders) {
      // What is in a folder is known when it has been looked through.
      if (!this.#fresh.has(folder.id) || folder.state !== "watched") continue;
      this.#fresh.delete(folder.id);
      const over = folder.passed_over && passedOver(folder.passed_over, 3);
      if (!over) continue;
      const text = `In “${baseName(folder.path)}” ${over}`;
      this.announcer.say(text);
      this.toasts.show({ text });
    }
  }

  /** Says that a folder is followed, and how to have it otherwise. */
  #followed(folder: Folder): void {
    this.#putFolder(folder);
    if (!folder.known) this.#fresh.add(folder.id);
    const text = followed(folder);
    this.announcer.say(folder.known ? text : `${text} Undo is available.`);
    this.toasts.show({
      text,
      ...(!folder.known && {
        action: { label: "Undo", run: () => void this.#unfollow(folder, "undo") },
        other: { label: "Only add once", run: () => void this.#unfollow(folder, "once") },
      }),
    });
  }

  async #unfollow(folder: Folder, how: "undo" | "once"): Promise<void> {
    const name = baseName(folder.path);
    const problem = await this.#tried(async () => {
      await (how === "undo" ? api.undoFolder(folder.id) : api.onlyOnce(folder.id));
      this.folders = this.folders.filter((other) => other.id !== folder.id);
      this.announcer.say(how === "undo" ? `“${name}” is out again.` : `The documents of “${name}” are in. The folder is not followed.`);
    });
    if (problem) this.problems = [`${name}: ${problem}`];
  }

  /** Gives a followed folder other patterns of what is left out. */
  async excludeFrom(path: string, patterns: string[]): Promise<string> {
    return this.#tried(async () => this.#putFolder(await api.addFolder(path, patterns)));
  }

  /** Looks through a folder now. */
  async scanFolder(id: string): Promise<string> {
    return this.#tried(async () => void (await api.scanFolder(id)));
  }

  /** Ends following a folder; `documents`: what is in it leaves the library too. */
  async removeFolder(id: string, documents: boolean): Promise<string> {
    return this.#tried(async () => {
      await api.removeFolder(id, documents);
      this.folders = this.folders.filter((folder) => folder.id !== id);
      this.announcer.say("The folder is no longer followed.");
    });
  }

  /** Makes a collection, with a document in it. Gives its id, "" where it could not be made, and says what is wrong. */
  async newCollection(name: string, document: string): Promise<{ id: string; problem: string }> {
    let id = "";
    const problem = await this.#tried(async () => {
      const collection = await api.addCollection(name);
      this.#putCollection(collection);
      id = collection.id;
      this.#putCollection((await api.collect(id, document, true)).collection);
    });
    return { id, problem };
  }

  async renameCollection(id: string, name: string): Promise<string> {
    return this.#tried(async () => this.#putCollection(await api.renameCollection(id, name)));
  }

  /** Removes a collection; its documents stay. */
  async removeCollection(id: string): Promise<string> {
    return this.#tried(async () => {
      await api.removeCollection(id);
      this.collections = this.collections.filter((other) => other.id !== id);
      this.announcer.say("Collection removed. Its documents stay.");
    });
  }

  /** Puts a document into a collection, or takes it out. */
  async collect(id: string, document: string, into: boolean): Promise<string> {
    return this.#tried(async () => this.#putCollection((await api.collect(id, document, into)).collection));
  }

  /** ids of the collections that a document is in */
  async collectionsOf(document: string): Promise<string[]> {
    const replies = await Promise.all(this.collections.map(({ id }) => api.collection(id)));
    return replies.filter(({ documents }) => documents?.includes(document)).map(({ collection }) => collection.id);
  }

  /** Lets reading rest, or go on. */
  async pause(on: boolean): Promise<void> {
    try {
      this.#setActivity(on ? await api.pause() : await api.resume(), false);
      this.announcer.say(on ? "Paused." : "Reading goes on.");
    } catch (error) {
      this.problems = [messageOf(error)];
    }
  }

  /** Tries all again that could not be read. */
  async retryAll(): Promise<void> {
    try {
      const { documents } = await api.retryFailed();
      this.announcer.say(`Trying ${counted(documents, "document")} again.`);
    } catch (error) {
      this.problems = [messageOf(error)];
    }
  }

  async #tried(action: () => Promise<void>): Promise<string> {
    try {
      await action();
      return "";
    } catch (error) {
      return messageOf(error);
    }
  }

  #putCollection(collection: Collection): void {
    this.collections = [...this.collections.filter((other) => other.id !== collection.id), collection].sort((a, b) => a.name.localeCompare(b.name));
  }

  #putFolder(folder: Folder): void {
    this.folders = [...this.folders.filter((other) => other.id !== folder.id), folder].sort((a, b) => a.path.localeCompare(b.path));
  }

  /** Takes in what was dropped on the browser's page. `follow` asks where a folder is. */
  async drop({ files, folders }: Dropped, follow: () => void): Promise<void> {
    const text = notFollowed(folders);
    if (text) {
      this.announcer.say(text);
      this.toasts.show({ text, action: { label: "Follow it…", run: follow } });
    }
    await this.add(files);
  }

  /** Sends files of the browser, one after the other. */
  async add(files: readonly File[]): Promise<void> {
    const models = files.filter(({ name }) => /\.gguf$/i.test(name));
    this.problems = models.map(({ name }) => modelFile(name));
    const waiting = files.filter((file) => !models.includes(file)).map((file) => ({ key: ++this.#key, name: file.name, file }));
    this.copying.push(...waiting.map(({ key, name }) => ({ key, name })));
    for (const { key, name, file } of waiting) {
      try {
        // Not the File itself: as a request body it crashes WebKitGTK.
        const { documents } = await api.upload(name, await file.arrayBuffer());
        this.#added(documents ?? []);
      } catch (error) {
        this.problems.push(`${name}: ${messageOf(error)}`);
      }
      this.copying = this.copying.filter((other) => other.key !== key);
    }
  }

  /** Takes a document out at once; it can be taken back from the message. */
  async remove(id: string): Promise<void> {
    const at = this.documents.findIndex((document) => document.id === id);
    const document = this.documents[at];
    if (!document) return;
    this.#drop(id);
    const removed = api.remove(id);
    this.announcer.say(`${REMOVED} Undo is available.`);
    // At once: whoever was wrong undoes it in the same second.
    const message = this.toasts.show({
      text: REMOVED,
      action: { label: "Undo", run: () => void removed.then(() => this.#restore(document), () => {}) },
    });
    try {
      await removed;
    } catch (error) {
      this.toasts.dismiss(message);
      this.#put(document);
      this.problems = [`${document.title}: ${messageOf(error)}`];
    }
  }

  async retry(id: string): Promise<void> {
    try {
      this.#put(await api.retry(id));
    } catch (error) {
      this.problems = [messageOf(error)];
    }
  }

  /** Has the words in a document's pictures recognised once more. Says what is wrong, "" for nothing. */
  async recogniseAgain(id: string): Promise<string> {
    return this.#tried(async () => {
      const { documents } = await api.recogniseAgain([id]);
      for (const document of documents ?? []) this.#put(document);
      this.announcer.say("Recognising its words again.");
    });
  }

  /** Tries a document's password. Says what is wrong, "" for nothing. */
  async unlock(id: string, password: string): Promise<string> {
    return this.#tried(async () => {
      const unlocked = await api.unlock(id, password);
      this.#put(unlocked.document);
      const text = `“${unlocked.document.title}” opens. ${kept(unlocked.kept)}`;
      this.announcer.say(text);
      this.#opens.set(id, this.toasts.show({ text }));
    });
  }

  /** Has a document's password forgotten; what was read of it stays. */
  async forgetPassword(id: string): Promise<string> {
    return this.#tried(async () => {
      this.#put(await api.forgetPassword(id));
      const message = this.#opens.get(id);
      if (message !== undefined) this.toasts.dismiss(message); // that it is kept
      this.announcer.say("The password is forgotten. What was read can still be found.");
    });
  }

  async #restore(document: LibraryDocument): Promise<void> {
    try {
      this.#put(await api.restore(document.id));
      this.selected = document.id;
      this.announcer.say(`${document.title} is back.`);
      this.onreturned?.(document.id);
    } catch (error) {
      this.problems = [`${document.title}: ${messageOf(error)}`];
    }
  }

  #added(documents: readonly LibraryDocument[]): void {
    const known = documents.filter((document) => document.known);
    const [first] = known;
    // A folder that is added again would fill the window with messages.
    if (first) {
      this.toasts.show({
        text: known.length === 1 ? `Already in your library: ${first.title}` : `${count(known.length)} of these documents are in your library already.`,
      });
    }
    for (const document of documents) this.#put(document);
  }

  #put(document: LibraryDocument): void {
    const at = this.documents.findIndex((other) => other.id === document.id);
    if (at >= 0) {
      // A reply can be older than the event that overtook it.
      const before = this.documents[at];
      if (before && document.known && finished.includes(before.state)) return;
      this.documents = this.documents.with(at, document);
      if (before && !findable(before) && findable(document)) this.readAt.set(document.id, Date.now());
      if (this.failed + this.locked === 0) this.onlyFailed = false;
      return;
    }
    const place = this.documents.findIndex((other) => newestFirst(document, other) < 0);
    this.documents = this.documents.toSpliced(place < 0 ? this.documents.length : place, 0, document);
  }

  #drop(id: string): void {
    const at = this.documents.findIndex((document) => document.id === id);
    if (at < 0) return;
    this.documents = this.documents.toSpliced(at, 1);
    if (this.selected === id) {
      this.selected = (this.documents[at] ?? this.documents[at - 1])?.id;
    }
    if (this.failed + this.locked === 0) this.onlyFailed = false;
  }

  #setActivity(activity: Activity, speak: boolean): void {
    const before = this.activity.queued;
    if (activity.queued > before) {
      const total = (before === 0 ? 0 : this.batch.total) + activity.queued - before;
      if (before === 0) {
        this.batch = { done: 0, total };
        if (speak) this.announcer.say(`Reading ${counted(total, "document")}.`);
      } else {
        this.batch.total = total;
      }
    }
    this.batch.done = Math.max(0, this.batch.total - activity.queued);
    this.activity = activity;
    if (speak && before > 0 && activity.queued === 0) this.announcer.say(summary(this.ready, this.failed, this.locked));
  }
}

/** "Part 2" stands before "Part 10". */
const byTitle = new Intl.Collator(undefined, { numeric: true });

function newestFirst(a: LibraryDocument, b: LibraryDocument): number {
  if (a.added_at !== b.added_at) return a.added_at < b.added_at ? 1 : -1; // RFC 3339
  return byTitle.compare(a.title, b.title);
}
