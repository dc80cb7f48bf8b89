import { flushSync, mount, unmount } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Activity, Collection, DocumentState, Folder, LibraryDocument } from "../api";
import { Announcer } from "../ui/announcer.svelte";
import { Toasts } from "../ui/toasts.svelte";
import CollectionList from "./CollectionList.svelte";
import CollectionsOf from "./CollectionsOf.svelte";
import { Library } from "./library.svelte";
import LibraryPane from "./LibraryPane.svelte";
import { accepted, activityLine, bytes, describe as words, folderLine, formatsInShort, pageCount, summary, timeLeft } from "./wording";

const document_ = (id: string, state: DocumentState = "embedded", more: Partial<LibraryDocument> = {}): LibraryDocument => ({
  id,
  path: `/home/m/${id}.pdf`,
  title: `Title ${id}`,
  format: "pdf",
  unit: "page",
  state,
  pages: 80,
  passages: 10,
  embedded: 10,
  bytes: 1,
  added_at: `2026-11-24T10:00:0${id.charCodeAt(0) % 10}Z`,
  warnings: [],
  ...more,
});

const activity = (more: Partial<Activity> = {}): Activity => ({
  queued: 0,
  reading: "",
  to_embed: 0,
  embedded: 0,
  seconds_left: 0,
  failed: 0,
  unavailable: 0,
  held: false,
  to_recognise: 0,
  ...more,
});

let requests: { url: string; method: string; body: unknown }[];
let refuse: string | undefined;
let reply: ((url: string, body: unknown) => unknown) | undefined;

beforeEach(() => {
  requests = [];
  refuse = undefined;
  reply = undefined;
  vi.stubGlobal("fetch", async (url: string, init?: RequestInit) => {
    requests.push({ url, method: init?.method ?? "GET", body: init?.body });
    if (refuse) {
      return new Response(JSON.stringify({ error: { code: "disk_full", message: refuse } }), { status: 507 });
    }
    if (reply) return new Response(JSON.stringify(reply(url, typeof init?.body === "string" ? JSON.parse(init.body) : undefined)));
    const restored = /documents\/(\w+)\/(restore|retry)/.exec(url);
    return new Response(JSON.stringify(restored ? document_(restored[1] ?? "", "queued") : { documents: null }));
  });
});

afterEach(() => vi.unstubAllGlobals());

function open(ids: string[]) {
  const toasts = new Toasts();
  const announcer = new Announcer();
  const library = new Library(announcer, toasts);
  library.state = "open";
  for (const id of ids) library.receive({ type: "document.changed", document: document_(id) });
  return { library, toasts, announcer };
}

