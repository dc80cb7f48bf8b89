/** Text for other programs: plain, and as HTML for those that take it. */
export interface Copied {
  plain: string;
  html: string;
}

/** Words of a document, with where they stand. */
export interface Quoted {
  quote: string;
  document: { title: string };
  /** The place in words: "page 12", "sheet Budget, B4:D4"; "" where a document has but one. */
  where: string;
}

/** "Lease, page 2" */
export const placeOf = ({ document, where }: Quoted) => [document.title, where].filter(Boolean).join(", ");

/** A quotation with its document and place: “The rent is 1,450 euros.” (Lease, page 2) */
export function quotation(quoted: readonly Quoted[]): Copied {
  const each = quoted.map((one) => ({ quote: oneLine(one.quote), place: oneLine(placeOf(one)) }));
  return {
    plain: each.map(({ quote, place }) => `“${quote}” (${place})`).join("\n"),
    html: each.map(({ quote, place }) => `<blockquote><p>“${escaped(quote)}”</p><p>— <cite>${escaped(place)}</cite></p></blockquote>`).join(""),
  };
}

/** A sentence of an answer with the places that bear it out: The rent is 1,450 euros. (Lease, page 2; Letter, page 1) */
export function sentenceWith(sentence: string, evidence: readonly Quoted[]): Copied {
  const text = oneLine(sentence);
  const places = [...new Set(evidence.map((one) => oneLine(placeOf(one))))];
  if (places.length === 0) return { plain: text, html: `<p>${escaped(text)}</p>` };
  return {
    plain: `${text} (${places.join("; ")})`,
    html: `<p>${escaped(text)} (${places.map((place) => `<cite>${escaped(place)}</cite>`).join("; ")})</p>`,
  };
}

/** Takes line ends, and marks that turn the direction of writing, out of a stranger's text. */
export function oneLine(text: string): string {
  return text.replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "").replace(/\s+/g, " ").trim();
}

/** For HTML. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
