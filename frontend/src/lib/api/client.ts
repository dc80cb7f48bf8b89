import { ApiError, errorOf, UNREACHABLE } from "./error";
import type {
  AddReply,
  Answer,
  AskReply,
  AskRequest,
  BoxesReply,
  Care,
  CareRequest,
  Catalogue,
  Chat,
  ChatAdapters,
  ChatModels,
  ChatsReply,
  Collection,
  CollectionReply,
  CollectionsReply,
  DocumentsReply,
  Download,
  DownloadReply,
  DownloadWay,
  DownloadWays,
  Activity,
  Embedding,
  Empty,
  Filters,
  Folder,
  FoldersReply,
  FormatsReply,
  LibraryDocument,
  KeptPassword,
  LibraryCare,
  LocalAPI,
  LocalAPIRequest,
  LockReply,
  OCR,
  Openings,
  Page,
  PathReply,
  Rerank,
  RerankSettings,
  RetryReply,
  RunningModels,
  RunningSettings,
  SeenModels,
  Span,
  Status,
  Store,
  StorePlan,
  TextReply,
  Unlocked,
  Verdict,
  VerdictRequest,
  Why,
  WordsReply,
} from "./model";

async function call(method: string, path: string, body?: string | ArrayBuffer, type?: string): Promise<Response> {
  // A deletion still goes out while the page closes.
  const init: RequestInit = { method, keepalive: method === "DELETE" };
  if (body !== undefined) {
    init.body = body;
    init.headers = { "Content-Type": type ?? "application/json" };
  }
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch {
    throw new ApiError(UNREACHABLE, "Carrel doesn't answer. It may be restarting.", 0);
  }
  if (!response.ok) throw await errorOf(response);
  return response;
}

async function json<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await call(method, path, body === undefined ? undefined : JSON.stringify(body));
  return (await response.json()) as T;
}

const id = encodeURIComponent;

/** The file's name in a Content-Disposition as Go writes it; "" for none. */
function fileName(header: string): string {
  const encoded = /filename\*=utf-8''([^;]+)/i.exec(header)?.[1];
  if (encoded !== undefined) return decodeURIComponent(encoded);
  const plain = /filename="?([^";]+)"?/.exec(header)?.[1];
  return plain ?? "";
}

