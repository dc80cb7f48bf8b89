import type { Download, OfferedModel } from "../api";
import { bytes, timeLeft } from "../library/wording";
import { counted } from "../text/counts";

/** The file of a model that is offered: the usual one. */
export function usual(model: OfferedModel): OfferedModel["files"][number] | undefined {
  return model.files[0];
}

/** What a person chooses by: how large it is, on which terms, in which languages, and how it would run here. */
export function offer(model: OfferedModel): string {
  const file = usual(model);
  if (!file) return model.text;
  const facts = [
    `${file.approximate ? "About " : ""}${bytes(file.bytes)}`,
    model.licence.name + { yes: "", conditions: ", commercial use on conditions", no: ", no commercial use" }[model.licence.commercial],
    languages(model.languages),
    reads(model.context),
  ];
  if (model.thinking === "always") facts.push("thinks before it answers");
  if (model.tools) facts.push("can use tools");
  return `${facts.join(" · ")}. ${model.text} ${file.fit_text}${speed(file.tokens_per_second)}`;
}

/** The files of a model to choose from: the larger ones are more exact, and slower. */
export function sizes(model: OfferedModel): { value: string; words: string; detail: string; disabled: boolean }[] {
  return model.files.map((file, i) => ({
    value: file.id,
    words: `${file.approximate ? "About " : ""}${bytes(file.bytes)}${i === 0 ? ", the usual one" : ""}`,
    detail: `${file.path ? "Here already. " : ""}${file.fit_text}${speed(file.tokens_per_second)} (${file.quantisation})`,
    disabled: file.placement === "too_big",
  }));
}

function languages(codes: readonly string[]): string {
  if (codes.includes("many")) return "many languages";
  if (codes.length === 1 && codes[0] === "en") return "English";
  return codes.length <= 3 ? codes.map(languageName).join(", ") : `${codes.length} languages`;
}

/** How much of a text it reads at once: pages say that to people, of about 500 words or 670 tokens each. */
function reads(tokens: number): string {
  return `reads about ${counted(Math.max(1, Math.round(tokens / 670)), "page")} at once`;
}

const names = new Intl.DisplayNames(["en"], { type: "language" });

function languageName(code: string): string {
  return names.of(code) ?? code;
}

function speed(tokens: number): string {
  if (tokens <= 0) return "";
  const words = tokens * 0.75; // of English, of a usual vocabulary
  return words < 1.5 ? " It writes less than two words a second." : ` It writes about ${Math.round(words)} words a second.`;
}

/** Whether a download goes on. */
export function running(download: Download | undefined): boolean {
  return download !== undefined && ["connecting", "fetching", "waiting", "checking"].includes(download.state);
}

/** How far a download is. */
export function progress(download: Download): string {
  if (download.state !== "fetching") return download.text;
  const parts = [`${bytes(download.done)} of ${bytes(download.total)}`];
  if (download.bytes_per_second > 0) parts.push(`${bytes(download.bytes_per_second)} a second`);
  const left = timeLeft(download.seconds_left ?? 0);
  if (left) parts.push(left);
  return `${parts.join(", ")}.`;
}
