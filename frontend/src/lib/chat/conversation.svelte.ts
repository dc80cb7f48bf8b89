import { api, ApiError, messageOf, type Answer, type AnswerEvent, type CarrelEvent, type Chat, type Filters, type Progress, type Selected, type UsedAdapter, type Verdict, type Waiting } from "../api";
import type { Announcer } from "../ui/announcer.svelte";
import type { Toasts } from "../ui/toasts.svelte";
import { choicesOf } from "./writing.svelte";
import { notSaved, opinionsGiven, outcome, passagesFound } from "./wording";

/** A question and its answer, on its way or complete. */
export interface LiveTurn {
  /** Stays the same from the moment of asking; the turn's id comes only with the reply. */
  key: number;
  id: string;
  question: string;
  /** When it was asked, as the program writes times. */
  askedAt: string;
  documents: string[];
  filters?: Filters | undefined;
  /** What was selected in a document to ask about. */
  selection?: Selected[] | undefined;
  /** Its documents were to be summed up, whatever its words say. */
  summary?: boolean | undefined;
  answer: Answer;
  /** What the model waits for before it can write, where that takes a moment. */
  waiting?: Waiting | undefined;
  /** How far a summary on its way has come. */
  progress?: Progress | undefined;
  /** What the person thinks of the answer. */
  verdict?: Verdict | undefined;
  /** The person wants it stopped: it is as soon as its id is known. */
  stopping?: boolean;
  /** When the passages were shown, for the tests' latency figures. */
  sourcesAt?: number;
}

/** How a question is put; what is left out is as usual. */
export interface Asking {
  /** Only these documents; the filters then rest. */
  documents?: readonly string[];
  filters?: Filters | undefined;
  /** No model writes. */
  quote?: boolean | undefined;
  /** Is asked about alone. */
  selection?: readonly Selected[] | undefined;
  /** The documents are summed up, whatever the question's words. */
  summary?: boolean | undefined;
  /** The model is asked too whether the sentences are borne out. */
  secondOpinion?: boolean | undefined;
  /** Change the model for the answer; left out: as the chat's last one was written. */
  adapters?: readonly UsedAdapter[] | undefined;
}

type AnswerStep = Extract<CarrelEvent, { answer: AnswerEvent }>;

const SESSION_KEY = "carrel.chat";
const DRAFT_KEY = "carrel.draft";

/** The chats, and the one that is open. */
export class Conversation {
  chats = $state<Chat[]>([]);
  /** id of the open chat; "" for one that has no question yet */
  id = $state("");
  turns = $state<LiveTurn[]>([]);
  #draft = $state(sessionStorage.getItem(DRAFT_KEY) ?? "");
  /** What the next question is about: words that were selected in the reader; empty for nothing. */
  selection = $state.raw<Selected[]>([]);
  /** Why the last question could not be asked or the chat not be opened. */
  problem = $state("");
  opening = $state(false);
  /** The chat that is being given a name, "" for none. */
  renaming = $state("");
  /** Counts the chats that were opened or begun: the limits of the next question follow them. */
  opened = $state(0);

  readonly title = $derived(this.chats.find((chat) => chat.id === this.id)?.title ?? this.turns[0]?.question ?? "");
  readonly running = $derived(this.turns.find((turn) => turn.answer.status === "running"));
  /** key of the turn on whose answer a second opinion is being asked for */
  opining = $state<number>();
  /** Whether there is something to stop: an answer, or a second opinion. */
  readonly stoppable = $derived(this.running !== undefined || this.opining !== undefined);

  // The name of the second opinion that is being asked for.
  #opinion = "";
  #key = 0;
  #leaving = new Set<string>();
  // Events can overtake the reply that says which turn they belong to.
  #early: AnswerStep[] = [];
  // What comes while the chat is fetched may be newer than what is fetched.
  #meanwhile: AnswerStep[] | undefined;
  #asking: LiveTurn | undefined;

  constructor(
    private readonly announcer: Announcer,
    private readonly toasts: Toasts,
  ) {}

  /** The next question, as far as it is written; it outlives a reload. */
  get draft(): string {
    return this.#draft;
  }

  set draft(words: string) {
    this.#draft = words;
    if (words === "") sessionStorage.removeItem(DRAFT_KEY);
    else sessionStorage.setItem(DRAFT_KEY, words);
  }

