/** Small letters without accents, so that "resume" finds "Résumé". */
function folded(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** Longer ones are words, not somebody's short form: the letters of "rent" stand in "Pause reading documents". */
const SHORT = 3;

/**
 * How well a text fits what was typed: each typed word must begin one of its
 * words (best), stand in it, or have its letters in it in this order, a few letters only (worst).
 * Undefined where one doesn't; more is better.
 */
export function fit(typed: string, text: string): number | undefined {
  const at = folded(text);
  let sum = 0;
  for (const word of folded(typed).split(/\s+/).filter(Boolean)) {
    const found = at.indexOf(word);
    if (found === 0) sum += 4;
    else if (found > 0) sum += /[\p{L}\p{N}]/u.test(at[found - 1] ?? "") ? 2 : 3;
    else if (word.length > 1 && word.length <= SHORT && inOrder(word, at)) sum += 1;
    else return undefined;
  }
  // Of two that fit alike, the one with less beside it.
  return sum - at.length / 1000;
}

// Letters in order, the first at the beginning of a word: "nch" fits "new chat", not "launch".
function inOrder(letters: string, text: string): boolean {
  for (let from = text.indexOf(letters[0] ?? ""); from >= 0; from = text.indexOf(letters[0] ?? "", from + 1)) {
    if (from > 0 && /[\p{L}\p{N}]/u.test(text[from - 1] ?? "")) continue;
    let at = from;
    if ([...letters.slice(1)].every((letter) => (at = text.indexOf(letter, at + 1)) > 0)) return true;
  }
  return false;
}

/** A thing that can be done, under the name it is looked for by. */
export interface Command {
  id: string;
  name: string;
  /** "Ctrl K", as it is shown beside the name */
  key?: string | undefined;
  /** Further words that somebody may type, which are not shown. */
  words?: string | undefined;
  /** Shown only when something was typed: documents and chats would drown the rest. */
  typedOnly?: boolean | undefined;
  run: () => void;
}

/** Asks what was typed: whoever types a question here wants its answer, not a command. */
export function asking(typed: string, ask: (question: string) => void): Command[] {
  const question = typed.trim();
  return question === "" ? [] : [{ id: "ask-typed", name: `Ask “${question}”`, run: () => ask(question) }];
}

/** The most that is shown. */
const SHOWN = 50;

/** The commands that fit what was typed, best first; all where nothing was. */
export function matching(commands: readonly Command[], typed: string): Command[] {
  if (typed.trim() === "") return commands.filter(({ typedOnly }) => !typedOnly);
  const fits: { command: Command; score: number }[] = [];
  for (const command of commands) {
    const name = fit(typed, command.name);
    // A hidden word counts less than one that can be seen.
    const other = command.words ? fit(typed, `${command.name} ${command.words}`) : undefined;
    const score = name ?? (other === undefined ? undefined : other - 2);
    if (score !== undefined) fits.push({ command, score });
  }
  return fits
    .sort((a, b) => b.score - a.score)
    .slice(0, SHOWN)
    .map(({ command }) => command);
}
