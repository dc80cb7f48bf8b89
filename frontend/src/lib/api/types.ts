// Made from the Go types by `go generate ./app/api`. Do not edit.

/** DocumentsReply is the library. */
export interface DocumentsReply {
  documents: Document[];
  activity: Activity;
}

/** AddRequest names files and folders to take into the library. */
export interface AddRequest {
  /** absolute */
  paths: string[];
  /** PathBytes are more of them, each in base64: paths that are not UTF-8. */
  path_bytes?: string[];
}

/** AddReply has one document per file found; those that could not be taken in are StateFailed and say why. */
export interface AddReply {
  documents: Document[];
  /** PassedOver is what was in the folders that were named, and is no document by its name. */
  passed_over?: PassedOver;
}

/** WaitRequest asks to hear when documents have reached a state. */
export interface WaitRequest {
  documents: string[];
  /** searchable or embedded; a failure ends the wait too */
  until: State;
}

/** Document is one file in the library. */
export interface Document {
  /** 16 hex digits; of the content's SHA-256 where it could be read, else of its path's */
  id: string;
  /** absolute */
  path: string;
  title: string;
  /** as the file's metadata have it, several set apart by ";" */
  author?: string;
  /** its own, as exactly as it is known */
  date?: OwnDate;
  /** one of reader.Formats by its Name */
  format: string;
  /** what a page is in it; "" until it has been read */
  unit: Unit;
  /** ISO 639-1 code, "" where not known */
  language?: string;
  state: State;
  pages: number;
  passages: number;
  /** passages that have an embedding */
  embedded: number;
  page_done?: number;
  /** Scans is how many pages are pictures, and Recognised of how many of these the words have been recognised, or could not be. Until the two are equal the document is not StateEmbedded. */
  scans?: number;
  recognised?: number;
  /** RecognisingAgain is how many of those that have been recognised wait to be once more; until then, what was recognised before is found. */
  recognising_again?: number;
  /** RecognisedIn are the languages that words were recognised in, by tesseract's codes ("deu"); none where that is not known. */
  recognised_in?: string[];
  bytes: number;
  /** SHA-256 of the content, hex */
  hash?: string;
  added_at: string;
  /** Sealed says that the document opened with a password when it was read. */
  sealed?: boolean;
  /** NeedsPassword says that its password has to be typed, for the document to be read or, where it has been, for its pages to be shown again. */
  needs_password?: boolean;
  /** in a reply to Add: this content was in the library already */
  known?: boolean;
  /** likewise: where the file lies that was added, if Path is another one */
  copy_at?: string;
  warnings: Warning[];
  error?: string;
  /** a reader.Code constant */
  error_code?: ProblemCode;
  /** Retriable says of a document that could not be read that another try may go otherwise. */
  retriable?: boolean;
}

/** TextReply is the text that was read from a document. */
export interface TextReply {
  pages: Page[];
  /** RecognisedIn is that of the document. */
  recognised_in?: string[];
}

/** BoxesReply are the rectangles that cover a span of a page. */
export interface BoxesReply {
  boxes: Box[];
}

/** WordsReply are the words that were recognised in the picture of a page, in the order of the page's text. */
export interface WordsReply {
  /** of the page */
  text: string;
  /** [] where nothing was recognised */
  words: Word[];
}

/** Query is one search. In its text, "words in quotation marks" must stand in a passage as they are, +word must be in it and -word must not. */
export interface Query {
  query: string;
  /** how many hits; 0 means 10 */
  k?: number;
  /** "" means ModeHybrid */
  mode?: Mode;
  /** only these document ids; none means all */
  documents?: string[];
  filters?: Filters;
  /** quotation marks, plus and minus mean nothing */
  plain?: boolean;
  /** Rerank names what looks at the best passages again: "none", "chat" for the chat model, the path of a reranker's GGUF file; "" means as the settings say. */
  rerank?: string;
  /** Opening, if not 0, lets only passages through that begin within so many code points of their document's first page. They are then found by words alone, K is how many passages are looked through for them, and Where is left out. */
  opening?: number;
}

/** Results is the reply to a search. */
export interface Results {
  query: string;
  took_ms: number;
  /** the one used: lexical where no embedding was to be had */
  mode: Mode;
  hits: Hit[];
  /** Unmeant says that the question could not be compared by meaning with passages that can: there was no time for its embedding, or the engine failed. */
  unmeant?: boolean;
  /** ByWords says that the embedder was not made for the question's language, which documents are in: how near it puts a passage says little. */
  by_words?: boolean;
  /** Foreign says that it was not made for the question's language, which no document is in: only names and words that languages share were found. */
  foreign?: boolean;
  /** Rerank is what came of a second look at the best passages, nil where none was asked for. */
  rerank?: Reranked;
  /** Team says in words why the team's store did not answer; "" if it did, or there is none. */
  team?: string;
}

/** Why explains what a search made of one document. */
export interface Why {
  query: string;
  document: Document;
  /** the one used */
  mode: Mode;
  /** Found is the place of the document's first hit among the search's hits, from 1; 0 where it is not among them. */
  found: number;
  /** in words, the most telling first */
  reasons: string[];
  /** what to do, in words */
  advice: string[];
  /** LeftOut: the limits of the search keep the document out. */
  left_out?: boolean;
  terms: WhyTerm[];
  /** its best ones, at most three */
  passages: WhyPassage[];
  /** Rerank is what came of a second look at the best passages of all, nil where none was asked for. */
  rerank?: Reranked;
}

/** Request is one question. */
export interface AskRequest {
  question: string;
  /** id of the chat it belongs to; "" starts a new one */
  chat?: string;
  /** only these document ids */
  documents?: string[];
  filters?: Filters;
  /** Selection is asked about alone, and Documents and Filters then say nothing. */
  selection?: Stretch[];
  /** path or id of a chat model; "" means the default */
  model?: string;
  seed?: number;
  /** as in knowledge.Query */
  rerank?: string;
  /** Quote answers with sentences of the documents, word for word, and asks no model. */
  quote?: boolean;
  /** SecondOpinion asks the model, when its answer is written, whether the evidence of each sentence bears it out: see Opinion. */
  second_opinion?: boolean;
  /** Summary wants the chosen documents summed up, whatever the question's words. */
  summary?: boolean;
  /** Adapters change the model for this answer; [] leaves it as it is, and left out they are those of the chat's last answer that a model wrote. */
  adapters?: AdapterChoice[];
}

/** AskReply says that a question was taken up; the answer arrives as events. */
export interface AskReply {
  /** for POST /api/jobs/{job}/cancel */
  job: string;
  chat: string;
  turn: string;
}

/** ChatsReply lists conversations, the latest first, without their turns. */
export interface ChatsReply {
  chats: Chat[];
}

/** ChatRequest names a chat; "" gives it back the name made of its first question. */
export interface ChatRequest {
  title: string;
}

/** Chat is a conversation about the library. */
export interface Chat {
  id: string;
  /** the first question, shortened */
  title: string;
  created_at: string;
  updated_at: string;
  /** Collection is the id of the collection that it is about; left out where it is about the whole library. */
  collection?: string;
  /** left out in lists */
  turns?: Turn[];
}