describe("Library", () => {
  it("counts those that another try may read apart from all that could not be read", () => {
    const { library } = open(["a"]);
    library.receive({ type: "document.changed", document: document_("c", "failed", { error_code: "empty", error: "x" }) });
    expect([library.failed, library.retriable]).toEqual([1, 0]);
    library.receive({ type: "document.changed", document: document_("d", "failed", { error_code: "crashed", error: "x", retriable: true }) });
    expect([library.failed, library.retriable]).toEqual([2, 1]);
  });

  it("counts what needs a password apart from what could not be read", () => {
    const { library } = open(["a"]);
    library.receive({ type: "document.changed", document: document_("b", "failed", { needs_password: true, error_code: "password_needed", error: "x" }) });
    expect([library.ready, library.failed, library.locked]).toEqual([1, 0, 1]);
    library.onlyFailed = true;
    expect(library.shown.map(({ id }) => id)).toEqual(["b"]);
    library.receive({ type: "document.changed", document: document_("b", "searchable", { sealed: true }) });
    expect([library.locked, library.onlyFailed]).toEqual([0, false]);
  });

  it("says where a password is kept, and what is wrong with one", async () => {
    const { library, toasts } = open(["a"]);
    reply = () => ({ document: document_("a", "queued", { sealed: true }), kept: "keyring" });
    expect(await library.unlock("a", "sesame")).toBe("");
    expect(requests.at(-1)).toEqual({ url: "/api/documents/a/unlock", method: "POST", body: '{"password":"sesame"}' });
    expect(toasts.list[0]?.text).toBe("“Title a” opens. Its password is in this computer's keyring.");
    refuse = "This password does not open the PDF.";
    expect(await library.unlock("a", "barley")).toBe(refuse);
  });

  it("keeps the newest first and one row per document", () => {
    const { library } = open(["a", "c", "b"]);
    library.receive({ type: "document.changed", document: document_("b", "reading") });
    expect(library.documents.map(({ id }) => id)).toEqual(["c", "b", "a"]);
    expect(library.documents[1]?.state).toBe("reading");
  });

  it("finds a document by its title or its file's name", () => {
    const { library } = open(["a", "b"]);
    library.receive({ type: "document.changed", document: { ...document_("c"), path: "/home/m/Lease 2024.pdf" } });
    library.filter = "lease pdf";
    expect(library.shown.map(({ id }) => id)).toEqual(["c"]);
    library.filter = "title b";
    expect(library.shown.map(({ id }) => id)).toEqual(["b"]);
    library.filter = "home";
    expect(library.shown).toEqual([]);
  });

  it("takes a document away at once, and brings it back", async () => {
    const { library, toasts, announcer } = open(["a", "b"]);
    library.selected = "b";
    await library.remove("b");
    expect(library.documents.map(({ id }) => id)).toEqual(["a"]);
    expect(announcer.polite).toContain("The file stays on your disk.");
    toasts.actOnLatest();
    await vi.waitFor(() => expect(library.documents).toHaveLength(2));
    expect(requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      "DELETE /api/documents/b",
      "POST /api/documents/b/restore",
    ]);
  });

  const folder: Folder = { id: "f", path: "/home/m/Reports", exclude: [], state: "waiting", files: 0, duplicates: 0, away: 0, added_at: "" };

  it("says that a dropped folder is followed, and adds it only once where that was meant", async () => {
    const { library, toasts, announcer } = open([]);
    reply = () => ({});
    library.receive({ type: "folder.added", folder });
    expect(library.folders).toHaveLength(1);
    expect(toasts.list.map(({ text }) => text)).toEqual(["“Reports” is followed: what you put into it is added by itself."]);
    expect(announcer.polite).toContain("Undo is available.");
    toasts.act(toasts.list[0]?.id ?? 0, "other");
    await vi.waitFor(() => expect(library.folders).toEqual([]));
    library.receive({ type: "folder.added", folder });
    toasts.actOnLatest();
    await vi.waitFor(() => expect(library.folders).toEqual([]));
    expect(requests.map(({ method, url }) => `${method} ${url}`)).toEqual(["DELETE /api/folders/f?once=1", "DELETE /api/folders/f?documents=new"]);
  });

  it("says once of a folder that was dropped what else is in it", () => {
    const { library, toasts, announcer } = open([]);
    library.receive({ type: "folder.added", folder });
    const passed_over = { files: 12, kinds: [{ ending: ".mp3", files: 5 }, { ending: "", files: 4 }, { ending: ".exe", files: 1 }, { ending: ".iso", files: 1 }], others: 1 };
    const looked: Folder = { ...folder, state: "watched", passed_over };
    library.receive({ type: "folders", folders: [folder] });
    library.receive({ type: "folders", folders: [looked] });
    library.receive({ type: "folders", folders: [looked] });
    const text = "In “Reports” 12 files of no kind that Carrel reads were passed over: .mp3 5, without an ending 4, .exe 1, and 2 others.";
    expect(toasts.list.slice(1).map((toast) => toast.text)).toEqual([text]);
    expect(announcer.polite).toContain(text);
  });

  it("offers nothing to take back of a folder that was followed before", () => {
    const { library, toasts } = open([]);
    library.receive({ type: "folder.added", folder: { ...folder, known: true } });
    expect(toasts.list).toMatchObject([{ text: "“Reports” is followed already." }]);
    expect(toasts.actOnLatest()).toBe(false);
  });

  it("says that a browser's folder is not followed, and asks where it is", async () => {
    const { library, toasts } = open([]);
    const follow = vi.fn();
    await library.drop({ files: [], folders: ["Reports"] }, follow);
    expect(toasts.list[0]?.text).toContain("it isn't followed");
    toasts.actOnLatest();
    expect(follow).toHaveBeenCalledTimes(1);
    await library.drop({ files: [], folders: [] }, follow);
    expect(toasts.list).toEqual([]);
  });

  it("can be undone before the removal has been answered", async () => {
    const { library, toasts } = open(["a", "b"]);
    const removal = library.remove("b");
    expect(toasts.actOnLatest()).toBe(true);
    await removal;
    await vi.waitFor(() => expect(library.documents).toHaveLength(2));
    expect(requests.map(({ method }) => method)).toEqual(["DELETE", "POST"]);
  });

  it("puts it back when it could not be removed", async () => {
    const { library, toasts } = open(["a"]);
    refuse = "The disk is full.";
    await library.remove("a");
    expect(library.documents).toHaveLength(1);
    expect(library.problems).toEqual(["Title a: The disk is full."]);
    expect(toasts.list).toEqual([]);
  });

  it("sends the bytes of a file, never the file itself", async () => {
    const { library } = open([]);
    await library.add([new File(["text"], "a b.txt")]);
    expect(requests[0]?.url).toBe("/api/documents/upload?name=a%20b.txt");
    expect(requests[0]?.body).toBeInstanceOf(ArrayBuffer);
    expect(library.copying).toEqual([]);
  });

  it("names each file that could not be added and goes on with the rest", async () => {
    const { library } = open([]);
    refuse = "The disk is full.";
    await library.add([new File(["1"], "one.pdf"), new File(["2"], "two.pdf")]);
    expect(library.problems).toEqual(["one.pdf: The disk is full.", "two.pdf: The disk is full."]);
    expect(requests).toHaveLength(2);
  });

  it("counts a batch, also when files join it, and speaks at its start and end only", () => {
    const { library, announcer } = open([]);
    const said: string[] = [];
    vi.spyOn(announcer, "say").mockImplementation((text) => void said.push(text));
    for (const queued of [3, 2, 4, 3, 1, 0]) library.receive({ type: "activity", activity: activity({ queued }) });
    expect(said).toEqual(["Reading 3 documents.", "0 documents ready."]);
    library.receive({ type: "activity", activity: activity({ queued: 3 }) });
    library.receive({ type: "activity", activity: activity({ queued: 2 }) });
    expect(library.batch).toEqual({ done: 1, total: 3 });
  });

  it("follows folders, changes what is left out, and lets them go", async () => {
    const { library } = open([]);
    const folder = (id: string, path: string, exclude: string[] = []): Folder => ({ id, path, exclude, state: "watched", files: 3, duplicates: 0, away: 0, added_at: "" });
    library.receive({ type: "folders", folders: [folder("f", "/home/m/Reports")] });
    reply = (_, body) => folder("f", "/home/m/Reports", (body as { exclude: string[] }).exclude);
    expect(await library.excludeFrom("/home/m/Reports", ["*.log"])).toBe("");
    expect(JSON.parse(String(requests[0]?.body))).toEqual({ path: "/home/m/Reports", exclude: ["*.log"] });
    expect(library.folders).toEqual([folder("f", "/home/m/Reports", ["*.log"])]);
    reply = () => folder("g", "/home/m/Letters");
    expect(await library.addFolder("/home/m/Letters")).toBe("");
    expect(library.folders.map(({ id }) => id)).toEqual(["g", "f"]);
    expect(await library.removeFolder("f", true)).toBe("");
    expect(requests[2]).toMatchObject({ url: "/api/folders/f?documents=1", method: "DELETE" });
    expect(library.folders.map(({ id }) => id)).toEqual(["g"]);
    refuse = "There is no folder at this place.";
    expect(await library.addFolder("/nowhere")).toBe(refuse);
    expect(folderLine(folder("f", "/x"))).toBe("3 documents");
  });

  it("keeps collections by name, and documents in them", async () => {
    const { library } = open(["a"]);
    const collection = (id: string, name: string, documents = 1): Collection => ({ id, name, documents, created_at: "" });
    const names = () => library.collections.map(({ name, documents }) => `${name} ${documents}`);
    library.receive({ type: "collections", collections: [collection("c", "Orchard")] });
    let listed: string[] = [];
    reply = (url) => {
      if (url === "/api/collections") return collection("d", "Apples", 0);
      listed = names();
      return { collection: collection("d", "Apples"), documents: ["a"] };
    };
    expect(await library.newCollection("Apples", "a")).toEqual({ id: "d", problem: "" });
    // It is in the list before a document is in it.
    expect(listed).toEqual(["Apples 0", "Orchard 1"]);
    expect(names()).toEqual(["Apples 1", "Orchard 1"]);
    reply = () => ({ collection: collection("c", "Orchard", 2), documents: ["a", "b"] });
    expect(await library.collect("c", "a", true)).toBe("");
    expect(names()).toEqual(["Apples 1", "Orchard 2"]);
    reply = () => collection("d", "Pond");
    expect(await library.renameCollection("d", "Pond")).toBe("");
    expect(names()).toEqual(["Orchard 2", "Pond 1"]);
    refuse = "There is a collection of this name.";
    expect(await library.newCollection("Pond", "a")).toEqual({ id: "", problem: refuse });
    expect(await library.renameCollection("c", "Pond")).toBe(refuse);
    refuse = undefined;
    expect(await library.removeCollection("c")).toBe("");
    expect(names()).toEqual(["Pond 1"]);
    expect(requests.map(({ method, url, body }) => `${method} ${url} ${String(body ?? "")}`.trim())).toEqual([
      'POST /api/collections {"name":"Apples"}',
      'POST /api/collections/d/documents {"add":["a"]}',
      'POST /api/collections/c/documents {"add":["a"]}',
      'PATCH /api/collections/d {"name":"Pond"}',
      'POST /api/collections {"name":"Pond"}',
      'PATCH /api/collections/c {"name":"Pond"}',
      "DELETE /api/collections/c",
    ]);
  });

  it("narrows the list by the words of a title", () => {
    const { library } = open(["a", "b"]);
    library.filter = "B title";
    expect(library.shown.map(({ id }) => id)).toEqual(["b"]);
  });
});