  /** Loads the list of chats and opens the one that was open before a reload. */
  async load(): Promise<void> {
    await this.refresh();
    const last = sessionStorage.getItem(SESSION_KEY);
    if (this.id === "" && this.turns.length === 0 && last && this.chats.some((chat) => chat.id === last)) {
      await this.open(last);
    }
  }

  async refresh(): Promise<void> {
    const { chats } = await api.chats();
    this.chats = (chats ?? []).filter((chat) => !this.#leaving.has(chat.id));
  }

  /** Loads the open chat again, after events may have been missed. */
  async resync(): Promise<void> {
    await this.refresh();
    if (this.id !== "" && !this.#asking) await this.open(this.id);
  }

  /** Opens a chat; `meanwhile` has the steps of its answers that may be newer than what is fetched. */
  async open(id: string, meanwhile: AnswerStep[] = []): Promise<void> {
    const another = this.id !== id;
    if (another) void this.#stopOpinion();
    this.opening = another;
    this.problem = "";
    this.#meanwhile = meanwhile;
    try {
      const chat = await api.chat(id);
      const known = new Map(this.turns.map((turn) => [turn.id, turn]));
      this.turns = (chat.turns ?? []).map((turn) => {
        const before = known.get(turn.id);
        return {
          key: before?.key ?? ++this.#key,
          id: turn.id,
          question: turn.question,
          askedAt: turn.asked_at,
          documents: turn.documents ?? [],
          filters: turn.filters,
          selection: turn.selection,
          summary: before?.summary,
          answer: whole(turn.answer),
          verdict: turn.verdict,
        };
      });
      this.#setId(id);
      if (another) this.opened++;
      // Of an answer that goes on, each step says its place: what is there already is not added again.
      if (this.running) for (const event of meanwhile) this.receive(event);
    } catch (error) {
      this.problem = messageOf(error);
    } finally {
      this.opening = false;
      if (this.#meanwhile === meanwhile) this.#meanwhile = undefined;
    }
  }

  /** Starts a new chat; nothing is stored before its first question. */
  begin(): void {
    void this.#stopOpinion();
    this.#setId("");
    this.selection = [];
    this.turns = [];
    this.opened++;
    this.problem = "";
  }

  async ask(question: string, { documents = [], filters, quote = false, selection = [], summary = false, secondOpinion = false, adapters }: Asking = {}): Promise<void> {
    const text = question.trim();
    if (text === "" || this.running) return;
    this.problem = "";
    this.turns.push({ key: ++this.#key, id: "", question: text, askedAt: new Date().toISOString(), documents: [...documents], filters, selection: [...selection], summary, answer: { ...empty(), summary, ...(adapters && !quote && { adapters: [...adapters] }) } });
    const turn = this.turns[this.turns.length - 1];
    if (!turn) return;
    this.#asking = turn;
    try {
      const started = await api.ask({
        question: text,
        ...(this.id === "" ? {} : { chat: this.id }),
        ...(documents.length === 0 ? {} : { documents: [...documents] }),
        ...(filters && { filters }),
        ...(quote && { quote }),
        ...(summary && { summary }),
        ...(secondOpinion && { second_opinion: true }),
        ...(adapters && { adapters: choicesOf(adapters) }),
        ...(selection.length > 0 && { selection: selection.map(({ document, page, start, end }) => ({ document: document.id, page, start, end })) }),
      });
      turn.id = started.turn;
      this.#asking = undefined;
      if (turn.stopping) void this.#stopAnswer(turn);
      if (this.id !== started.chat && this.turns.includes(turn)) this.#setId(started.chat);
      this.#drain();
      await this.refresh();
    } catch (error) {
      this.#asking = undefined;
      this.#early = [];
      // The question goes back to the field: nothing the person wrote is lost.
      this.turns = this.turns.filter((other) => other.key !== turn.key);
      if (this.draft === "") {
        this.draft = text;
        this.selection = [...selection];
      }
      this.problem = messageOf(error);
    }
  }

  /** Stops the answer that is being written, else the second opinion that is being asked for. */
  async stop(): Promise<void> {
    const turn = this.running;
    if (!turn) return this.#stopOpinion();
    turn.stopping = true;
    if (turn.id !== "") await this.#stopAnswer(turn);
  }

  async #stopAnswer(turn: LiveTurn): Promise<void> {
    try {
      await api.stopAnswer(turn.id);
    } catch (error) {
      this.problem = messageOf(error);
    }
  }

  /** Puts a question that was asked into the field once more, to be changed; what stood there can be had back. */
  change({ question, selection }: LiveTurn): void {
    const before = this.draft;
    this.draft = question;
    this.selection = [...(selection ?? [])];
    if (before.trim() === "" || before === question) return;
    this.toasts.show({ text: "The question you were writing was put aside.", action: { label: "Undo", run: () => (this.draft = before) } });
  }

  /** Keeps what the person thinks of an answer, or takes it back. @returns whether that worked */
  async judge(turn: LiveTurn, good: boolean | undefined, reason: string): Promise<boolean> {
    this.problem = "";
    try {
      if (good === undefined) {
        await api.takeVerdictBack(turn.id);
        turn.verdict = undefined;
        this.announcer.say("Taken back.");
      } else {
        turn.verdict = await api.judge(turn.id, { good, ...(reason === "" ? {} : { reason }) });
        this.announcer.say(reason === "" ? `Marked as a ${good ? "good" : "bad"} answer.` : "Kept on this computer.");
      }
      return true;
    } catch (error) {
      this.problem = messageOf(error);
      return false;
    }
  }

  /** Tries again to store an answer that is in memory alone. @returns whether that worked */
  async save(turn: LiveTurn): Promise<boolean> {
    try {
      await api.saveAnswer(turn.id);
    } catch (error) {
      if (error instanceof ApiError && error.code === "disk_full") this.announcer.warn(notSaved(turn.answer.unsaved ?? "", true));
      else this.problem = messageOf(error);
      return false;
    }
    turn.answer.unsaved = undefined;
    this.announcer.say("Saved on this computer.");
    void this.refresh();
    void this.#saved();
    return true;
  }

  /** Others may have been stored with what was stored now: before it, so that a chat keeps its order. */
  async #saved(): Promise<void> {
    if (this.id !== "" && !this.running && this.turns.some(({ answer }) => answer.unsaved)) await this.open(this.id);
  }

  /** Has the model say too whether an answer's sentences are borne out: of one answer at a time. */
  async opine(turn: LiveTurn): Promise<void> {
    this.problem = "";
    void this.#stopOpinion();
    const asking = String(Math.random()); // randomUUID is not there in every web view
    this.opining = turn.key;
    this.#opinion = asking;
    try {
      turn.answer = whole(await api.secondOpinion(turn.id, asking));
      this.announcer.say(opinionsGiven(turn.answer.sentences));
    } catch (error) {
      if (error instanceof ApiError && error.code === "cancelled") this.announcer.say("Stopped. The answer is as it was.");
      else this.problem = messageOf(error);
    } finally {
      if (this.#opinion === asking) this.opining = undefined;
    }
  }

  async #stopOpinion(): Promise<void> {
    const turn = this.turns.find(({ key }) => key === this.opining);
    if (!turn) return;
    try {
      await api.stopOpinion(turn.id, this.#opinion);
    } catch (error) {
      this.problem = messageOf(error);
    }
  }

  /** Gives a chat a name; an empty one gives it back the one made of its first question. */
  async rename(id: string, name: string): Promise<void> {
    const chat = this.chats.find((other) => other.id === id);
    if (!chat || name.trim() === chat.title) return;
    this.problem = "";
    try {
      const { title } = await api.renameChat(id, name);
      this.chats = this.chats.map((other) => (other.id === id ? { ...other, title } : other));
      this.announcer.say(`Renamed to ${title}.`);
    } catch (error) {
      this.problem = messageOf(error);
    }
  }

  /** Takes a chat away, and deletes it when it can no longer be taken back. */
  remove(id: string): void {
    const chat = this.chats.find((other) => other.id === id);
    if (!chat) return;
    this.#leaving.add(id);
    this.chats = this.chats.filter((other) => other.id !== id);
    if (this.id === id) this.begin();
    this.announcer.say("Chat deleted.");
    this.toasts.show({
      text: "Chat deleted.",
      action: {
        label: "Undo",
        run: () => {
          this.#leaving.delete(id);
          void this.refresh();
          this.announcer.say("Chat restored.");
        },
      },
      onexpire: () => {
        void api.deleteChat(id).then(
          () => this.#leaving.delete(id),
          (error: unknown) => {
            this.#leaving.delete(id);
            this.problem = messageOf(error);
            void this.refresh();
          },
        );
      },
    });
  }

  receive(event: CarrelEvent): void {
    if (!("answer" in event)) return;
    if (this.#meanwhile?.includes(event) === false) this.#meanwhile.push(event);
    const turn = this.turns.find((other) => other.id !== "" && other.id === event.answer.turn);
    if (turn) this.#apply(turn, event);
    else if (this.#asking) this.#early.push(event);
    else if (this.id !== "" && event.answer.chat === this.id) {
      // It was asked in another window of Carrel.
      if (!this.#meanwhile) void this.open(this.id, [event]);
    } else if (event.type === "answer.done") void this.refresh();
  }

  #drain(): void {
    const early = this.#early;
    this.#early = [];
    for (const event of early) this.receive(event);
  }

  #apply(turn: LiveTurn, event: AnswerStep): void {
    const answer = turn.answer;
    switch (event.type) {
      case "answer.sources":
        // A summary finds its passages as it goes; only an answer's are news. That there are none is said at its end.
        if (!turn.progress && answer.sources.length === 0 && event.answer.sources.length > 0) this.announcer.say(`${passagesFound(event.answer.sources.length)}.`);
        answer.sources = event.answer.sources;
        turn.sourcesAt ??= performance.now();
        break;
      case "answer.waiting":
        turn.waiting = event.answer.waiting;
        if (turn.waiting !== "over") this.announcer.say(outcome(answer, undefined, false, turn.waiting));
        break;
      case "answer.thought":
        if (!answer.thought) this.announcer.say("The model is thinking before it answers.");
        answer.thought = this.#placed(answer.thought ?? "", event.answer.thought, event.answer.at);
        break;
      case "answer.text":
        answer.answer = this.#placed(answer.answer, event.answer.text, event.answer.at);
        break;
      case "answer.cut": {
        const keep = event.answer.keep;
        answer.answer = [...answer.answer].slice(0, keep).join("");
        answer.sentences = answer.sentences.filter((sentence) => sentence.end <= keep);
        break;
      }
      case "answer.sentence": {
        const citations = event.answer.citations ?? [];
        const sentence = event.answer.sentence;
        answer.sentences = [...answer.sentences.filter((other) => other.start !== sentence.start), plain(sentence)];
        answer.citations = [
          ...answer.citations.filter((other) => !citations.some((citation) => citation.n === other.n)),
          ...citations,
        ];
        break;
      }
      case "answer.progress":
        turn.progress = event.answer.progress;
        answer.summary = true; // a question can ask for one too
        break;
      case "answer.done":
        turn.progress = undefined;
        turn.answer = whole(event.answer.answer);
        this.announcer.say(outcome(turn.answer));
        if (turn.answer.unsaved) this.announcer.warn(notSaved(turn.answer.unsaved));
        else void this.#saved();
        void this.refresh();
        break;
    }
  }

  /** What is known of a text, with what was added after its first `at` code points. */
  #placed(known: string, added: string, at: number | undefined): string {
    const placed = place(known, added, at);
    if (placed !== undefined) return placed;
    // Something before it was missed: the whole is fetched, with all that came by then.
    if (!this.#meanwhile) void this.open(this.id);
    return known;
  }

  #setId(id: string): void {
    this.id = id;
    if (id === "") sessionStorage.removeItem(SESSION_KEY);
    else sessionStorage.setItem(SESSION_KEY, id);
  }
}

/** @returns undefined where what stands before is not known */
function place(known: string, added: string, at: number | undefined): string | undefined {
  if (at === undefined) return known + added;
  const letters = [...known];
  if (at > letters.length) return undefined;
  if (at + [...added].length <= letters.length) return known; // it was in what was fetched
  return letters.slice(0, at).join("") + added;
}

// Go writes an empty list as null where nobody made one.
function whole(answer: Answer): Answer {
  return {
    ...answer,
    sentences: (answer.sentences ?? []).map(plain),
    citations: answer.citations ?? [],
    sources: answer.sources ?? [],
    notices: answer.notices ?? [],
  };
}

function plain(sentence: Answer["sentences"][number]): Answer["sentences"][number] {
  return { ...sentence, citations: sentence.citations ?? [] };
}

function empty(): Answer {
  return {
    answer: "",
    sentences: [],
    citations: [],
    sources: [],
    abstained: false,
    notices: [],
    model: "",
    seed: 0,
    timings: { retrieve_ms: 0, first_token_ms: 0, total_ms: 0, prompt_tokens: 0, answer_tokens: 0 },
    status: "running",
  };
}
