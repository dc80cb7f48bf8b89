import type { Answer } from "../api";
import { escaped, oneLine, placeOf, type Copied } from "../text/reference";
import { compose, type ComposedBlock } from "./compose";
import { sentenceStates, whereOf } from "./wording";

/**
 * An answer for other programs: behind each sentence the places that bear it out, and
 * where they don't, what Carrel says of it on the screen. A claim keeps its state.
 */
export function answerWith(answer: Answer): Copied {
  const citations = new Map(answer.citations.map((citation) => [citation.n, citation]));

  const inline = (block: ComposedBlock, form: (text: string) => string, place: (text: string) => string) =>
    block.pieces
      .map(({ runs, sentence, last }) => {
        const words = form(runs.map(({ text }) => text).join(""));
        if (!last || !sentence || sentence.state === "plain") return words;
        const state = ["quoted", "supported"].includes(sentence.state) ? "" : ` [${form(sentenceStates[sentence.state].word)}]`;
        const cited = sentence.citations.flatMap((n) => citations.get(n) ?? []);
        const places = [...new Set(cited.map((each) => oneLine(placeOf({ ...each, where: whereOf(each) }))))];
        return `${words}${state}${places.length > 0 ? ` (${places.map((each) => place(form(each))).join("; ")})` : ""}`;
      })
      .join("");
  const plain = (block: ComposedBlock) => inline(block, (text) => text, (text) => text).trim();
  const html = (block: ComposedBlock) => inline(block, escaped, (text) => `<cite>${text}</cite>`).trim();

  const sections = compose(answer.answer, answer.sentences);
  return {
    plain: sections
      .map((section) => {
        if (section.kind === "block") return plain(section.block);
        return section.items.map((item, i) => `${section.kind === "bullets" ? "-" : `${item.number ?? i + 1}.`} ${plain(item)}`).join("\n");
      })
      .join("\n\n"),
    html: sections
      .map((section) => {
        if (section.kind === "block") return section.block.kind === "code" ? `<pre>${html(section.block)}</pre>` : `<p>${html(section.block)}</p>`;
        const items = section.items.map((item) => `<li>${html(item)}</li>`).join("");
        return section.kind === "bullets" ? `<ul>${items}</ul>` : `<ol start="${section.start}">${items}</ol>`;
      })
      .join(""),
  };
}