describe("LibraryPane", () => {
  let component: Record<string, unknown> | undefined;
  afterEach(() => {
    if (component) void unmount(component);
    document.body.replaceChildren();
  });

  function show(ids: string[]) {
    const parts = open(ids);
    const onopen = vi.fn();
    component = mount(LibraryPane, {
      target: document.body,
      props: { library: parts.library, inWindow: false, alone: true, dragging: false, onopen },
    });
    flushSync();
    return { ...parts, onopen };
  }
  const cell = (id: string) => document.querySelector<HTMLElement>(`[data-document="${id}"] [data-cell]`);
  const press = (key: string) => {
    document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    flushSync();
  };

  it("has one tab stop, moved by the arrows, and buttons to the right", () => {
    const { onopen } = show(["a", "b", "c"]);
    expect(document.querySelectorAll('[data-cell][tabindex="0"]')).toHaveLength(1);
    cell("c")?.focus();
    press("ArrowDown");
    expect(document.activeElement).toBe(cell("b"));
    press("End");
    expect(document.activeElement).toBe(cell("a"));
    expect(cell("a")?.tabIndex).toBe(0);
    press("Enter");
    expect(onopen.mock.calls[0]?.[0]).toMatchObject({ id: "a" });
    press("ArrowRight");
    expect(document.activeElement?.getAttribute("aria-label")).toBe("About Title a");
    press("ArrowRight");
    expect(document.activeElement?.getAttribute("aria-label")).toBe("Remove Title a");
    press("ArrowLeft");
    press("ArrowLeft");
    press("Home");
    expect(document.activeElement).toBe(cell("c"));
  });

  it("keeps the focus in the list when a document is removed", async () => {
    show(["a", "b"]);
    cell("b")?.focus();
    press("Delete");
    await vi.waitFor(() => expect(document.activeElement).toBe(cell("a")));
    expect(cell("b")).toBeNull();
  });

  it("shows how far the recognising of words is, and lets it rest", () => {
    const { library } = show([]);
    const missing = [{ code: "ocr_missing", message: "Nothing recognises words here." }] satisfies LibraryDocument["warnings"];
    library.receive({ type: "document.changed", document: document_("a", "searchable", { scans: 8, recognised: 1 }) });
    library.receive({ type: "document.changed", document: document_("b", "embedded", { scans: 2, recognised: 2 }) });
    library.receive({ type: "document.changed", document: document_("c", "searchable", { scans: 70, recognised: 0, warnings: missing }) });
    library.receive({ type: "activity", activity: activity({ recognising: "Title a", to_recognise: 7 }) });
    flushSync();
    expect(document.querySelector("footer")?.textContent).toContain("Recognising words, 3 of 10 pages. You can ask now.");
    expect(document.querySelector('footer [role="progressbar"]')?.getAttribute("aria-valuenow")).toBe("30");
    expect(document.querySelector('footer [aria-label="Pause reading"]')).not.toBeNull();
    expect(document.querySelector('[data-document="a"]')?.textContent).toContain("Recognising, 1 of 8 pages");
    expect(document.querySelector('[data-document="a"]')?.textContent).not.toContain("80 pages");
    expect(document.querySelector('[data-document="c"]')?.textContent).toContain("Searchable by words");
  });

  it("says what to do when there is nothing, and when the library can't be opened", () => {
    const { library } = show([]);
    expect(document.body.textContent).toContain("Drop documents here.");
    library.state = "failed";
    flushSync();
    expect(document.body.textContent).toContain("The library couldn't be opened. Your files are untouched.");
  });
});