/** Reproduction is what came of making an answer again. */
export interface Reproduction {
  /** id of its turn */
  answer: string;
  chat: string;
  question: string;
  /** Same says that the text is the same to the byte. */
  same: boolean;
  /** Whole says that it is, and that all it stands on is as it was too. */
  whole: boolean;
  /** the text as it was kept */
  recorded: string;
  /** the text as it came out now */
  now: string;
  differences: Difference[];
}

/** VerdictRequest says what the person thinks of an answer. */
export interface VerdictRequest {
  good: boolean;
  reason?: string;
}

/** CasesReply has the answers that the person judged, the oldest verdict first. */
export interface CasesReply {
  cases: Case[];
}

/** FoldersReply lists the watched folders by path. */
export interface FoldersReply {
  folders: Folder[];
}

/** FolderRequest names a folder to watch. */
export interface FolderRequest {
  /** absolute */
  path: string;
  /** Exclude has patterns as in .gitignore of what is left out. Of a folder that is watched already, they take the place of those there are; absent keeps them. */
  exclude?: string[];
}

/** FolderReply is a folder that was looked through, with its documents. */
export interface FolderReply {
  folder: Folder;
  /** ids */
  documents: string[];
}

/** RetryReply says how many documents are tried again. */
export interface RetryReply {
  documents: number;
}

/** BackupRequest asks for a backup. */
export interface BackupRequest {
  /** absolute */
  path: string;
  replace?: boolean;
}

/** Backup is a copy of the library in one file. */
export interface Backup {
  path: string;
  bytes: number;
  documents: number;
  /** uploaded documents in it */
  files: number;
}

/** CheckRequest asks for a check. */
export interface CheckRequest {
  repair?: boolean;
}

/** Check is what is wrong with the library, and what was done about it. */
export interface Check {
  /** in words, as found; none: nothing */
  wrong: string[];
  /** what a repair has put right, in words */
  done: string[];
  /** documents that a repair has read again from their files */
  reading: Document[];
  /** damaged documents that a repair could not read: their files are away, changed, or open with a password that is not kept */
  unable: Document[];
}

/** CollectionsReply lists the collections by name. */
export interface CollectionsReply {
  collections: Collection[];
}

/** CollectionRequest names a collection. */
export interface CollectionRequest {
  name: string;
}

/** CollectRequest puts documents into a collection and takes others out. */
export interface CollectRequest {
  /** document ids */
  add?: string[];
  /** document ids */
  remove?: string[];
}

/** CollectionReply is a collection with the ids of its documents. */
export interface CollectionReply {
  collection: Collection;
  documents: string[];
}

/** StoreRequest names the team's store to share the library with. */
export interface StoreRequest {
  url: string;
  /** Password of the store; "" for none, or the one in the URL. */
  password?: string;
  /** Agreed: the person has seen what is sent to whom, and wants that. */
  agreed: boolean;
}

/** StorePlan says what sharing the library with a store would mean. */
export interface StorePlan {
  /** without its password */
  url: string;
  host: string;
  /** it is on this computer */
  local: boolean;
  /** nobody on the way can read what is sent */
  encrypted: boolean;
  /** one was given, and goes to the keyring */
  password: boolean;
  /** What would be sent at first. */
  documents: number;
  passages: number;
}

/** Store says with whom the library is shared. */
export interface Store {
  /** of the store that is used now, without its password; "" for none */
  url: string;
  /** what people call it */
  host: string;
  /** of the one that will be used from the next start on */
  next: string;
  /** NextHost is what people call that one, Since when the person agreed to it; left out where that is not known. */
  next_host: string;
  since?: string;
  /** of the one that is used now */
  state: TeamState;
  /** What is sent, or would be. */
  documents: number;
  passages: number;
}

/** StorePassword is another password or key for the store that is used now. */
export interface StorePassword {
  password: string;
}

/** KeptPassword says where it is kept. */
export interface KeptPassword {
  kept: Safe;
}

/** UnlockRequest has the password of a document. It is kept in the keyring only. */
export interface UnlockRequest {
  password: string;
}

/** Unlocked is the reply to Unlock. */
export interface Unlocked {
  /** as it is now: it may still wait to be read */
  document: Document;
  /** where its password is kept */
  kept: Safe;
}

/** FormatsReply has what Carrel reads, in the order in which people are told. */
export interface FormatsReply {
  formats: Format[];
}

/** OCRRequest chooses languages to recognise words in. */
export interface OCRRequest {
  /** codes of app.OCR.Languages; none: the defaults for this system */
  languages: string[];
}

/** RecogniseRequest names documents in whose pictures words are recognised. */
export interface RecogniseRequest {
  /** none: those that app.OCR.Otherwise counts */
  documents: string[];
}

/** OCR says how the words in pictures and scanned pages are recognised here. */
export interface OCR {
  ready: boolean;
  /** in words: what it is done with, or what is missing and how to get it */
  text: string;
  /** path of tesseract, "" where there is none */
  program?: string;
  /** Languages are those whose data is installed. */
  languages: OCRLanguage[];
  /** Chosen are the codes of the languages to recognise as the person set them; none: Used are the defaults for this system. */
  chosen: string[];
  used: string[];
  /** More says how to get more languages on this system. */
  more: string;
  /** Otherwise is what was recognised in other languages than Used, or could not be recognised: what RecogniseAgain would take. */
  otherwise: Again;
}

/** ChatModelRequest chooses the model that writes the answers. */
export interface ChatModelRequest {
  /** ChatModel.ID, or the path of a GGUF file */
  model: string;
}

/** ChatModels says which model writes the answers, and which could. */
export interface ChatModels {
  /** in words */
  text: string;
  /** Current is the model that the settings name; nil: it cannot be used. */
  current?: ChatModel;
  /** Models were found on this computer, those of other programs among them. */
  models: ChatModel[];
  /** Adapters lie in Folder, or beside the model that writes. */
  adapters: ChatAdapter[];
  /** Folder is where model files are looked for, besides those that come with Carrel and other programs' folders; any other file can be chosen by its path. */
  folder: string;
  /** Places are files and folders that the person has added: their models are listed where they are. */
  places: string[];
  memory: Memory;
  /** Packs says of each pack for graphics processors whether it is used, and why not. */
  packs: string[];
}

/** ChatAdapters are the LoRA adapters that lie on this computer, with the model that they would change. */
export interface ChatAdapters {
  /** what the model that writes is called; "" where there is none */
  model: string;
  /** where adapters are looked for, besides beside that model */
  folder: string;
  adapters: ChatAdapter[];
}

/** AddModelsRequest names GGUF files, and folders with such files. */
export interface AddModelsRequest {
  /** absolute */
  paths: string[];
}

/** SeenModels are the GGUF files that somebody dropped or named. */
export interface SeenModels {
  /** what came of it, in words */
  text: string;
  models: SeenModel[];
}

