const apple = /Mac|iPhone|iPad/.test(globalThis.navigator?.userAgent ?? "");

/** "Ctrl", or the key that stands for it on a Mac. */
export const CTRL = apple ? "⌘" : "Ctrl";

/** A key and what it does. */
export interface Shortcut {
  keys: readonly string[];
  does: string;
}

/** Every key, by where it works; DESIGN.md has the same table. */
export const shortcuts: readonly { where: string; list: readonly Shortcut[] }[] = [
  {
    where: "Anywhere",
    list: [
      { keys: [`${CTRL} K`], does: "All commands, documents and chats by name" },
      { keys: ["?"], does: "This list" },
      { keys: [`${CTRL} ,`], does: "Settings" },
      { keys: ["F6", "Shift F6"], does: "Next and previous pane" },
      { keys: [`${CTRL} F`], does: "Find in the open document" },
      { keys: [`${CTRL} Z`], does: "Take back the last removal" },
      { keys: [`${CTRL} +`, `${CTRL} −`, `${CTRL} 0`], does: "Larger, smaller, usual text" },
      { keys: ["Escape"], does: "Close what is on top" },
    ],
  },
  {
    where: "Question",
    list: [
      { keys: ["Enter"], does: "Ask" },
      { keys: ["Shift Enter"], does: "New line" },
      { keys: ["↑"], does: "The last question, to change it" },
      { keys: ["Escape"], does: "Stop the answer, or the second opinion" },
    ],
  },
  {
    where: "Chats",
    list: [
      { keys: ["↑", "↓"], does: "Move among the chats" },
      { keys: ["F2"], does: "Rename" },
    ],
  },
  {
    where: "Library",
    list: [
      { keys: ["↑", "↓", "Home", "End"], does: "Move among the documents" },
      { keys: ["→", "←"], does: "A document's buttons, and back" },
      { keys: ["Enter"], does: "Open in the reader" },
      { keys: ["Delete"], does: "Remove from Carrel; the file stays" },
    ],
  },
  {
    where: "Reader",
    list: [
      { keys: ["N", "P"], does: "Next and previous passage" },
      { keys: ["M"], does: "Mark all passages in this document, or one" },
      { keys: ["A"], does: "Ask about the selected words, or the marked passage" },
      { keys: ["C"], does: "Copy them with their document and page" },
      { keys: ["I"], does: "What the marked passage bears out" },
      { keys: [`${CTRL} +`, `${CTRL} −`, `${CTRL} 0`], does: "Larger, smaller, fit the width" },
      { keys: ["Escape"], does: "Back to the citation" },
    ],
  },
  {
    where: "Border between two panes",
    list: [
      { keys: ["←", "→"], does: "Make narrower and wider" },
      { keys: ["Enter"], does: "Fold away and bring back" },
    ],
  },
];