describe("CollectionsOf", () => {
  let component: Record<string, unknown> | undefined;
  afterEach(() => {
    if (component) void unmount(component);
    document.body.replaceChildren();
  });

  it("asks for the collections once, keeps what it did itself, and takes a refused mark back", async () => {
    const { library } = open(["a"]);
    const collection = (id: string, name: string): Collection => ({ id, name, documents: 1, created_at: "" });
    library.receive({ type: "collections", collections: [collection("c", "Orchard"), collection("d", "Pond")] });
    reply = (url) => {
      if (url === "/api/collections") return collection("e", "Waters");
      const id = url.split("/")[3] ?? "";
      return { collection: collection(id, { c: "Orchard", d: "Pond", e: "Waters" }[id] ?? ""), documents: id === "c" ? ["a"] : [] };
    };
    component = mount(CollectionsOf, { target: document.body, props: { library, document: "a" } });
    const boxes = () => [...document.querySelectorAll<HTMLInputElement>('input[type="checkbox"]')].map(({ checked }) => checked);
    await vi.waitFor(() => expect(boxes()).toEqual([true, false]));
    const asked = requests.length;
    const pond = document.querySelectorAll<HTMLInputElement>('input[type="checkbox"]')[1];
    pond?.click();
    await vi.waitFor(() => expect(requests).toHaveLength(asked + 1));
    refuse = "The disk is full.";
    await vi.waitFor(() => expect(boxes()).toEqual([true, true]));
    pond?.click();
    await vi.waitFor(() => expect(document.body.textContent).toContain("The disk is full."));
    expect(boxes()).toEqual([true, true]);
    refuse = undefined;
    const field = document.querySelector<HTMLInputElement>('input[type="text"]');
    if (field) field.value = "Waters";
    field?.dispatchEvent(new Event("input", { bubbles: true }));
    flushSync();
    document.querySelector("form")?.requestSubmit();
    await vi.waitFor(() => expect(boxes()).toEqual([true, true, true]));
    expect(document.body.textContent).not.toContain("The disk is full.");
    expect(requests.slice(asked).map(({ method }) => method)).toEqual(["POST", "POST", "POST", "POST"]);
  });
});