/** RunningSettings is how models are run on this computer. */
export interface RunningSettings {
  /** Minutes is how long a model that nobody uses stays in memory, at most a day; KeepAlways (-1): until Carrel ends; 0: 15. Where memory gets short it goes before. */
  minutes: number;
  /** Quiet is "always" for half of the fast processor cores, "auto" for that on battery or when it is hot, "never", which "" means too. */
  quiet: string;
}

/** RunningModels is RunningSettings and what they mean, in words. */
export interface RunningModels {
  minutes: number;
  quiet: string;
  /** how long models stay */
  text: string;
  /** whether they compute with less, now */
  quiet_text: string;
}

/** Catalogue is which models could be downloaded, and what this computer makes of them. */
export interface Catalogue {
  /** in words, with the recommendation */
  text: string;
  /** Recommended is the id of the one for this computer; "": none fits, or its memory is not known. */
  recommended?: string;
  machine: Machine;
  models: OfferedModel[];
  /** where downloaded models are kept */
  folder: string;
  /** Download is the one that runs, or ran last since Carrel started. */
  download?: Download;
}

/** DownloadRequest asks for a model of the catalogue. */
export interface DownloadRequest {
  /** OfferedFile.ID, or OfferedModel.ID for its usual file */
  model: string;
}

/** DownloadReply has the download that runs, or ran last. */
export interface DownloadReply {
  download?: Download;
}

/** DownloadWay is where models are downloaded from, and how Carrel gets there. */
export interface DownloadWay {
  /** Mirror is an address that has a copy of the catalogue's models, "" for none. */
  mirror: string;
  /** Proxy is the URL of a proxy, "none" for a direct way, or "" for what the environment says. A password in it is never given out: "xxxxx" stands for it. */
  proxy: string;
}

/** DownloadWays is the way that the settings name, and in words what holds. */
export interface DownloadWays {
  /** as DownloadWay has them */
  mirror: string;
  proxy: string;
  /** what holds now */
  text: string;
  /** Later is what holds from the next start on, where that is something else: the part of Carrel that downloads is told at its start, and nobody can tell it another way while it runs. */
  later?: string;
}

/** ImportRequest brings in a model file that lies elsewhere, on a USB stick say. */
export interface ImportRequest {
  /** absolute */
  path: string;
  /** that it must have; "": the one that the catalogue, or FILE.sha256 beside it, names */
  sha256?: string;
}

/** ImportedModel is a model file that was copied into Carrel's folder. */
export interface ImportedModel {
  /** in words */
  text: string;
  path: string;
  name: string;
  kind: Kind;
  bytes: number;
  sha256: string;
  /** Checked says by whom the hash was known: "you", "catalogue", "file" (beside it); "": by nobody. */
  checked: string;
}

/** EmbedderRequest chooses a model for finding passages by meaning. */
export interface EmbedderRequest {
  /** EmbeddingModel.ID, or the path of a GGUF file */
  model: string;
}

/** Embedding says with which model documents are found by meaning, and with which they could be. */
export interface Embedding {
  /** in words */
  text: string;
  /** Current is the model that searches go by; nil: by words only. Coming is the one that takes its place when its work is done, nil for none: Switch says how far that is. */
  current?: EmbeddingModel;
  coming?: EmbeddingModel;
  switch?: Switch;
  /** Models can be chosen, these two among them. */
  models: EmbeddingModel[];
  /** Folder is where model files are looked for, besides those that come with Carrel; any other file can be chosen by its path. */
  folder: string;
}

/** RerankSettings is how a search's best passages are looked at again. */
export interface RerankSettings {
  /** Reranker is "none", "chat" for the chat model, or the path of a reranker's GGUF file. */
  reranker: string;
  /** how many are looked at; 0: 20 */
  passages: number;
  /** after that the usual order stands; 0: 10, 60 for the chat model */
  seconds: number;
}

/** Rerank is RerankSettings and what they mean here. */
export interface Rerank {
  reranker: string;
  passages: number;
  seconds: number;
  /** of the model, "" for none */
  name: string;
  /** there is one, and it can be used */
  ready: boolean;
  /** in words */
  text: string;
}

/** LocalAPI is the door for other programs on this computer: whether it is open, where, and with which key. */
export interface LocalAPI {
  on: boolean;
  /** to give to a program: "http://127.0.0.1:4711/v1" */
  address?: string;
  /** likewise; it opens nothing but this door */
  key?: string;
  /** in words */
  text: string;
}

/** LocalAPIRequest lets other programs on this computer in, or no more. */
export interface LocalAPIRequest {
  on: boolean;
}

/** CareRequest asks for care of the library. */
export interface CareRequest {
  kind: CareKind;
  /** backup and restore: absolute */
  path?: string;
  /** backup: a file that is there */
  replace?: boolean;
}

/** LibraryCare is what there is to know about the care of the library. */
export interface LibraryCare {
  /** what is done now, or was last since Carrel started */
  care?: Care;
  /** Last is the last backup that was made on this computer. */
  last?: MadeBackup;
  /** Due: there are documents, and no backup for longer than a month. */
  due: boolean;
  /** a path for the next backup */
  suggested: string;
  /** size of the library on disk */
  bytes: number;
}

/** PathReply is a file that the person chose; "" for none. */
export interface PathReply {
  path: string;
}

/** LinkRequest asks for a page to be opened in the person's own browser. */
export interface LinkRequest {
  /** http or https */
  url: string;
}

/** LockReply is the outcome of trying the network from inside every process. */
export interface LockReply {
  roles: RoleLock[];
}

/** Openings is what the audit log says: what could leave this computer, and why. */
export interface Openings {
  /** the newest first, at most 500 */
  last: Opening[];
  /** how many entries there are */
  total: number;
  /** of the log */
  path: string;
  /** that the log was changed, in words; Last and Total are of before that */
  broken?: string;
}

/** Status is the program's own state. */
export interface Status {
  version: string;
  /** "window", "browser" or "console" */
  surface: Surface;
  lock: LockStatus;
  engine: EngineStatus;
  /** the data folder */
  home: string;
  pid: number;
  /** Keyring says that passwords of documents are kept in the system's keyring; else they are kept in memory until Carrel ends. */
  keyring: boolean;
  /** Notices say what does not work as it should and what to do, one sentence or two each: a missing model, a lock that the kernel did not accept. */
  notices: string[];
  /** StoreKey is the one of Notices that says that the team's store does not take the password or key that Carrel has for it; "" where none does. */
  store_key?: string;
}

/** AnswerEvent is a step of one running answer. */
export interface AnswerEvent {
  job: string;
  chat: string;
  turn: string;
  /** also where there are none */
  sources?: Source[];
  /** "loading", "turn": answers by another model are being finished; "over": nothing any more */
  waiting?: Waiting;
  text?: string;
  thought?: string;
  /** code points of the text, or of the thought, before what is added to it */
  at?: number;
  keep?: number;
  sentence?: Sentence;
  citations?: Citation[];
  answer?: Answer;
  progress?: Progress;
}

/** Empty is the reply of a call that has nothing to tell. */
export type Empty = Record<string, never>;

