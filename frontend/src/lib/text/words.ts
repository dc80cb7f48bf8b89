/** With a capital letter, for the beginning of a line. */
export function capital(text: string): string {
  return text.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());
}

const RTL = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
const LTR = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/** Whether a text has words that are written from the left and others from the right. */
export function writtenBothWays(text: string): boolean {
  return RTL.test(text) && LTR.test(text);
}

/** The last part of a path. */
export function baseName(path: string): string {
  return plainPath(path.replace(/[\\/]+$/, "").split(/[\\/]/).at(-1) || path);
}

/** A path as it is written: marks in it that turn the direction of writing, and can make "exe.pdf" of "fdp.exe", are shown by their names. */
export function plainPath(path: string): string {
  return path.replace(/[\u202a-\u202e\u2066-\u2069]/g, (mark) => `⟨U+${mark.charCodeAt(0).toString(16).toUpperCase()}⟩`);
}

/** A name in parts that a line may break after: it has no space, as names of files often don't. Together they are the name. */
export function breakable(name: string): string[] {
  return name.split(/(?<=[\p{L}\p{N}][_\-./]+)(?=[\p{L}\p{N}])/u);
}

const languageNames = new Intl.DisplayNames(["en"], { type: "language" });

export function languageName(code: string): string {
  try {
    return languageNames.of(code) ?? code;
  } catch {
    return code;
  }
}

/** A year, month or day as people write it: "2020", "March 2020", "3 March 2020". */
export function dayInWords(text: string): string {
  const [year = 0, month, day] = text.split("-").map(Number);
  if (month === undefined) return String(year);
  return new Date(year, month - 1, day ?? 1).toLocaleDateString(undefined, { year: "numeric", month: "long", ...(day === undefined ? {} : { day: "numeric" }) });
}

/** A day and time as people write them, the day as dayInWords has it. */
export function moment(iso: string): string {
  return new Date(iso).toLocaleString(undefined, { dateStyle: "long", timeStyle: "short" });
}