/** Every call of the interface; the same routes in the window and in a browser. */
export const api = {
  status: () => json<Status>("GET", "/api/status"),

  documents: () => json<DocumentsReply>("GET", "/api/documents"),
  document: (document: string) => json<LibraryDocument>("GET", `/api/documents/${id(document)}`),
  /** What Carrel reads. */
  formats: () => json<FormatsReply>("GET", "/api/formats"),
  /** Opens the system's dialog for files or a folder; in the window only. */
  pick: (folder = false) => json<AddReply>("POST", `/api/documents/pick${folder ? "?folder=1" : ""}`),
  upload: async (name: string, bytes: ArrayBuffer) => {
    const response = await call(
      "POST",
      `/api/documents/upload?name=${encodeURIComponent(name)}`,
      bytes,
      "application/octet-stream",
    );
    return (await response.json()) as AddReply;
  },
  remove: (document: string) => json<Empty>("DELETE", `/api/documents/${id(document)}`),
  restore: (document: string) => json<LibraryDocument>("POST", `/api/documents/${id(document)}/restore`),
  retry: (document: string) => json<LibraryDocument>("POST", `/api/documents/${id(document)}/retry`),
  /** Tries a password; one that opens the document is kept in the keyring. */
  unlock: (document: string, password: string) => json<Unlocked>("POST", `/api/documents/${id(document)}/unlock`, { password }),
  forgetPassword: (document: string) => json<LibraryDocument>("DELETE", `/api/documents/${id(document)}/unlock`),
  /** Where the bytes are, those of a sealed PDF without its password; pdf.js reads them by ranges. */
  fileUrl: (document: string) => `/api/documents/${id(document)}/file`,
  /** Asks for the original and throws what keeps it from being given. */
  checkFile: async (document: string) => {
    const abort = new AbortController();
    try {
      const response = await fetch(`/api/documents/${id(document)}/file`, { signal: abort.signal });
      if (!response.ok) throw await errorOf(response);
    } catch (error) {
      if (error instanceof ApiError) throw error;
      throw new ApiError(UNREACHABLE, "Carrel doesn't answer. It may be restarting.", 0);
    } finally {
      abort.abort();
    }
  },
  /** A page's picture as PNG, for what a browser cannot show by itself. */
  imageUrl: (document: string, page: number) => `/api/documents/${id(document)}/pages/${page}/image`,
  text: (document: string) => json<TextReply>("GET", `/api/documents/${id(document)}/text`),
  page: (document: string, page: number) => json<Page>("GET", `/api/documents/${id(document)}/pages/${page}`),
  boxes: (document: string, page: number, span: Span) =>
    json<BoxesReply>(
      "GET",
      `/api/documents/${id(document)}/pages/${page}/boxes?start=${span.start}&end=${span.end}`,
    ),

  /** The words that were recognised in the picture of a page. */
  words: (document: string, page: number) => json<WordsReply>("GET", `/api/documents/${id(document)}/pages/${page}/words`),

  folders: () => json<FoldersReply>("GET", "/api/folders"),
  /** Follows a folder, or gives one that is followed other patterns of what is left out. */
  addFolder: (path: string, exclude: string[] = []) => json<Folder>("POST", "/api/folders", { path, exclude }),
  /** Its documents stay in the library unless `documents` is set. */
  removeFolder: (folder: string, documents: boolean) =>
    json<Empty>("DELETE", `/api/folders/${id(folder)}${documents ? "?documents=1" : ""}`),
  /** Ends following a folder once all that is in it has come in. */
  onlyOnce: (folder: string) => json<Empty>("DELETE", `/api/folders/${id(folder)}?once=1`),
  /** Ends following a folder and takes out what came in with it. */
  undoFolder: (folder: string) => json<Empty>("DELETE", `/api/folders/${id(folder)}?documents=new`),
  scanFolder: (folder: string) => json<Empty>("POST", `/api/folders/${id(folder)}/scan`),
  collections: () => json<CollectionsReply>("GET", "/api/collections"),
  collection: (collection: string) => json<CollectionReply>("GET", `/api/collections/${id(collection)}`),
  addCollection: (name: string) => json<Collection>("POST", "/api/collections", { name }),
  renameCollection: (collection: string, name: string) => json<Collection>("PATCH", `/api/collections/${id(collection)}`, { name }),
  /** Removes the collection, never its documents. */
  removeCollection: (collection: string) => json<Empty>("DELETE", `/api/collections/${id(collection)}`),
  /** Puts a document into a collection, or takes it out. */
  collect: (collection: string, document: string, into: boolean) =>
    json<CollectionReply>("POST", `/api/collections/${id(collection)}/documents`, into ? { add: [document] } : { remove: [document] }),
  /** How the words in pictures are recognised here. */
  ocr: () => json<OCR>("GET", "/api/ocr"),
  /** Chooses the languages for that; none: those of the system. */
  setOcr: (languages: readonly string[]) => json<OCR>("POST", "/api/ocr", { languages }),
  /** Has words recognised once more, in the background; no documents: those that were recognised in other languages. */
  recogniseAgain: (documents: readonly string[]) => json<AddReply>("POST", "/api/ocr/again", { documents }),
  /** What there is to know about backups, and the work on the library that runs. */
  libraryCare: () => json<LibraryCare>("GET", "/api/library/care"),
  careFor: (request: CareRequest) => json<Care>("POST", "/api/library/care", request),
  /** Opens the system's dialog for the file of a backup; in the window only. */
  pickBackup: (save: boolean) => json<PathReply>("POST", `/api/library/backup/pick${save ? "?save=1" : ""}`),
  /** With whom the library is shared; the store is asked, which may take some seconds. */
  store: () => json<Store>("GET", "/api/store"),
  /** What sharing with a store would mean. Nothing is kept or sent. */
  planStore: (url: string, password: string) => json<StorePlan>("POST", "/api/store/plan", { url, password, agreed: false }),
  /** Shares the library from the next start on; only ever after the person has agreed to the plan. */
  useStore: (url: string, password: string) => json<Store>("PUT", "/api/store", { url, password, agreed: true }),
  /** Ends sharing, with what was sent taken out of the store first or left there. */
  leaveStore: (remove: boolean) => json<Store>("DELETE", `/api/store${remove ? "?remove=1" : ""}`),
  /** Takes another password or key for the store that is used now; whether it is the right one shows when something is sent. */
  keepStorePassword: (password: string) => json<KeptPassword>("PUT", "/api/store/password", { password }),
  /** Comes back when nothing waits for the store any more, or cannot be sent. */
  sendToStore: () => json<Store>("POST", "/api/store/send"),
  pause: () => json<Activity>("POST", "/api/library/pause"),
  resume: () => json<Activity>("POST", "/api/library/resume"),
  retryFailed: () => json<RetryReply>("POST", "/api/library/retry"),
  /** The model that writes the answers, and those there are on this computer. */
  chatModels: () => json<ChatModels>("GET", "/api/chat-model"),
  /** Changes to another one; it is loaded first, which may take a while. */
  useChatModel: (model: string) => json<ChatModels>("PUT", "/api/chat-model", { model }),
  /** Looks into files and folders of this computer and adds their models to the list, where they are. */
  addModels: (paths: readonly string[]) => json<SeenModels>("POST", "/api/models/places", { paths }),
  removeModelPlace: (path: string) => json<ChatModels>("DELETE", `/api/models/places?path=${encodeURIComponent(path)}`),
  /** The small files that change how a model answers, and whether they fit the one that writes. */
  adapters: () => json<ChatAdapters>("GET", "/api/adapters"),
  /** How long models stay in memory. */
  running: () => json<RunningModels>("GET", "/api/models/running"),
  setRunning: (settings: RunningSettings) => json<RunningModels>("POST", "/api/models/running", settings),
  /** Loads a model once more that is left alone because it made the engine crash. */
  retryModel: (model: string) => json<ChatModels>("POST", "/api/models/retry", { model }),
  /** The models that could be downloaded, and how each would run here; measures this computer the first time, or again. Nothing is fetched. */
  catalogue: (again = false) => json<Catalogue>("GET", `/api/catalogue${again ? "?measure=again" : ""}`),
  /** Begins or goes on to download a file of the catalogue; only ever after the person has agreed to its `consent`. */
  download: (model: string) => json<Download>("POST", "/api/downloads", { model }),
  /** The download that runs, or ran last. */
  latestDownload: () => json<DownloadReply>("GET", "/api/downloads"),
  /** Where models are downloaded from, and how Carrel gets there. */
  downloadWays: () => json<DownloadWays>("GET", "/api/downloads/way"),
  /** Another way, from the next start on. */
  setDownloadWay: (way: DownloadWay) => json<DownloadWays>("PUT", "/api/downloads/way", way),
  /** The model that finds passages by meaning, and those there are. */
  embedding: () => json<Embedding>("GET", "/api/embedder"),
  /** Goes over to another one; it is tried first, which may take a while. */
  useEmbedder: (model: string) => json<Embedding>("PUT", "/api/embedder", { model }),
  /** Gives a change up. */
  keepEmbedder: () => json<Embedding>("DELETE", "/api/embedder"),
  /** Explains what a search made of a document. */
  why: (query: string, document: string, filters: Filters = {}, only: readonly string[] = []) => {
    const parameters = new URLSearchParams({ query, document });
    for (const each of only) parameters.append("only", each);
    for (const [name, value] of Object.entries(filters) as [string, string | string[] | undefined][]) {
      for (const each of [value ?? []].flat()) parameters.append(name, each);
    }
    return json<Why>("GET", `/api/why?${parameters.toString()}`);
  },

  /** What looks at a search's best passages again. */
  localAPI: () => json<LocalAPI>("GET", "/api/local"),
  setLocalAPI: (on: boolean) => json<LocalAPI>("POST", "/api/local", { on } satisfies LocalAPIRequest),
  rerank: () => json<Rerank>("GET", "/api/rerank"),
  setRerank: (settings: RerankSettings) => json<Rerank>("POST", "/api/rerank", settings),

  ask: (request: AskRequest) => json<AskReply>("POST", "/api/ask", request),
  cancel: (job: string) => json<Empty>("POST", `/api/jobs/${id(job)}/cancel`),
  /** Stops the answer that is being written for a turn; its text so far is kept. */
  stopAnswer: (turn: string) => json<Empty>("POST", `/api/answers/${id(turn)}/stop`),
  chats: () => json<ChatsReply>("GET", "/api/chats"),
  chat: (chat: string) => json<Chat>("GET", `/api/chats/${id(chat)}`),
  /** Gives a chat a name; "" gives it back the one made of its first question. */
  renameChat: (chat: string, title: string) => json<Chat>("PATCH", `/api/chats/${id(chat)}`, { title }),
  deleteChat: (chat: string) => json<Empty>("DELETE", `/api/chats/${id(chat)}`),
  /** Saves a chat where the person says in the system's dialog, in the window only; "" where they did not. */
  saveChat: async (chat: string, as: string) => (await json<PathReply>("POST", `/api/chats/${id(chat)}/export?as=${id(as)}`)).path,
  /** Has the browser save a chat. @returns its file's name */
  downloadChat: async (chat: string, as: string) => {
    const response = await call("GET", `/api/chats/${id(chat)}/export?as=${id(as)}`);
    const name = fileName(response.headers.get("Content-Disposition") ?? "") || `chat.${as}`;
    const address = URL.createObjectURL(await response.blob());
    const link = document.createElement("a");
    link.href = address;
    link.download = name;
    link.click();
    // The browser has taken the file up by then.
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
    return name;
  },
  /** Tries again to store an answer that could not be stored. */
  saveAnswer: (answer: string) => json<Empty>("POST", `/api/answers/${id(answer)}/save`),
  judge: (answer: string, verdict: VerdictRequest) => json<Verdict>("PUT", `/api/answers/${id(answer)}/verdict`, verdict),
  /** Asks the model for a second opinion on an answer; it is kept with it. May take a while.
   * @param asking a name of its own, to stop it by */
  secondOpinion: (answer: string, asking: string) => json<Answer>("POST", `/api/answers/${id(answer)}/opinion?asking=${id(asking)}`),
  /** Ends the second opinion of that name, even where it overtakes the call above, which then fails as cancelled. */
  stopOpinion: (answer: string, asking: string) => json<Empty>("DELETE", `/api/answers/${id(answer)}/opinion?asking=${id(asking)}`),
  takeVerdictBack: (answer: string) => json<Empty>("DELETE", `/api/answers/${id(answer)}/verdict`),

  /** Asks the porter to open an address in the person's own browser; only ever after a click. */
  openLink: (url: string) => json<Empty>("POST", "/api/links", { url }),
  lock: () => json<LockReply>("GET", "/api/lock"),
  openings: () => json<Openings>("GET", "/api/openings"),
};