/** ErrorReply is the body of every reply with an HTTP status of 400 or more. */
export interface ErrorReply {
  error: ErrorBody;
}

/** Activity sums up the library's background work. */
export interface Activity {
  /** documents waiting or being read */
  queued: number;
  /** title of the document being read, "" for none */
  reading: string;
  /** passages still without an embedding */
  to_embed: number;
  /** passages with one */
  embedded: number;
  /** estimate; 0 where not known or nothing runs */
  seconds_left: number;
  /** documents that could not be read */
  failed: number;
  /** documents whose files are out of reach */
  unavailable: number;
  /** the person has paused the work */
  held: boolean;
  /** why it does not go on, in words */
  paused?: string;
  /** ToAnalyse counts passages that words do not find yet, after an update that changed the index. */
  to_analyse?: number;
  /** Recognising is the title of the document of which a page's words are being recognised, ToRecognise how many pages wait for that. */
  recognising?: string;
  to_recognise: number;
  /** Switch is a change of the embedder on its way; nil: none. */
  switch?: Switch;
}

/** PassedOver is what a look through folders left where it was, since by its name it is no document: see reader.IsDocument. What is left out on purpose (see DefaultExclude) is not counted. */
export interface PassedOver {
  files: number;
  /** the commonest, in this order */
  kinds: PassedKind[];
  /** files of other kinds */
  others: number;
}

/** State is where a document stands on its way into the library. */
export type State =
  | "queued"
  | "reading"
  | "searchable"
  | "embedded"
  | "failed"
  | "skipped"
  | "unavailable";

/** OwnDate is a document's own date. */
export interface OwnDate {
  /** as exactly as it is known */
  day: Day;
  /** what it is the date of */
  is: DateKind;
}

/** Unit is what a page is in a document: it names the place of a passage. */
export type Unit =
  | "page"
  | "slide"
  | "sheet"
  | "chapter"
  | "message"
  | "part";

/** Warning is something the person should know although the document was read. */
export interface Warning {
  /** "ocr_missing", "ocr_failed", "ocr_again", "ocr_unsure", "hidden_text", "damaged", "encrypted", "attachment", "formulas" (cells whose results the file lacks) */
  code: string;
  message: string;
  /** 0: the whole document */
  page?: number;
}

/** Page is the text of one page as the rest of Carrel sees it. What a page is depends on the format (Meta.Unit): a page, a slide, a sheet, a chapter, a message, or a stretch of a text that has nothing of the kind. */
export interface Page {
  /** 1-based */
  number: number;
  /** normalised: "\n" line ends, hyphenated words joined, no U+0002 */
  text: string;
  /** Label is the page's own name where it has one: a printed page number, a sheet's or chapter's name, a message's subject. */
  label?: string;
  /** Width and Height are in PDF points, rotation not applied; of a picture file in pixels, as it is shown; 0 where the format has no pages. */
  width?: number;
  height?: number;
  headings?: Heading[];
  /** Line is the number, from 1, of the text's first line in its file; 0 where lines mean nothing to a person. */
  line?: number;
  /** Places name parts of the text more closely than the page does ("B4:D4", "notes"), in order, without overlap. */
  places?: Place[];
  /** Tables are the tables in the text, in order, without overlap. */
  tables?: Table[];
  /** Furniture is what stands on every page (running heads and feet, page numbers): it can be read and cited, but no passage takes it in. */
  furniture?: Span[];
  /** Scan says that the page is a picture: its words are recognised from it, after the other pages have been read, and follow what text it has. */
  scan?: boolean;
}

/** Box is a rectangle in PDF user space of its page: points, origin at the bottom left, rotation not applied (what pdf.js's viewport.convertToViewportRectangle expects). In a picture file it is pixels from the bottom left of the picture as it is shown. */
export interface Box {
  left: number;
  bottom: number;
  right: number;
  top: number;
}

/** Word is a piece of recognised text with its place on the page. A word that was broken at a line's end is two. */
export interface Word {
  /** code points into the text */
  start: number;
  end: number;
  /** number of the line on the page, from 0 */
  line: number;
  box: Box;
}

/** Mode says which rankings a search uses. */
export type Mode =
  | "hybrid"
  | "lexical"
  | "vector";

/** Filters limit a search to documents of some kind; the zero Filters let all pass. What is given must all hold; in a list one is enough. */
export interface Filters {
  /** collections by id or name */
  collections?: string[];
  /** formats by their name or extension: "pdf", ".docx", "markdown" */
  types?: string[];
  /** by ISO 639-1 code or English name: "de", "German" */
  languages?: string[];
  /** absolute path; documents in it and below */
  folder?: string;
  /** Since and Until are days: added on that day or later, on that day or before. "2026", "2026-11" and "2026-11-25" in local time. */
  since?: string;
  until?: string;
  /** DatedSince and DatedUntil are days, months or years as well, of the document's own date: the end of the period that it reports on, the day that it bears, or what its file says. A document without one passes neither. */
  dated_since?: string;
  dated_until?: string;
}

/** Hit is a passage that a search found, or several that follow each other on a page. Text is exactly the code points Start..End of the page's text. */
export interface Hit {
  /** from 1 */
  rank: number;
  score: number;
  document: DocumentRef;
  /** the best of those it is made of */
  passage: number;
  page: number;
  /** its place in words: "page 12", "sheet Budget, B4:D4" */
  where?: string;
  start: number;
  end: number;
  text: string;
  heading?: string;
  /** Dated is the document's own date, "" where neither it nor its file tells one that people would name it by. */
  dated?: Day;
  /** What each ranking thought; for judging whether anything relevant was found. of query and passage embeddings, 0 where not known */
  cosine: number;
  /** Nearness is the cosine brought to a scale that is the same for every embedder: about 0.03 where query and passage have nothing to do with each other, 0.7 where one answers the other; 0 where not known. */
  nearness: number;
  /** share of the query's terms, weighted by IDF, that the passage has, 0..1 */
  coverage: number;
  /** Rerank is how it fared in a second look, nil where it was not looked at again. */
  rerank?: HitRerank;
}

/** Reranked is what came of a second look. */
export interface Reranked {
  /** the model's name */
  by: string;
  /** how many it looked at; 0 where nothing came of it */
  passages: number;
  took_ms: number;
  /** Failed says in words why the passages are in their first order, "" where they are in the new one. */
  failed?: string;
}

/** WhyTerm is one analysed term of the query. */
export interface WhyTerm {
  /** as it is looked up: stemmed, without accents */
  text: string;
  /** how many of the library's passages have it */
  passages: number;
  /** its inverse document frequency */
  weight: number;
  /** one of the passages below has it */
  here: boolean;
  required?: boolean;
}

