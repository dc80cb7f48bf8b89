// Compares the painted mark with the words it should cover, as the browser
// itself laid them out in pdf.js's text layer.

/**
 * How much of the quotation the mark covers, and how much of the mark is
 * quotation, both 0..1, from the horizontal extent of each line at its middle.
 * @param {import("playwright-core").Page} page
 * @param {string} quote
 */
export async function overlap(page, quote) {
  // The text layer is laid out after the mark; a page's last words end it.
  await page
    .waitForFunction(
      (quote) => {
        const squeeze = (text) => text.replace(/[\s\u00ad-]+/g, "");
        const layer = document.querySelector(".page:has([data-mark]) .textLayer");
        return layer !== null && squeeze(layer.textContent ?? "").includes(squeeze(quote));
      },
      quote,
      { timeout: 10_000 },
    )
    .catch(() => undefined);
  return page.evaluate((quote) => {
    const sheet = document.querySelector(".page:has([data-mark])");
    if (!sheet) return { covered: 0, exact: 0, lines: 0, problem: "no mark" };
    const squeeze = (text) => text.replace(/[\s\u00ad-]+/g, "");

    // Every letter of the text layer, without white space and hyphens.
    const letters = [];
    const walker = document.createTreeWalker(sheet.querySelector(".textLayer"), NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      for (let i = 0; i < node.data.length; i++) if (squeeze(node.data[i]) !== "") letters.push({ node, i });
    }
    const at = letters.map(({ node, i }) => node.data[i]).join("").indexOf(squeeze(quote));
    if (at < 0) return { covered: 0, exact: 0, lines: 0, problem: `not in the text layer: ${quote}` };

    const words = letters.slice(at, at + squeeze(quote).length).map(({ node, i }) => {
      const range = document.createRange();
      range.setStart(node, i);
      range.setEnd(node, i + 1);
      return range.getBoundingClientRect();
    });
    const marks = [...sheet.querySelectorAll("[data-mark]")].map((mark) => mark.getBoundingClientRect());
    const along = (rect) => [rect.left, rect.right];
    const across = (rect) => [rect.top, rect.bottom];
    const middle = (rect) => (rect.top + rect.bottom) / 2;
    const common = ([a, b], [c, d]) => Math.max(0, Math.min(b, d) - Math.max(a, c));
    const holds = (mark, word) => across(mark)[0] <= middle(word) && middle(word) <= across(mark)[1];

    let length = 0;
    let covered = 0;
    for (const word of words) {
      const [from, to] = along(word);
      length += to - from;
      covered += Math.min(to - from, marks.filter((mark) => holds(mark, word)).reduce((sum, mark) => sum + common(along(word), along(mark)), 0));
    }
    let marked = 0;
    let exact = 0;
    for (const mark of marks) {
      const inside = words.filter((word) => holds(mark, word));
      marked += along(mark)[1] - along(mark)[0];
      if (inside.length === 0) continue;
      const from = Math.min(...inside.map((word) => along(word)[0]));
      const to = Math.max(...inside.map((word) => along(word)[1]));
      exact += common(along(mark), [from, to]);
    }
    return { covered: covered / length, exact: exact / marked, lines: marks.length };
  }, quote);
}