describe("CollectionList", () => {
  let component: Record<string, unknown> | undefined;
  afterEach(() => {
    if (component) void unmount(component);
    document.body.replaceChildren();
  });

  it("gives the focus to the next collection when one is removed, and to the question after the last", async () => {
    const { library } = open([]);
    const question = document.createElement("textarea");
    question.id = "question";
    document.body.append(question);
    const collection = (id: string, name: string): Collection => ({ id, name, documents: 1, created_at: "" });
    library.receive({ type: "collections", collections: [collection("c", "Orchard"), collection("d", "Pond")] });
    component = mount(CollectionList, { target: document.body, props: { library } });
    flushSync();
    const entries = () => [...document.querySelectorAll<HTMLElement>("ul button")];
    const remove = () => {
      if (document.activeElement instanceof HTMLElement) document.activeElement.click();
      flushSync();
      const button = [...document.querySelectorAll<HTMLElement>("dialog button")].find(({ textContent }) => textContent?.includes("Remove; its documents"));
      button?.focus();
      button?.click();
    };
    entries()[0]?.focus();
    remove();
    await vi.waitFor(() => expect(entries()).toHaveLength(1));
    await vi.waitFor(() => expect(document.activeElement).toBe(entries()[0]));
    remove();
    await vi.waitFor(() => expect(document.activeElement).toBe(question));
  });
});