/** WhyPassage is how one passage fared. A rank is 0 where the passage is not in that ranking at all or too far down to be looked at. */
export interface WhyPassage {
  page: number;
  start: number;
  end: number;
  where: string;
  text: string;
  words_rank: number;
  /** BM25 */
  words_score: number;
  cosine_rank: number;
  cosine: number;
  /** the cosine on the scale that is the same for every embedding model */
  nearness: number;
  /** of all passages, when both are taken together */
  rank: number;
  score: number;
  /** Lift is what it gained, or lost where that is negative, because its page was recognised as RecognisedAs, as a part of Score; 0 and "" where it was not. */
  lift?: number;
  recognised_as?: string;
  /** Rerank is how it fared in a second look, nil where it was not looked at again. */
  rerank?: HitRerank;
  /** of the query's words, as they are written there, in whatever form */
  has: string[];
  /** of them too */
  lacks: string[];
  holds_exact: boolean;
  embedded: boolean;
  /** what it is indexed under besides its text */
  context?: string;
}

/** Stretch is a stretch of one page of a document. */
export interface Stretch {
  /** id */
  document: string;
  /** from 1 */
  page: number;
  /** code points into the page's text */
  start: number;
  end: number;
}

/** AdapterChoice is a LoRA adapter that is to be used. */
export interface AdapterChoice {
  /** as it is listed, or its path */
  name: string;
  /** how much of it; left out: 1 */
  scale?: number;
}

/** Turn is a question and its answer. */
export interface Turn {
  id: string;
  /** id of the chat it belongs to */
  chat: string;
  question: string;
  asked_at: string;
  /** Documents and Filters are what the search was limited to, with collections by id; none: all documents were asked about. */
  documents?: string[];
  filters?: Filters;
  /** Selection is what the question was about, where the person selected it in a document. */
  selection?: Selected[];
  answer: Answer;
  /** the person's */
  verdict?: Verdict;
}

/** Difference is something that is not as it was when an answer was written. */
export interface Difference {
  kind: DifferenceKind;
  /** id as it was recorded */
  document?: string;
  /** in words */
  text: string;
}

/** Case is an answer that the person judged, for trying other models, prompts and settings on the same question. */
export interface Case {
  /** of the answer */
  id: string;
  question: string;
  answer: string;
  abstained: boolean;
  /** "good" or "bad" */
  verdict: string;
  reason: string;
  judged_at: string;
  model: string;
  prompt: string;
  seed: number;
  passages: CasePassage[];
  sentences: CaseClaim[];
}

/** Folder is a folder that the library follows: what is put into it comes in, what changes is read anew, what is moved or renamed stays the same document, and what is deleted goes. */
export interface Folder {
  /** 16 hex digits */
  id: string;
  /** absolute */
  path: string;
  /** patterns as in .gitignore of what is left out, beside DefaultExclude and the settings' */
  exclude: string[];
  state: FolderState;
  /** why it is unavailable, or a part of it */
  error?: string;
  /** why changes are not seen at once */
  notice?: string;
  /** documents' files in it */
  files: number;
  /** of these, with the content of another one */
  duplicates: number;
  /** of these, out of reach */
  away: number;
  /** PassedOver is what was in it, when it was last looked through as a whole, beside documents. */
  passed_over?: PassedOver;
  added_at: string;
  /** in a reply to AddFolder: it was followed already */
  known?: boolean;
}

/** Collection is a named set of documents; a document may be in several. */
export interface Collection {
  /** 16 hex digits */
  id: string;
  name: string;
  /** how many */
  documents: number;
  created_at: string;
}

/** TeamState says how it stands with the team's store. */
export interface TeamState {
  /** "" where there is none */
  name: string;
  /** it is sent what is in the library; else it is only searched */
  sends: boolean;
  /** documents that the store does not have yet as they are */
  waiting: number;
  /** why it does not go on, in words */
  trouble?: string;
  /** that it does not take the password or key is why */
  wants_key: boolean;
  /** another embedding model made its embeddings: it is searched by words */
  words_only: boolean;
  /** nil: it does not answer */
  store?: SharedState;
}

/** Safe says where a password is kept. */
export type Safe =
  | "keyring"
  | "memory";

/** Format is a kind of document that Carrel reads. */
export interface Format {
  /** as in Meta.Format */
  name: string;
  /** what people call it: "Word document" */
  words: string;
  /** lower case, with the point; picked up when a folder is added */
  extensions: string[];
}

/** OCRLanguage is a language that words can be recognised in. */
export interface OCRLanguage {
  /** tesseract's: "deu" */
  code: string;
  /** in English: "German" */
  name: string;
}

/** Again is how much there is to recognise once more. */
export interface Again {
  documents: number;
  /** Pages of theirs that are pictures. A document that failed because there was not a word in it counts as one. */
  pages: number;
}

/** ChatModel is a model that writes answers. */
export interface ChatModel {
  /** to choose it by: a bundled one's name, or a path */
  id: string;
  name: string;
  path: string;
  bytes: number;
  /** how many weights it has */
  parameters: number;
  /** it comes with Carrel */
  bundled: boolean;
  /** whose folder it lies in: "Ollama"; "" for Carrel's own or none */
  program: string;
  /** memory that it takes, in bytes */
  need: number;
  fit: Fit;
  /** in words */
  fit_text: string;
  /** TokensPerSecond is how fast it should write, by what was measured with another model; 0: not known. */
  tokens_per_second: number;
  /** Crashes says why the model is not loaded any more: it made the engine stop each time. "" for all others. */
  crashes?: string;
  /** Placed says where the model is computed and why not where it would be fastest: it failed on the graphics processor. "" for all others. */
  placed?: string;
}

/** ChatAdapter is a LoRA adapter that lies on this computer: a small file that changes how a model answers. */
export interface ChatAdapter {
  /** to choose it by: its file's name without .gguf, or its path where another has that name */
  id: string;
  title: string;
  path: string;
  /** the model that it says it was made for, "" for none */
  base: string;
  rank: number;
  alpha: number;
  bytes: number;
  /** the model that writes */
  fits: boolean;
  /** whether it does, in words */
  text: string;
}

/** Memory is the machine's main memory, in bytes; 0 where it is not known. */
export interface Memory {
  total: number;
  /** what programs can have without anything being swapped out */
  free: number;
}

/** SeenModel is a GGUF file as its header says. It stays where it is. */
export interface SeenModel {
  path: string;
  name: string;
  use: ModelUse;
  /** Text is what it is and whether it fits this computer; of one of no use, why. */
  text: string;
  /** of an adapter, and of one of no use, "unknown" */
  fit: Fit;
}

/** Machine is what decides which models run here, and how fast they write. */
export interface Machine {
  memory: Memory;
  /** of all graphics processors; zero where there is none */
  gpu: Memory;
  /** Rate is how many bytes of weights are gone through in a second while a model writes, as measured with one; 0: not measured. Each token takes all of them once, so that with a model's size it tells how fast that one writes. */
  bytes_per_second: number;
  /** it was measured on the graphics processor */
  on_gpu: boolean;
}

/** OfferedModel is a model of the catalogue. */
export interface OfferedModel {
  id: string;
  name: string;
  family: string;
  kind: Kind;
  parameters: number;
  /** tokens */
  context: number;
  /** ISO 639, or "many" */
  languages: string[];
  tools: boolean;
  /** "never", "choice", "always" */
  thinking: string;
  text: string;
  licence: Licence;
  /** that it comes from */
  host: string;
  /** as people call it */
  host_name: string;
  repository: string;
  /** the first is the usual one */
  files: OfferedFile[];
}

