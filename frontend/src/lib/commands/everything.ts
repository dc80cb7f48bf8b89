import type { LibraryDocument } from "../api";
import type { Conversation } from "../chat/conversation.svelte";
import type { Library } from "../library/library.svelte";
import type { Reader } from "../reader/reader.svelte";
import { sections } from "../settings/sections";
import type { Settings } from "../settings/settings.svelte";
import type { PaneFocus } from "../shell/focus.svelte";
import { paneNames, type Panes } from "../shell/panes.svelte";
import { textSizes, type TextSize } from "../ui/textsize.svelte";
import type { ThemeChoice } from "../ui/theme.svelte";
import type { Toasts } from "../ui/toasts.svelte";
import type { Command } from "./match";
import { CTRL } from "./shortcuts";

/** The parts of the window that commands act on. */
export interface Parts {
  library: Library;
  conversation: Conversation;
  reader: Reader;
  panes: Panes;
  focus: PaneFocus;
  settings: Settings;
  theme: ThemeChoice;
  textSize: TextSize;
  toasts: Toasts;
  addFiles: () => void;
  addFolder: () => void;
  openDocument: (document: LibraryDocument) => void;
  askAboutSelected: () => void;
  copyReference: () => void;
  showPrivacy: () => void;
  showKeys: () => void;
  /** Asks a question as it is typed; none while an answer is on its way or there is nothing to ask about. */
  ask?: ((question: string) => void) | undefined;
}

/** All that can be done now, by name. */
export function everything({ library, conversation, reader, panes, focus, settings, theme, textSize, toasts, ...act }: Parts): Command[] {
  const list: (Command | false)[] = [
    { id: "ask", name: "Ask a question", run: () => void focus.pane("chat") },
    {
      id: "new-chat",
      name: "New chat",
      run: () => {
        conversation.begin();
        void focus.pane("chat");
      },
    },
    conversation.title !== "" && conversation.id !== "" && {
      id: "rename-chat",
      name: "Rename this chat",
      key: "F2",
      words: "title name",
      run: () => {
        panes.show("chat");
        conversation.renaming = conversation.id;
      },
    },
    conversation.stoppable && { id: "stop", name: conversation.running ? "Stop the answer" : "Stop the second opinion", key: "Escape", run: () => void conversation.stop() },
    { id: "add-files", name: "Add files", words: "documents import open", run: act.addFiles },
    { id: "add-folder", name: "Add a folder", words: "documents import follow watch directory", run: act.addFolder },
    toasts.list.some(({ action }) => action) && { id: "undo", name: "Take back the last removal", key: `${CTRL} Z`, words: "undo", run: () => void toasts.actOnLatest() },
    reader.open && {
      id: "find",
      name: "Find in the open document",
      key: `${CTRL} F`,
      words: "search",
      run: () => {
        panes.show("reader");
        reader.startFinding();
      },
    },
    reader.open && { id: "ask-selected", name: "Ask about the selected words", key: "A", words: "selection passage question", run: act.askAboutSelected },
    reader.open && { id: "copy-reference", name: "Copy the selected words with their reference", key: "C", words: "cite quotation passage", run: act.copyReference },
    reader.open && { id: "close-reader", name: "Close the reader", run: () => reader.close() },
    ...panes.open.map((pane): Command => ({ id: `pane-${pane}`, name: `Go to the ${paneNames[pane].toLowerCase()}`, words: "pane", run: () => void focus.pane(pane) })),
    library.documents.length > 0 && {
      id: "pause",
      name: library.activity.held ? "Go on reading documents" : "Pause reading documents",
      words: "resume indexing",
      run: () => void library.pause(!library.activity.held),
    },
    library.retriable > 0 && { id: "retry", name: "Try again what couldn't be read", words: "retry failed", run: () => void library.retryAll() },
    { id: "settings", name: "Settings", key: `${CTRL} ,`, words: "preferences options", run: () => settings.show() },
    ...sections.map((section): Command => ({ id: `settings-${section.id}`, name: `Settings: ${section.label}`, words: section.words, run: () => settings.show(section.id) })),
    { id: "privacy", name: "Privacy and the offline lock", words: "network security", run: act.showPrivacy },
    { id: "light", name: "Light theme", words: "appearance colour", run: () => theme.set("light") },
    { id: "dark", name: "Dark theme", words: "appearance colour night", run: () => theme.set("dark") },
    { id: "system", name: "Theme of the system", words: "appearance colour light dark", run: () => theme.set("system") },
    textSize.percent < textSizes[textSizes.length - 1]! && { id: "larger", name: "Larger text", words: "appearance size zoom font", run: () => textSize.step(1) },
    textSize.percent > textSizes[0] && { id: "smaller", name: "Smaller text", words: "appearance size zoom font", run: () => textSize.step(-1) },
    { id: "keys", name: "Keyboard: what each key does", key: "?", words: "help shortcuts", run: act.showKeys },
    ...library.documents.map((document): Command => ({ id: `document-${document.id}`, name: document.title, words: "open document", typedOnly: true, run: () => act.openDocument(document) })),
    ...conversation.chats.map((chat): Command => ({
      id: `chat-${chat.id}`,
      name: `Chat: ${chat.title}`,
      typedOnly: true,
      run: () => {
        void conversation.open(chat.id);
        void focus.pane("chat");
      },
    })),
  ];
  return list.filter((command) => command !== false);
}
