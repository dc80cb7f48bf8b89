import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Answer, CarrelEvent, Waiting } from "../api";
import { Announcer } from "../ui/announcer.svelte";
import { Toasts } from "../ui/toasts.svelte";
import { Conversation } from "./conversation.svelte";
import { around, day, excerpt, missingParts, missingWords, outcome, pageOf, passagesFound } from "./wording";

// The whole is tested against the real program in e2e; here are the orders of
// events and the failures that it can't be made to produce.

const answer = (more: Partial<Answer> = {}): Answer => ({
  answer: "",
  sentences: [],
  citations: [],
  sources: [],
  abstained: false,
  notices: [],
  model: "m",
  seed: 1,
  timings: { retrieve_ms: 0, first_token_ms: 0, total_ms: 0, prompt_tokens: 0, answer_tokens: 0 },
  status: "running",
  ...more,
});

const source = {
  n: 1,
  document: { id: "a", path: "/a.pdf", title: "A" },
  page: 2,
  start: 10,
  end: 40,
  text: "One sentence. The best sentence.",
  score: 1,
  best: { start: 24, end: 42 },
};

const at = { job: "j", chat: "c", turn: "t" };
const sources: CarrelEvent = { type: "answer.sources", answer: { ...at, sources: [source] } };
const text = (words: string): CarrelEvent => ({ type: "answer.text", answer: { ...at, text: words } });
const done = (more: Partial<Answer> = {}): CarrelEvent => ({
  type: "answer.done",
  answer: { ...at, answer: answer({ answer: "Yes.", sources: [source], status: "done", ...more }) },
});

type Route = (url: string, init?: RequestInit) => unknown;
let route: Route;
let asked: Promise<void>;
let reply: (value: unknown) => void;

beforeEach(() => {
  sessionStorage.clear();
  const started = new Promise((resolve) => (reply = resolve));
  route = (url, init) => {
    if (url === "/api/ask") return started;
    if (url === "/api/chats") return { chats: [] };
    if (init?.method === "DELETE") return {};
    return { id: "c", title: "t", turns: null };
  };
  vi.stubGlobal("fetch", async (url: string, init?: RequestInit) => {
    const body = await route(url, init);
    return body instanceof Response ? body : new Response(JSON.stringify(body), { status: 200 });
  });
});

afterEach(() => vi.unstubAllGlobals());

function start() {
  const announcer = new Announcer();
  const said: string[] = [];
  vi.spyOn(announcer, "say").mockImplementation((words) => void said.push(words));
  const toasts = new Toasts();
  const conversation = new Conversation(announcer, toasts);
  asked = conversation.ask("  Is it so?  ");
  return { conversation, said, toasts };
}