/** Download is a model that is being downloaded, or was last since Carrel started. */
export interface Download {
  /** for POST /api/jobs/{job}/cancel */
  job: string;
  /** OfferedFile.ID */
  model: string;
  /** of the model */
  name: string;
  file: string;
  /** that is asked for it */
  host: string;
  state: DownloadState;
  /** in words */
  text: string;
  /** Done and Total are bytes that are there; a Total of 0 is not known yet. */
  done: number;
  total: number;
  /** 0: not known */
  bytes_per_second: number;
  /** 0: not known */
  seconds_left?: number;
  /** failed */
  code?: string;
  /** failed: what happened and what to do */
  error?: string;
  /** done: where it lies */
  path?: string;
  /** done */
  sha256?: string;
}

/** Kind says what a model is loaded for. */
export type Kind =
  | "chat"
  | "embedding"
  | "rerank";

/** EmbeddingModel is a model for finding passages by meaning. */
export interface EmbeddingModel {
  /** to choose it by: a bundled one's name, or a path */
  id: string;
  name: string;
  path: string;
  bytes: number;
  /** it comes with Carrel */
  bundled: boolean;
  /** made for English only */
  english: boolean;
}

/** Switch is a change of the embedder on its way: vectors of the new one are being made while those of the old one serve. */
export interface Switch {
  /** Embedder.Name of the new one */
  embedder: string;
  /** passages that have its vector */
  done: number;
  /** passages */
  total: number;
  /** estimate; 0 where not known or paused */
  seconds_left: number;
  /** why it does not go on, in words */
  problem?: string;
}

/** CareKind is what is done. */
export type CareKind =
  | "backup"
  | "restore"
  | "check"
  | "repair";

/** Care is one piece of work on the library as a whole: a backup, a restore, a check or a repair. One is done at a time. */
export interface Care {
  /** for POST /api/jobs/{job}/cancel */
  job: string;
  kind: CareKind;
  state: CareState;
  /** Step is what is done now: one of the Step constants; "" before the first. */
  step: string;
  /** Done and Total are bytes of the step; a Total of 0 is not known. */
  done: number;
  total: number;
  /** 0: not known */
  seconds_left?: number;
  /** Final: it can no longer be cancelled. */
  final?: boolean;
  /** of the backup */
  path?: string;
  code?: string;
  /** failed: what happened and what to do */
  error?: string;
  backup?: Backup;
  restored?: Restored;
  check?: Check;
}

/** MadeBackup is a backup and its time. */
export interface MadeBackup {
  path: string;
  bytes: number;
  documents: number;
  made_at: string;
}

/** RoleLock is the result of trying to reach the network from inside one of Carrel's processes. */
export interface RoleLock {
  /** "core", "engine", "reader", "compiler", "recogniser", "porter" */
  role: string;
  /** every attempt was refused by the kernel */
  refused: boolean;
  /** the kernel's word, e.g. "EAFNOSUPPORT" */
  errno?: string;
  /** in words for a person */
  text: string;
  /** the porter: the one process that may reach the network, when told to */
  door?: boolean;
}

/** Opening is an entry of the audit log in words. */
export interface Opening {
  at: string;
  text: string;
}

/** LockStatus says what keeps Carrel off the network. */
export interface LockStatus {
  /** "kernel", "app", "failed" */
  state: LockState;
  /** in words for a person */
  text: string;
  /** Notes are further sentences: what this system cannot enforce, and what the lock still allows. */
  notes: string[];
}

/** EngineStatus says who answers. */
export interface EngineStatus {
  /** "starting", "ready", "failed" */
  state: EngineState;
  text: string;
  /** name of the chat model */
  model: string;
}

/** Source is a passage that was found for a question, numbered as the prompt numbers it. */
export interface Source {
  /** from 1 */
  n: number;
  document: DocumentRef;
  page: number;
  /** its place in words: "page 12", "sheet Budget, B4:D4" */
  where?: string;
  /** code points into the page's text */
  start: number;
  end: number;
  text: string;
  score: number;
  /** Best is the sentence of the passage that answers best, for showing before the model speaks. code points into the page's text */
  best: Span;
  /** Also are further sentences of the passage that are among the three best of all. code points into the page's text */
  also?: Span[];
}

/** Sentence is one sentence of an answer. */
export interface Sentence {
  /** code points into Answer.Text */
  start: number;
  end: number;
  state: SentenceState;
  /** Citation.N of its evidence */
  citations: number[];
  missing?: string[];
  /** the model's, where it was asked for one */
  opinion?: Opinion;
  /** where sources disagree: the value that the last citation has instead */
  other?: string;
}

/** Citation is the evidence for a sentence: a span of one page. */
export interface Citation {
  /** from 1, in order of appearance */
  n: number;
  /** Source.N it lies in */
  source: number;
  document: DocumentRef;
  page: number;
  /** its source's place in words: "page 12", "slide 3" */
  where?: string;
  /** code points into the page's text */
  start: number;
  end: number;
  /** exactly that span */
  quote: string;
  /** empty where the format has no page picture */
  boxes: Box[];
}

/** Answer is one answer, complete or on its way. */
export interface Answer {
  answer: string;
  sentences: Sentence[];
  citations: Citation[];
  sources: Source[];
  /** nothing relevant was found, and the answer says so */
  abstained: boolean;
  /** Unsearched is an answer without a search, which other words would not help: the library is empty, the answer asks which document is meant, or one has no text. Where it is no abstention, the question was a greeting or thanks. */
  unsearched?: boolean;
  /** only quotations were asked for: Request.Quote */
  quoting?: boolean;
  /** SecondOpinion: the model was asked about each sentence, see Sentence.Opinion. */
  second_opinion?: boolean;
  /** documents were summed up as a whole */
  summary?: boolean;
  /** what it was made as, where it is more than an answer to one question */
  form?: Form;
  /** what the person should know: sources left out, documents still being read */
  notices: string[];
  model: string;
  /** Thought is what a model that thinks wrote before its answer. It is neither checked nor cited; "" for other models. */
  thought?: string;
  /** Adapters changed the model; none: it was as it is. */
  adapters?: UsedAdapter[];
  /** form and version of the prompt, e.g. "small/1" */
  prompt?: string;
  seed: number;
  timings: Timings;
  status: AnswerStatus;
  error?: string;
  /** Unsaved is why the answer is in memory alone, in words without a point; "" where it is stored. History.Save tries again. */
  unsaved?: string;
  /** Recipe is what is needed to make the answer again; nil until it is complete. */
  recipe?: Recipe;
}

/** Progress is how far a long answer has come. */
export interface Progress {
  /** parts */
  done: number;
  total: number;
  /** estimate; 0 where not known */
  seconds_left: number;
}