describe("wording", () => {
  it("has words for every state", () => {
    const text = (state: DocumentState, more: Partial<LibraryDocument> = {}) => words(document_("a", state, more)).text;
    expect(text("queued")).toBe("Waiting");
    expect(text("reading", { page_done: 12 })).toBe("Reading, page 12 of 80");
    expect(text("reading", { pages: 0 })).toBe("Reading");
    expect(text("searchable")).toBe("Searchable by words");
    expect(text("embedded")).toBe("Ready");
    expect(text("failed", { error: "The file is damaged." })).toBe("Couldn't be read: the file is damaged.");
    expect(text("failed", { error: "PDF needs a password." })).toBe("Couldn't be read: PDF needs a password.");
    expect(text("skipped", { error: "It is empty." })).toBe("Skipped: it is empty.");
    expect(text("unavailable")).toBe("Unavailable: drive not connected");
  });

  it("says that words are being recognised, where something recognises them", () => {
    const text = (state: DocumentState, more: Partial<LibraryDocument> = {}) => words(document_("a", state, { scans: 10, recognised: 3, ...more }));
    expect(text("searchable")).toMatchObject({ text: "Recognising, 3 of 10 pages", shape: "half", progress: 0.3, waiting: true });
    expect(text("searchable", { recognised: 0 })).toMatchObject({ text: "Recognising, 0 of 10 pages", waiting: false });
    expect(text("searchable", { recognised: 10 }).text).toBe("Searchable by words");
    expect(text("embedded", { recognised: 10, recognising_again: 4 })).toMatchObject({ text: "Recognising again, 4 pages left", shape: "full", progress: 0.6, waiting: true });
    expect(text("embedded", { recognised: 10, recognising_again: 10 })).toMatchObject({ text: "Recognising again, 10 pages left", waiting: false });
    expect(text("searchable", { warnings: [{ code: "ocr_missing", message: "Nothing recognises words here." }] }).text).toBe("Searchable by words");
    expect(text("reading", { page_done: 3 })).toMatchObject({ text: "Recognising, 3 of 10 pages", shape: "reading", waiting: true });
    expect(text("reading", { page_done: 12 }).text).toBe("Reading, page 12 of 80");
    expect(text("reading", { scans: 1, recognised: 0 }).text).toBe("Recognising, 0 of 1 page");
    expect(text("embedded", { recognised: 10 }).text).toBe("Ready");

    const scanned = { recognised: 3, scans: 10 };
    expect(activityLine(activity({ recognising: "a", to_embed: 4 }), 0, 0, scanned, true)).toBe("Recognising words, 3 of 10 pages. You can ask now.");
    expect(activityLine(activity({ recognising: "a", seconds_left: 120 }), 0, 0, scanned, true)).toBe("Recognising words, 3 of 10 pages, about 2 minutes left. You can ask now.");
    expect(activityLine(activity({ recognising: "a", queued: 1 }), 0, 1, scanned, true)).toBe("Reading 1 of 1. You can ask now.");
    expect(activityLine(activity({ recognising: "a", held: true }), 0, 0, scanned, true)).toBe("Paused.");
    expect(activityLine(activity({ to_analyse: 9, to_embed: 4 }), 0, 0, scanned, true)).toBe("Preparing search by words. You can ask now.");
  });

  it("sums up", () => {
    const line = (now: Activity, done: number, total: number, askable = true) => activityLine(now, done, total, { recognised: 0, scans: 0 }, askable);
    expect(line(activity({ queued: 329 }), 11, 340)).toBe("Reading 12 of 340. You can ask now.");
    expect(line(activity({ queued: 340 }), 0, 340, false)).toBe("Reading 1 of 340.");
    expect(line(activity({ to_embed: 9, seconds_left: 120 }), 0, 0)).toContain("about 2 minutes left");
    expect(line(activity({ queued: 1, paused: "Paused while you ask." }), 0, 1)).toBe("Paused while you ask.");
    expect(line(activity({ queued: 300, seconds_left: 600 }), 0, 300)).toBe("Reading 1 of 300, about 10 minutes left. You can ask now.");
    expect(line(activity({ queued: 2, held: true, paused: "x" }), 0, 2)).toBe("Paused. 2 documents wait.");
    expect(line(activity(), 0, 0)).toBe("");
    expect([pageCount(document_("a")), pageCount(document_("a", "embedded", { unit: "slide", pages: 1 })), pageCount(document_("a", "embedded", { unit: "part" }))]).toEqual([
      "80 pages",
      "1 slide",
      "",
    ]);
    expect([bytes(12), bytes(1234), bytes(45_600_000)]).toEqual(["12 bytes", "1.2 kB", "46 MB"]);
    const formats = ["PDF", "Markdown", "plain text", "web pages", "e-books"].map((name) => ({ name, words: name, extensions: [`.${name}`] }));
    expect(formatsInShort(formats)).toBe("PDF, Markdown, plain text and 2 other kinds of documents");
    expect(formatsInShort(formats.slice(0, 3))).toBe("PDF, Markdown or plain text");
    expect(accepted(formats.slice(0, 2))).toBe(".PDF,.Markdown");
    expect(summary(2, 1, 2)).toBe("2 ready, 1 couldn't be read, 2 need their passwords.");
    expect(summary(340, 0)).toBe("340 documents ready.");
    expect(summary(338, 2)).toBe("338 ready, 2 couldn't be read.");
    expect([0, 10, 60, 900, 7200].map(timeLeft)).toEqual([
      "",
      "less than a minute left",
      "about 1 minute left",
      "about 15 minutes left",
      "about 2 hours left",
    ]);
  });
});