describe("Conversation", () => {
  it("shows the question at once, then passages, text and end, with two announcements", async () => {
    const { conversation, said } = start();
    expect(conversation.turns[0]).toMatchObject({ question: "Is it so?", id: "" });
    reply(at);
    await asked;
    conversation.receive(sources);
    conversation.receive(text("Ye"));
    conversation.receive(text("s."));
    expect(conversation.turns[0]?.answer).toMatchObject({ answer: "Yes.", sources: [source], status: "running" });
    conversation.receive(done({ sentences: [{ start: 0, end: 4, state: "supported", citations: [] }] }));
    expect(conversation.running).toBeUndefined();
    expect(said).toEqual(["1 passage found.", "Answer ready: 1 supported."]);
  });

  it("says what the model waits for, as long as it does", async () => {
    const { conversation, said } = start();
    reply(at);
    await asked;
    conversation.receive(sources);
    const waits = (waiting: Waiting): void => conversation.receive({ type: "answer.waiting", answer: { ...at, waiting } });
    const shown = () => {
      const turn = conversation.turns[0];
      return turn && outcome(turn.answer, turn.progress, true, turn.waiting);
    };
    waits("turn");
    expect(shown()).toBe("Another answer is being finished first: there isn't memory for both models…");
    waits("loading");
    expect(shown()).toBe("Loading the model…");
    waits("over");
    expect(shown()).toBe("Writing answer…");
    expect(said.slice(-2)).toEqual(["Another answer is being finished first: there isn't memory for both models…", "Loading the model…"]);
  });

  it("shows a thought on its way, and says once that there is one", async () => {
    const { conversation, said } = start();
    reply(at);
    await asked;
    conversation.receive(sources);
    const thought = (words: string): CarrelEvent => ({ type: "answer.thought", answer: { ...at, thought: words } });
    conversation.receive(thought("Is it "));
    conversation.receive(thought("so?"));
    expect(conversation.turns[0]?.answer).toMatchObject({ thought: "Is it so?", answer: "" });
    expect(outcome(answer({ thought: "Is it", sources: [source] }))).toBe("Thinking before it answers…");
    conversation.receive(text("Yes."));
    conversation.receive(done({ thought: "Is it so?" }));
    expect(said).toEqual(["1 passage found.", "The model is thinking before it answers.", "Answer ready."]);
  });

  it("shows an answer on its way from its beginning after a reload, whatever came while the chat was fetched", async () => {
    const announcer = new Announcer();
    const conversation = new Conversation(announcer, new Toasts());
    const onTheWay = (more: Partial<Answer>) => ({ id: "c", title: "t", turns: [{ id: "t", question: "Is it so?", answer: answer(more) }] });
    const added = (words: string, from: number): CarrelEvent => ({ type: "answer.text", answer: { ...at, text: words, at: from } });
    route = (url) => {
      if (url !== "/api/chats/c") return { chats: [] };
      conversation.receive(added("Yes, ", 0)); // is in the reply
      conversation.receive(added("it ", 5)); // is not
      return onTheWay({ thought: "Is it 🌳", answer: "Yes, " });
    };
    await conversation.open("c");
    expect(conversation.turns[0]?.answer).toMatchObject({ thought: "Is it 🌳", answer: "Yes, it " });
    conversation.receive({ type: "answer.thought", answer: { ...at, thought: " so?", at: 7 } });
    expect(conversation.turns[0]?.answer.thought).toBe("Is it 🌳 so?");
    // What was missed is fetched.
    route = (url) => (url === "/api/chats/c" ? onTheWay({ answer: "Yes, it is so" }) : { chats: [] });
    conversation.receive(added("so", 11));
    await vi.waitFor(() => expect(conversation.turns[0]?.answer.answer).toBe("Yes, it is so"));
    conversation.receive(added(".", 13));
    expect(conversation.turns[0]?.answer.answer).toBe("Yes, it is so.");
    // An answer that ended meanwhile is not left running.
    route = (url) => {
      if (url !== "/api/chats/c") return { chats: [] };
      conversation.receive(done());
      return onTheWay({ answer: "Yes" });
    };
    await conversation.open("c");
    expect(conversation.running).toBeUndefined();
  });

  it("stops an answer after a reload, before any event of it has come", async () => {
    const calls: string[] = [];
    route = (url, init) => {
      if (init?.method === "POST") calls.push(url);
      return url === "/api/chats/c" ? { id: "c", title: "t", turns: [{ id: "t", question: "Is it so?", asked_at: "2026-11-29T12:00:00Z", answer: answer() }] } : { chats: [] };
    };
    const conversation = new Conversation(new Announcer(), new Toasts());
    await conversation.open("c");
    await conversation.stop();
    expect(calls).toEqual(["/api/answers/t/stop"]);
  });

  it("stops an answer that was stopped before the program said its id", async () => {
    const { conversation } = start();
    const calls: string[] = [];
    const before = route;
    route = (url, init) => {
      if (init?.method === "POST") calls.push(url);
      return before(url, init);
    };
    await conversation.stop();
    reply(at);
    await asked;
    expect(calls).toEqual(["/api/answers/t/stop"]);
  });

  it("shows a question that was asked in another window", async () => {
    const conversation = new Conversation(new Announcer(), new Toasts());
    const other = { id: "t2", question: "And so?", asked_at: "2026-11-29T12:00:00Z", answer: answer() };
    route = (url) => (url === "/api/chats/c" ? { id: "c", title: "t", turns: [] } : { chats: [] });
    await conversation.open("c");
    route = (url) => (url === "/api/chats/c" ? { id: "c", title: "t", turns: [other] } : { chats: [] });
    conversation.receive({ type: "answer.sources", answer: { job: "j", chat: "d", turn: "t3", sources: [] } });
    conversation.receive({ type: "answer.sources", answer: { job: "j", chat: "c", turn: "t2", sources: [source] } });
    await vi.waitFor(() => expect(conversation.turns.map(({ question }) => question)).toEqual(["And so?"]));
    expect(conversation.turns[0]?.answer.sources).toEqual([source]);
  });

  it("keeps what is being written over a reload, and gives it back when a question is changed", async () => {
    const { conversation, toasts } = start();
    reply(at);
    await asked;
    conversation.draft = "Half a quest";
    expect(new Conversation(new Announcer(), toasts).draft).toBe("Half a quest");
    const [turn] = conversation.turns;
    if (!turn) throw new Error("no turn");
    conversation.change(turn);
    expect(conversation.draft).toBe("Is it so?");
    toasts.actOnLatest();
    expect(conversation.draft).toBe("Half a quest");
    conversation.draft = "";
    expect(new Conversation(new Announcer(), toasts).draft).toBe("");
    conversation.change(turn);
    expect(toasts.list).toEqual([]);
  });

  it("keeps a second opinion with the answer, and says it once", async () => {
    const { conversation, said } = start();
    reply(at);
    await asked;
    const sentence = { start: 0, end: 4, state: "supported" as const, citations: [1] };
    conversation.receive(done({ sentences: [sentence] }));
    const turn = conversation.turns[0];
    if (!turn) throw new Error("no turn");
    route = () => new Response(JSON.stringify({ error: { code: "crashed", message: "The engine has ended." } }), { status: 503 });
    await conversation.opine(turn);
    expect(conversation.problem).toBe("The engine has ended.");
    expect(turn.answer.second_opinion).toBeUndefined();
    route = (url) => (url.startsWith("/api/answers/t/opinion?asking=") ? answer({ answer: "Yes.", status: "done", second_opinion: true, sentences: [{ ...sentence, opinion: "no" }] }) : {});
    await conversation.opine(turn);
    expect(turn.answer.sentences[0]).toMatchObject({ state: "supported", opinion: "no" });
    expect(conversation.problem).toBe("");
    expect(said.at(-1)).toBe("Second opinion: 1 not borne out.");
  });

  it("stops a second opinion by Escape, or by leaving the chat, and leaves the answer as it was", async () => {
    const { conversation, said } = start();
    reply(at);
    await asked;
    conversation.receive(done({ sentences: [{ start: 0, end: 4, state: "supported", citations: [1] }] }));
    const turn = conversation.turns[0];
    if (!turn) throw new Error("no turn");
    for (const leave of [() => conversation.stop(), () => conversation.begin()]) {
      let end: (answer: Response) => void = () => undefined;
      const names: string[] = [];
      route = (url, init) => {
        if (!url.startsWith("/api/answers/t/opinion?asking=")) return { chats: [] };
        names.push(url);
        if (init?.method !== "DELETE") return new Promise<Response>((resolve) => (end = resolve));
        end(new Response(JSON.stringify({ error: { code: "cancelled", message: "Stopped." } }), { status: 499 }));
        return {};
      };
      const opinion = conversation.opine(turn);
      expect(conversation.stoppable).toBe(true);
      await leave();
      await opinion;
      expect(conversation.stoppable).toBe(false);
      expect(conversation.problem).toBe("");
      expect(turn.answer.second_opinion).toBeUndefined();
      expect(said.at(-1)).toBe("Stopped. The answer is as it was.");
      expect(names).toHaveLength(2);
      expect(names[0]).toBe(names[1]); // by its own name: the one may overtake the other
    }
  });

  it("asks with the adapters that are chosen, none included", async () => {
    const { conversation } = start();
    reply(at);
    await asked;
    conversation.receive(done());
    const bodies: { adapters?: unknown }[] = [];
    route = (url, init) => {
      if (url === "/api/ask") bodies.push(JSON.parse(String(init?.body)) as { adapters?: unknown });
      return url === "/api/ask" ? at : { chats: [] };
    };
    await conversation.ask("With?", { adapters: [{ name: "style", path: "/style.gguf", scale: 0.5 }] });
    expect(conversation.turns.at(-1)?.answer.adapters).toEqual([{ name: "style", path: "/style.gguf", scale: 0.5 }]);
    conversation.receive(done());
    conversation.turns.forEach((turn) => (turn.answer.status = "done"));
    await conversation.ask("Without?", { adapters: [] });
    expect(bodies.map(({ adapters }) => adapters)).toEqual([[{ name: "/style.gguf", scale: 0.5 }], []]);
  });

  it("keeps events that overtake the reply", async () => {
    const { conversation } = start();
    conversation.receive(sources);
    conversation.receive(text("Yes."));
    expect(conversation.turns[0]?.answer.sources).toEqual([]);
    reply(at);
    await asked;
    expect(conversation.turns[0]?.answer).toMatchObject({ answer: "Yes.", sources: [source] });
    expect(conversation.id).toBe("c");
  });

  it("leaves answers of other chats alone", async () => {
    const { conversation } = start();
    reply(at);
    await asked;
    conversation.receive({ type: "answer.text", answer: { job: "x", chat: "y", turn: "z", text: "Other" } });
    expect(conversation.turns[0]?.answer.answer).toBe("");
  });

  it("replaces a sentence that is checked again and adds its citations once", async () => {
    const { conversation } = start();
    reply(at);
    await asked;
    const citation = { n: 1, source: 1, document: source.document, page: 2, start: 0, end: 3, quote: "One", boxes: [] };
    const sentence = (state: "partly" | "supported"): CarrelEvent => ({
      type: "answer.sentence",
      answer: { ...at, sentence: { start: 0, end: 4, state, citations: [1] }, citations: [citation] },
    });
    conversation.receive(sentence("partly"));
    conversation.receive(sentence("supported"));
    expect(conversation.turns[0]?.answer.sentences).toEqual([{ start: 0, end: 4, state: "supported", citations: [1] }]);
    expect(conversation.turns[0]?.answer.citations).toHaveLength(1);
  });

  it("gives the question back when it could not be asked", async () => {
    const { conversation } = start();
    reply(new Response(JSON.stringify({ error: { code: "no_model", message: "There is no model." } }), { status: 503 }));
    await asked;
    expect(conversation.turns).toEqual([]);
    expect(conversation.draft).toBe("Is it so?");
    expect(conversation.problem).toBe("There is no model.");
  });

  it("says so when the program doesn't answer at all", async () => {
    route = () => Promise.reject(new TypeError("Failed to fetch"));
    const { conversation } = start();
    await asked;
    expect(conversation.problem).toBe("Carrel doesn't answer. It may be restarting.");
  });

  it("asks one thing at a time", async () => {
    const { conversation } = start();
    await conversation.ask("And this?");
    expect(conversation.turns).toHaveLength(1);
  });

  it("keeps an answer that could not be stored, says so at once, and stores it when there is room", async () => {
    const { conversation, said } = start();
    const usual = route;
    let full = true;
    route = (url, init) => {
      if (url !== "/api/answers/t/save") return usual(url, init);
      return full ? new Response(JSON.stringify({ error: { code: "disk_full", message: "The disk is full." } }), { status: 507 }) : {};
    };
    reply(at);
    await asked;
    conversation.receive(done({ unsaved: "the disk is full" }));
    const turn = conversation.turns[0];
    if (!turn) throw new Error("no turn");
    const announcer = conversation["announcer"];
    expect(announcer.alert).toMatch(/^This answer isn't saved: the disk is full/);
    expect(await conversation.save(turn)).toBe(false);
    expect(announcer.alert).toMatch(/^Still not saved/);
    expect(turn.answer).toMatchObject({ answer: "Yes.", unsaved: "the disk is full" });
    full = false;
    expect(await conversation.save(turn)).toBe(true);
    expect(turn.answer.unsaved).toBeUndefined();
    expect(said.at(-1)).toBe("Saved on this computer.");
    expect(conversation.turns[0]?.answer.answer).toBe("Yes.");
  });

  it("deletes a chat only when it can no longer be taken back", async () => {
    const deleted = vi.fn();
    const chat = { id: "c", title: "t", created_at: "", updated_at: "" };
    route = (url, init) => {
      if (init?.method === "DELETE") deleted(url);
      return url === "/api/chats" ? { chats: [chat] } : {};
    };
    const toasts = new Toasts();
    const conversation = new Conversation(new Announcer(), toasts);
    await conversation.refresh();
    conversation.remove("c");
    expect(conversation.chats).toEqual([]);
    await conversation.refresh();
    expect(conversation.chats).toEqual([]);
    toasts.act(toasts.list[0]?.id ?? 0);
    await vi.waitFor(() => expect(conversation.chats).toHaveLength(1));
    expect(deleted).not.toHaveBeenCalled();
    conversation.remove("c");
    toasts.dismissAll();
    expect(deleted).toHaveBeenCalledWith("/api/chats/c");
  });
});

describe("wording", () => {
  it("counts passages", () => {
    expect([0, 1, 4].map(passagesFound)).toEqual(["No passage found", "1 passage found", "4 passages found"]);
  });

  it("asks for a summary as such, whatever the title's words", async () => {
    const { conversation } = start();
    reply(at);
    await asked;
    conversation.receive(done());
    const bodies: unknown[] = [];
    route = (url, init) => {
      if (url === "/api/ask") bodies.push(JSON.parse(String(init?.body)));
      return url === "/api/ask" ? at : { chats: [] };
    };
    await conversation.ask("Summarise “A (draft)?”", { documents: ["a"], quote: true, summary: true });
    expect(bodies).toEqual([{ question: "Summarise “A (draft)?”", chat: "c", documents: ["a"], quote: true, summary: true }]);
    expect(conversation.turns.at(-1)?.summary).toBe(true);
  });

  it("announces no passages of a summary, which finds them as it goes", async () => {
    const { conversation, said } = start();
    reply(at);
    await asked;
    conversation.receive({ type: "answer.progress", answer: { ...at, progress: { done: 0, total: 2, seconds_left: 0 } } });
    conversation.receive({ type: "answer.sources", answer: { ...at, sources: [] } });
    conversation.receive(sources);
    expect(said).toEqual([]);
    expect(conversation.turns[0]?.answer.summary).toBe(true);
    conversation.receive(done({ summary: true }));
    expect(said).toEqual(["Summary ready."]);
  });

  it("says how an answer stands", () => {
    const sentences = (["supported", "supported", "quoted", "partly", "conflict", "unsupported", "plain"] as const).map((state, i) => ({
      start: i,
      end: i + 1,
      state,
      citations: [],
    }));
    expect(outcome(answer())).toBe("Searching…");
    expect(outcome(answer({ sources: [source] }))).toBe("Writing answer…");
    expect(outcome(answer(), { done: 2, total: 8, seconds_left: 120 })).toBe("Summarising part 3 of 8, about 2 minutes left");
    expect(outcome(answer(), { done: 0, total: 8, seconds_left: 0 })).toBe("Summarising part 1 of 8");
    expect(outcome(answer(), { done: 0, total: 1, seconds_left: 0 })).toBe("Summarising…");
    expect(outcome(answer({ summary: true, sources: [source] }), { done: 8, total: 8, seconds_left: 0 })).toBe("Putting the summary together…");
    expect(outcome(answer({ summary: true }))).toBe("Opening what is to be summarised…");
    expect(outcome(answer({ status: "done", summary: true, sentences: sentences.slice(2, 3) }))).toBe("Summary ready: 1 quoted.");
    expect(outcome(answer({ status: "done", form: "comparison" }))).toBe("Comparison ready.");
    expect(outcome(answer({ status: "done", form: "list" }))).toBe("List ready.");
    expect(outcome(answer({ status: "done", sentences }))).toBe(
      "Answer ready: 1 quoted, 2 supported, 1 partly supported, 1 disputed, 1 not found.",
    );
    expect(outcome(answer({ status: "done" }))).toBe("Answer ready.");
    expect(outcome(answer({ status: "done", abstained: true }))).toBe("No passage found. Try other words.");
    expect(outcome(answer({ status: "done", abstained: true }), undefined, true)).toBe("Try other words.");
    const empty = answer({ status: "done", abstained: true, unsearched: true, answer: "Your library is empty. Add a document, then ask again." });
    expect(outcome(empty)).toBe("Your library is empty. Add a document, then ask again.");
    expect(outcome(empty, undefined, true)).toBe("No answer.");
    const greeting = answer({ status: "done", unsearched: true, answer: "You’re welcome." });
    expect(outcome(greeting)).toBe("You’re welcome.");
    expect(outcome(greeting, undefined, true)).toBe("");
    expect(outcome(answer({ status: "done", abstained: true, sources: [source] }))).toMatch(/^No passage answers this/);
    expect(outcome(answer({ status: "done", abstained: true, sources: [source], sentences: sentences.slice(2, 3) }))).toBe("Your documents may not answer this.");
    expect(outcome(answer({ status: "failed" }))).toBe("The answer stopped. The passages are still here.");
    expect(outcome(answer({ status: "stopped" }))).toMatch(/kept/);
    expect(outcome(answer({ status: "interrupted" }))).toMatch(/kept/);
  });

  it("begins an excerpt shortly before its best sentence", () => {
    const before = "Words that come before. ".repeat(6);
    const long = { ...source, text: `${before}The best.`, best: { start: 10 + before.length, end: 10 + before.length + 9 } };
    const [lead, best, ...rest] = excerpt(long);
    expect(best).toEqual({ text: "The best.", mark: "best" });
    expect(rest).toEqual([]);
    expect(lead?.text.startsWith("… ")).toBe(true);
    expect(lead?.text.length).toBeLessThan(52);
    expect(excerpt({ ...source, best: { start: 0, end: 0 } })).toEqual([{ text: source.text, mark: "" }]);
  });

  it("marks all that are among the best, in the passage's order, with what is long between them left out", () => {
    const between = "Words that stand between. ".repeat(4);
    const shown = { ...source, text: `Second. ${between}The best. End.`, best: { start: 18 + between.length, end: 27 + between.length }, also: [{ start: 10, end: 17 }] };
    expect(excerpt(shown)).toEqual([
      { text: "Second.", mark: "also" },
      { text: " … ", mark: "" },
      { text: "The best.", mark: "best" },
      { text: " End.", mark: "" },
    ]);
  });

  it("leaves a long sentence before the best one unmarked, so that the best one is seen", () => {
    const long = "A sentence that is among the best but is not the best of them all by far.";
    const shown = { ...source, text: `${long} The best. Next.`, best: { start: 11 + long.length, end: 20 + long.length }, also: [{ start: 10, end: 10 + long.length }, { start: 21 + long.length, end: 26 + long.length }] };
    const [lead, ...rest] = excerpt(shown);
    expect(lead?.mark).toBe("");
    expect(lead?.text.length).toBeLessThan(52);
    expect(rest).toEqual([
      { text: "The best.", mark: "best" },
      { text: " ", mark: "" },
      { text: "Next.", mark: "also" },
    ]);
  });

  it("shows Markdown as prose, and leaves other texts as they are", () => {
    const text = "# Fence\n\nThe board met. **Anna** repairs `it`.\n\n- *Posts*: 420\n- Wire: 180\n\n> 2 * 3 * 4\n\n##";
    const at = text.indexOf("**Anna");
    const best = { start: 10 + at, end: 10 + at + "**Anna** repairs `it`.".length };
    const shown = { ...source, text, start: 10, best, document: { ...source.document, path: "/n.md" } };
    expect(excerpt(shown)).toEqual([
      { text: "Fence · The board met. ", mark: "" },
      { text: "Anna repairs it.", mark: "best" },
      { text: " · Posts: 420 · Wire: 180 · 2 * 3 * 4", mark: "" },
    ]);
    const whole = { ...shown, document: { ...source.document, path: "/n.pdf" } };
    expect(excerpt(whole)[1]).toEqual({ text: "**Anna** repairs `it`.", mark: "best" });
  });

  it("shows the words around a quotation as prose too", () => {
    const text = "# Fence\n\nThe board met.\n\n## To do\n\n- **Posts**: 420";
    const from = text.indexOf("The board");
    const shown = { ...source, text, start: 10, end: 10 + text.length, document: { ...source.document, path: "/n.md" } };
    expect(around({ start: 10 + from, end: 10 + from + 14 }, shown)).toEqual({ before: "Fence · ", after: " · To do · Posts: 420" });
  });

  it("sets the rows of a table apart", () => {
    const shown = (path: string, text: string) => excerpt({ ...source, document: { ...source.document, path }, text, best: { start: 0, end: 0 } })[0]?.text;
    expect(shown("/costs.xlsx", "Item | Q1\nItem: Rent; Q1: 4200\nItem: Gloves; Q1: 310")).toBe("Item | Q1 · Item: Rent; Q1: 4200 · Item: Gloves; Q1: 310");
    expect(shown("/rights.html", "Notice\nTenancy | Notice\nup to 5 years | 3 months\nThe rent\nmay rise.")).toBe("Notice\nTenancy | Notice · up to 5 years | 3 months\nThe rent\nmay rise.");
  });

  it("shows the rows of Markdown's tables without the bars around them", () => {
    const text = "## Drugs\n\n| Drug | Dose |\n|---|:--:|\n| Ibuprofen | 400 mg |\n| Zinc | 3 mg |\n\nCome again.";
    const shown = { ...source, text, start: 0, best: { start: 0, end: 0 }, document: { ...source.document, path: "/n.md" } };
    expect(excerpt(shown)).toEqual([{ text: "Drugs · Drug | Dose · Ibuprofen | 400 mg · Zinc | 3 mg · Come again.", mark: "" }]);
    const at = text.indexOf("| Ibu");
    expect(excerpt({ ...shown, best: { start: at, end: at + "| Ibuprofen | 400 mg |".length } }).map(({ text }) => text).join("")).toBe("Drugs · Drug | Dose · Ibuprofen | 400 mg · Zinc | 3 mg · Come again.");
  });

  it("shortens the dots of a table of contents", () => {
    const text = "3.5. /boot ........... 7 3.6. /dev . . . . . . 8";
    expect(excerpt({ ...source, text, best: { start: 0, end: 0 } })[0]?.text).toBe("3.5. /boot … 7 3.6. /dev … 8");
  });

  it("marks no mere point", () => {
    const text = "Contents . 51 Replacing a program.";
    expect(excerpt({ ...source, start: 0, text, best: { start: 9, end: 10 } })).toEqual([{ text, mark: "" }]);
  });

  it("speaks of pages where there are some", () => {
    const document = { id: "a", title: "A", path: "/a.txt" };
    expect([pageOf(document, 1), pageOf(document, 2), pageOf({ ...document, path: "/a.PDF" }, 1)]).toEqual(["", "page 2", "page 1"]);
  });

  it("names the words that the passages don't bear out, and finds them in the sentence", () => {
    const sentence = (...missing: string[]) => ({ start: 0, end: 1, state: "partly" as const, citations: [], missing });
    expect(missingWords(sentence("May"))).toBe("the passages don't bear out “May”");
    expect(missingWords(sentence("May", "June"))).toBe("the passages don't bear out “May” and “June”");
    expect(missingWords(sentence("a", "b", "c", "d", "e"))).toBe("the passages don't bear out “a”, “b”, “c” and 2 more words");
    expect(missingParts("In may, not Mayor (C++).", ["May", "C++"])).toEqual([
      { text: "In ", missing: false },
      { text: "may", missing: true },
      { text: ", not Mayor (", missing: false },
      { text: "C++", missing: true },
      { text: ").", missing: false },
    ]);
    expect(missingParts("Nothing.", [])).toEqual([{ text: "Nothing.", missing: false }]);
  });

  it("names days the way people do", () => {
    const now = new Date(2026, 10, 24, 12);
    expect(day(new Date(2026, 10, 23, 23).toISOString(), now)).toBe("Yesterday");
    expect(day(new Date(2026, 10, 24, 9, 5).toISOString(), now)).toMatch(/9:05|09:05/);
    expect(day(new Date(2025, 0, 2).toISOString(), now)).toMatch(/2025/);
  });
});