/** ErrorBody says what went wrong. */
export interface ErrorBody {
  /** for the interface to branch on */
  code: string;
  /** for the person: what happened and what to do */
  message: string;
  /** Document is with "changed" the id of the document that holds what is in the file now, where the library has it. */
  document?: string;
}

/** PassedKind is one kind of files that were passed over. */
export interface PassedKind {
  /** of their names, in lower case and with its point; "" for none */
  ending: string;
  files: number;
}

/** Day is a day, a month or a year of the Gregorian calendar: "2018-12-31", "2018-12", "2018"; "" is none. */
export type Day = string;

/** DateKind says what happened on a document's date. */
export type DateKind =
  | "period"
  | "dated"
  | "sent"
  | "published"
  | "created"
  | "saved";

/** Heading is a structural title inside a page's text. */
export interface Heading {
  /** 1 is the highest */
  level: number;
  /** code points into Page.Text */
  start: number;
  end: number;
  text: string;
}

/** Place is a named part of a page's text. */
export interface Place {
  /** code points into Page.Text */
  start: number;
  end: number;
  name: string;
}

/** Table is a table inside a page's text. Each row is one or more whole lines of the text, which no passage cuts. */
export interface Table {
  /** code points into Page.Text */
  start: number;
  end: number;
  /** Title is the caption, or the heading or sheet it stands under; "" for none. */
  title?: string;
  /** Columns are the names of the columns, the first of the row names' included where it has one. They go before each passage of the table for searching, since the rows alone do not say what their values are. */
  columns?: string[];
  rows: Span[];
}

/** Span is a range of code points in a page's text. */
export interface Span {
  start: number;
  end: number;
}

/** DocumentRef names a document inside a hit or a citation. */
export interface DocumentRef {
  id: string;
  path: string;
  title: string;
  /** Elsewhere: it is in the team's store, and Path is "ann@desk:/home/ann/a.pdf". */
  elsewhere?: boolean;
}

/** HitRerank is how a passage fared in a second look. */
export interface HitRerank {
  /** its place among all passages before, from 1 */
  before: number;
  /** and then */
  after: number;
  /** on the model's own scale: comparable within a search only */
  score: number;
}

/** Selected is a stretch of a page that the person chose to ask about, with what it says. */
export interface Selected {
  document: DocumentRef;
  page: number;
  /** its place in words: "page 12", "slide 3" */
  where?: string;
  /** code points into the page's text */
  start: number;
  end: number;
  /** exactly that span */
  quote: string;
}

/** Verdict is what the person thinks of an answer. It is kept with the answer, on this computer. */
export interface Verdict {
  good: boolean;
  /** in the person's words */
  reason?: string;
  at: string;
}

/** DifferenceKind says what differs. */
export type DifferenceKind =
  | "text"
  | "checks"
  | "model"
  | "engine"
  | "carrel"
  | "prompt"
  | "changed"
  | "gone"
  | "passage"
  | "unproved";

/** CasePassage is a passage that the answer was written from. */
export interface CasePassage {
  /** id */
  document: string;
  title: string;
  page: number;
  /** code points into the page's text */
  start: number;
  end: number;
  /** of the text, hex */
  sha256: string;
  text: string;
}

/** CaseClaim is a sentence of the answer as it was judged by Carrel. */
export interface CaseClaim {
  text: string;
  state: SentenceState;
}

/** FolderState says how it stands with a watched folder. */
export type FolderState =
  | "waiting"
  | "scanning"
  | "watched"
  | "unavailable";

/** SharedState says what is in a shared store. */
export interface SharedState {
  /** of the server, with its version: "PostgreSQL 18.0, pgvector 0.8.5" */
  product: string;
  schema: number;
  documents: number;
  passages: number;
  vectors: number;
  /** zero: nobody has put a vector in yet */
  embedder: SharedEmbedder;
  /** what is wrong though it answers ("2 of 3 nodes answer"), in words; "" where nothing is */
  trouble?: string;
}

/** Fit says whether a model fits into this machine's memory. */
export type Fit =
  | "unknown"
  | "well"
  | "tight"
  | "not";

/** ModelUse is what a GGUF file is good for. */
export type ModelUse =
  | "answers"
  | "meaning"
  | "reranker"
  | "adapter"
  | "none";

/** Licence is what a model may be used for. */
export interface Licence {
  name: string;
  url: string;
  /** Commercial use: "yes", "conditions" (see Note) or "no". */
  commercial: string;
  note?: string;
}

/** OfferedFile is one of a model's files. */
export interface OfferedFile {
  /** for a download: "qwen3-4b:Q4_K_M" */
  id: string;
  quantisation: string;
  file: string;
  bytes: number;
  /** bytes is reckoned */
  approximate: boolean;
  /** "": taken from the source when it is downloaded */
  sha256: string;
  /** memory, in bytes */
  need: number;
  placement: Placement;
  /** into the main memory */
  fit: Fit;
  fit_text: string;
  /** TokensPerSecond is how fast it would write; 0: not known. */
  tokens_per_second: number;
  /** where it lies on this computer; "": it doesn't */
  path?: string;
  /** bytes that are here of a download that did not end */
  kept: number;
  /** Consent is what the person is told before a download. Problem says why there can be none. */
  consent: string;
  problem?: string;
}

/** DownloadState is how far a download has come. */
export type DownloadState =
  | "connecting"
  | "fetching"
  | "waiting"
  | "checking"
  | "done"
  | "failed"
  | "cancelled";

/** CareState is how far it has come. */
export type CareState =
  | "running"
  | "done"
  | "failed"
  | "cancelled";

/** Restored is a library that came out of a backup. */
export interface Restored {
  documents: number;
  /** uploaded documents among them */
  files: number;
  /** when the backup was made */
  made_at: string;
  /** folder of the library that was here before, "" where there was none */
  kept: string;
}

/** State is what the aligner found for one sentence of an answer. */
export type SentenceState =
  | "quoted"
  | "supported"
  | "partly"
  | "unsupported"
  | "conflict"
  | "plain";

/** Opinion is what the chat model says to whether a sentence's evidence bears it out. It stands beside the aligner's state and never changes it: a model can be talked into a yes, and is asked because it may see a no that words do not show. */
export type Opinion =
  | "yes"
  | "partly"
  | "no";

/** Form is what an answer was made as. */
export type Form =
  | "comparison"
  | "list";

/** UsedAdapter is a LoRA adapter that an answer was written with. */
export interface UsedAdapter {
  name: string;
  path: string;
  scale: number;
}

/** Timings of an answer. */
export interface Timings {
  retrieve_ms: number;
  /** from the question */
  first_token_ms: number;
  total_ms: number;
  prompt_tokens: number;
  answer_tokens: number;
}

/** Recipe is what is needed to make an answer again, and to tell why it comes out otherwise: see Asker.Reproduce. */
export interface Recipe {
  /** the version that answered */
  carrel: string;
  /** File is "" where no model was asked */
  model: RecipeModel;
  /** what changed the model */
  adapters?: RecipeAdapter[];
  engine: RecipeEngine;
  /** form and version: "small/1" */
  prompt: string;
  /** what searched by meaning, with its hash; "" for nothing */
  embedder: string;
  /** in their order */
  searches: RecipeSearch[];
  /** what the model was given, in their order */
  calls: RecipeCall[];
  /** Read are documents that were read as a whole, for a summary, in their order. */
  read?: RecipeRead[];
}

/** SharedEmbedder is the identity of the model that made a store's vectors. */
export interface SharedEmbedder {
  name: string;
  dimensions: number;
}

/** Placement says where a model would run. */
export type Placement =
  | "unknown"
  | "gpu"
  | "partly"
  | "cpu"
  | "too_big";

/** RecipeModel is the model file that wrote, and how it was loaded. */
export interface RecipeModel {
  /** its name; of a model in parts the first */
  file: string;
  path: string;
  name: string;
  bytes: number;
  /** hex; of a model in parts, of all after each other. "" where it was not known in time */
  sha256: string;
  /** ContextTokens and Threads are as in inference.ModelSpec: 0 leaves them to the engine. */
  context_tokens: number;
  threads: number;
  /** Where says in words what of the model a graphics processor computed; "" where there is none, or that was llama.cpp's choice. */
  where?: string;
}

/** RecipeAdapter is a LoRA adapter that changed the model. */
export interface RecipeAdapter {
  name: string;
  path: string;
  scale: number;
  /** hex; "" where it was not known in time */
  sha256: string;
}

/** RecipeEngine is what computed. */
export interface RecipeEngine {
  /** version of llama.cpp */
  library: string;
  /** version of yzma */
  binding: string;
  /** with the variant for the processor: "CPU (zen4)" */
  backends: string[];
}

/** RecipeSearch is a search and the passages that it found. */
export interface RecipeSearch {
  query: Query;
  /** the one that was used */
  mode: Mode;
  passages: RecipePassage[];
}

/** RecipeCall is what the model was given once. */
export interface RecipeCall {
  messages: Message[];
  max_tokens: number;
  /** Sampling has every setting, the seed that was drawn too. */
  sampling: Sampling;
  stop?: string[];
  grammar?: string;
  /** Chosen says that the seed was given with the question. Else the engine was free to follow the machine's load, which can change a long answer's words. */
  chosen_seed: boolean;
}

/** RecipeRead is a document as it was when it was summed up. */
export interface RecipeRead {
  document: DocumentRef;
  /** of its file; "" for one of a team's store */
  document_sha256: string;
  /** of all passages with their places, hex */
  sha256: string;
  passages: number;
  /** passages whose embedding counted */
  embedded: number;
}

/** RecipePassage is a passage as it was when the answer was written. */
export interface RecipePassage {
  document: DocumentRef;
  /** of its file; "" for one of a team's store */
  document_sha256: string;
  page: number;
  where?: string;
  /** code points into the page's text */
  start: number;
  end: number;
  /** of its text, hex */
  sha256: string;
  /** Text is left out where it lies in one of the answer's sources. */
  text?: string;
  /** Dated is the document's own date, by which the latest of its kind is quoted first. */
  dated?: Day;
  score: number;
  cosine: number;
  nearness: number;
  coverage: number;
}

/** Message is one turn of a chat. */
export interface Message {
  /** "system", "user", "assistant" */
  role: string;
  content: string;
}

/** Sampling holds the sampler's settings. Pointers, where 0 is a setting of its own; nil means the default that the comment names. */
export interface Sampling {
  /** 0: greedy; default 0.2 */
  temperature?: number;
  /** default 0.95 */
  top_p?: number;
  /** default 40; 0: off */
  top_k?: number;
  /** default 0.05 */
  min_p?: number;
  repeat_penalty?: number;
  /** Frequency and Presence, from -2 to 2, are taken off the logit of a token that the answer has: once for each time, and once. nil: 0. */
  frequency_penalty?: number;
  presence_penalty?: number;
  /** nil: random; the result says which */
  seed?: number;
}

export type AnswerStatus =
  | "running"
  | "done"
  | "stopped"
  | "failed"
  | "interrupted";

export type Waiting =
  | "loading"
  | "turn"
  | "over";

export type ProblemCode =
  | "missing"
  | "unreadable"
  | "empty"
  | "encrypted"
  | "damaged"
  | "unsupported"
  | "too_large"
  | "timeout"
  | "memory"
  | "crashed"
  | "disk_full"
  | "ocr_missing"
  | "password_needed"
  | "password_wrong";

export type LockState =
  | "kernel"
  | "app"
  | "failed";

export type EngineState =
  | "starting"
  | "ready"
  | "failed";

export type Surface =
  | "window"
  | "browser"
  | "console";

/** What ErrorBody.code can be, besides ProblemCode and the engine's codes. */
export type ErrorCode =
  | "bad_request"
  | "unauthorized"
  | "forbidden"
  | "not_found"
  | "gone"
  | "changed"
  | "too_large"
  | "disk_full"
  | "busy"
  | "unsupported"
  | "closing"
  | "cancelled"
  | "newer_data"
  | "no_model"
  | "paused"
  | "exists"
  | "internal";

/** Codes of the engine, as ErrorBody.code. */
export type EngineCode =
  | "library_missing"
  | "library_version"
  | "model_missing"
  | "model_not_gguf"
  | "model_broken"
  | "model_crashes"
  | "model_kind"
  | "adapter"
  | "prompt_too_long"
  | "engine_died"
  | "protocol"
  | "cancelled"
  | "bad_request"
  | "internal";

/** One thing that happened: Wails event "carrel" in the window, Server-Sent Event "carrel" in the browser. */
export type Event =
  | { type: "document.changed"; document: Document }
  | { type: "document.removed"; removed: string }
  | { type: "folders"; folders: Folder[] }
  | { type: "folder.added"; folder: Folder }
  | { type: "collections"; collections: Collection[] }
  | { type: "activity"; activity: Activity }
  | { type: "answer.sources"; answer: AnswerEvent & Required<Pick<AnswerEvent, "sources">> }
  | { type: "answer.text"; answer: AnswerEvent & Required<Pick<AnswerEvent, "text">> }
  | { type: "answer.waiting"; answer: AnswerEvent & Required<Pick<AnswerEvent, "waiting">> }
  | { type: "answer.thought"; answer: AnswerEvent & Required<Pick<AnswerEvent, "thought">> }
  | { type: "answer.cut"; answer: AnswerEvent & Required<Pick<AnswerEvent, "keep">> }
  | { type: "answer.sentence"; answer: AnswerEvent & Required<Pick<AnswerEvent, "sentence">> }
  | { type: "answer.progress"; answer: AnswerEvent & Required<Pick<AnswerEvent, "progress">> }
  | { type: "answer.done"; answer: AnswerEvent & Required<Pick<AnswerEvent, "answer">> }
  | { type: "status"; status: Status }
  | { type: "embedding"; embedding: Embedding }
  | { type: "problem"; problem: string }
  | { type: "care"; care: Care }
  | { type: "download"; download: Download }
  | { type: "models"; models: SeenModels }
  | { type: "resync" };
