// Asking about words that are selected in the reader: by mouse and by keyboard,
// on a page and in a text; the exact words go along, and stay with the question.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { addFiles, launch, open, picture } from "./browser.mjs";
import { serve } from "./carrel.mjs";
import { columns, lease, notes, scan } from "./lease.mjs";
import { check, fits } from "./looks.mjs";
import { overlap } from "./marks.mjs";

let carrel, browser, page, context, errors;

before(async () => {
  carrel = await serve();
  browser = await launch();
  ({ page, context, errors } = await open(browser, carrel.url, { reducedMotion: "reduce", permissions: ["clipboard-read", "clipboard-write"] }));
  await addFiles(page, [await lease(), notes, await columns()], "searchable");
  // What the model makes of it is not what is tested here.
  await onlyQuote(true);
});

after(async () => {
  await browser?.close();
  await carrel?.stop();
});

/** Sets in the settings whether answers only quote. */
async function onlyQuote(on) {
  await page.keyboard.press("Control+,");
  const dialog = page.getByRole("dialog", { name: "Settings" });
  await dialog.getByRole("tab", { name: "Answers" }).click();
  const choice = dialog.getByRole("radio", { name: on ? /^Only quote my documents/ : /^A model writes the answer/ });
  await choice.check();
  if (on) {
    await choice.scrollIntoViewIfNeeded();
    await check(page, "quoting in the settings");
    await picture(page, "settings-quoting");
  }
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
}

const reader = () => page.getByRole("region", { name: "Reader" });
const bar = () => page.getByRole("toolbar", { name: "Selected words" });
const chip = () => page.locator(".composer [data-about]");

async function show(title) {
  await page.locator("[data-document]", { hasText: title }).locator("[data-cell]").click();
  await reader().getByRole("heading", { level: 2, name: title }).waitFor();
}

/** Drags the mouse from the first to the last letter of words in the reader. */
async function drag(first, last) {
  await page.waitForFunction(
    ([first, last]) => {
      const text = document.querySelector("[data-reader-page]")?.textContent ?? "";
      return text.includes(first) && text.includes(last);
    },
    [first, last],
  );
  const [from, to] = await page.evaluate(
    ([first, last]) => {
      const view = document.querySelector("[data-reader-page]");
      const node = (words) => {
        const walker = document.createTreeWalker(view, NodeFilter.SHOW_TEXT);
        for (let text = walker.nextNode(); text; text = walker.nextNode()) if (text.data.includes(words)) return text;
        return undefined;
      };
      const edge = (words, end) => {
        const text = node(words);
        text.parentElement.scrollIntoView({ block: "center" });
        const range = document.createRange();
        const at = text.data.indexOf(words) + (end ? words.length - 1 : 0);
        range.setStart(text, at);
        range.setEnd(text, at + 1);
        return range;
      };
      const ranges = [edge(first, false), edge(last, true)];
      return ranges.map((range, i) => {
        const box = range.getBoundingClientRect();
        return { x: i === 0 ? box.left + 0.5 : box.right - 0.5, y: box.top + box.height / 2 };
      });
    },
    [first, last],
  );
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 3 });
  await page.mouse.move(to.x, to.y, { steps: 3 });
  await page.mouse.up();
}

async function put(question) {
  const before = await page.locator("li[data-turn]").count();
  await page.locator("#question").fill(question);
  await page.locator("#question").press("Enter");
  const turn = page.locator("li[data-turn]").nth(before);
  await turn.locator('[data-outcome]:not([data-outcome="running"])').waitFor({ timeout: 180_000 });
  return turn;
}

const clipboard = () =>
  page.evaluate(async () => {
    const [item] = await navigator.clipboard.read();
    const read = async (type) => (await item.getType(type)).text();
    return { plain: await read("text/plain"), html: await read("text/html") };
  });

const latest = () =>
  page.evaluate(async () => {
    const { chats } = await (await fetch("/api/chats")).json();
    return (await (await fetch(`/api/chats/${chats[0].id}`)).json()).turns.at(-1);
  });

test("words of a page, over a line's end, are asked about by mouse, and by nothing else", async () => {
  await show("Lease 14 Quay Street");
  await page.locator('[data-page="1"] .textLayer span').first().waitFor();
  await drag("The term begins", "a home only.");
  await bar().getByText("Page 1: 30 words").waitFor();
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    await check(page, `selected, ${colorScheme}`);
    await fits(page, `selected, ${colorScheme}`);
    await picture(page, `selected-${colorScheme}`);
  }
  // The field of the commands has the selection of its own meanwhile; theirs is the reader's.
  await page.keyboard.press("Control+k");
  const commands = page.getByRole("dialog", { name: "Commands" });
  await commands.getByRole("combobox").fill("copy the selected");
  await commands.locator('[data-command="copy-reference"][aria-selected="true"]').waitFor();
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelector("[data-announcer]").textContent.includes("Copied, with its reference."));
  assert.match((await clipboard()).plain, /^“The term begins [^]* a home only\.” \(Lease 14 Quay Street, page 1\)$/);
  await page.waitForFunction(() => document.getSelection().toString().startsWith("The term begins"));
  await bar().getByRole("button", { name: "Ask about this" }).click();
  await chip().getByText("About Lease 14 Quay Street, page 1: The term begins").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.id), "question");
  assert.equal(await page.locator("#question").getAttribute("placeholder"), "Ask about the selected words");
  for (const colorScheme of ["dark", "light"]) {
    await page.emulateMedia({ colorScheme });
    await check(page, `about, ${colorScheme}`);
    await fits(page, `about, ${colorScheme}`);
    await picture(page, `about-${colorScheme}`);
  }
  // At 200 % of a window of this size.
  await page.setViewportSize({ width: 640, height: 400 });
  await page.getByRole("tab", { name: "Chat" }).waitFor();
  await page.waitForFunction(() => document.querySelector("#pane-chat").clientWidth > 600);
  await fits(page, "about, 200 %");
  await picture(page, "about-200");
  await page.setViewportSize({ width: 1280, height: 800 });
  const turn = await put("How long does this run?");
  await turn.locator("[data-about]").getByText("The term begins").waitFor();
  assert.equal(await chip().count(), 0, "the next question is about all documents again");
  const kept = await latest();
  assert.equal(kept.selection.length, 1);
  assert.match(kept.selection[0].quote, /^The term begins on 1 March 2024[^]*may be used as a home only\.$/);
  assert.deepEqual(kept.answer.sources.map(({ text }) => text), [kept.selection[0].quote]);
  const wide = await page.getByRole("region", { name: "Questions and answers" }).evaluate((view) => view.scrollWidth - view.clientWidth);
  assert.equal(wide, 0, "a long passage makes nothing wider");
  await picture(page, "about-answer");
});

test("a citation shows its quotation to pointer and keyboard, goes with Escape, and copies with its reference", async () => {
  const citation = page.locator("[data-citation]").first();
  const card = page.locator("[data-card]");
  await citation.hover();
  await card.waitFor();
  // It stays while the pointer is on it.
  await card.locator("mark").hover();
  await card.getByText("Lease 14 Quay Street, page 1").waitFor();
  assert.match(await card.innerText(), /The term begins on 1 March 2024[^]*Quoted/);
  for (const colorScheme of ["dark", "light"]) {
    await page.emulateMedia({ colorScheme });
    await check(page, `citation's card, ${colorScheme}`);
    await picture(page, `card-${colorScheme}`);
  }
  await page.keyboard.press("Escape");
  await card.waitFor({ state: "detached" });
  await page.mouse.move(2, 2);
  await page.locator("#question").focus();
  // Back from the field to the answer's last buttons and its citations.
  for (let i = 0; i < 30 && !(await citation.evaluate((button) => button === document.activeElement)); i++) await page.keyboard.press("Shift+Tab");
  await card.waitFor();
  const box = await card.boundingBox();
  assert.ok(box && box.x >= 0 && box.y >= 0 && box.x + box.width <= 1280 && box.y + box.height <= 800, `the card lies in the window: ${JSON.stringify(box)}`);
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement?.textContent?.trim()), "Copy quotation");
  await page.keyboard.press("Enter");
  let copied = await clipboard();
  assert.match(copied.plain, /^“The term begins on 1 March 2024 .*” \(Lease 14 Quay Street, page 1\)$/);
  assert.match(copied.html, /<blockquote><p>“The term begins .*”<\/p><p>— <cite>Lease 14 Quay Street, page 1<\/cite><\/p><\/blockquote>/);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  copied = await clipboard();
  assert.match(copied.plain, /^“?The term begins .* \(Lease 14 Quay Street, page 1\)$/);
  await page.keyboard.press("Escape");
  await card.waitFor({ state: "detached" });
  assert.ok(await citation.evaluate((button) => button === document.activeElement), "the focus is on the citation again");
});

test("all evidence of an answer in a document is marked at once, with its states", async () => {
  await page.locator("[data-citation]").first().click();
  await page.locator("[data-reader-line]", { hasText: "Page 1, passage 1 of 2." }).waitFor();
  await page.locator("[data-reader-page]").focus();
  await page.keyboard.press("m");
  await page.locator("[data-everywhere]").getByText("2 passages in this document: 2 quoted.").waitFor();
  await page.locator('[data-beside="quoted"]').first().waitFor();
  for (const colorScheme of ["dark", "light"]) {
    await page.emulateMedia({ colorScheme });
    await check(page, `all evidence, ${colorScheme}`);
    await fits(page, `all evidence, ${colorScheme}`);
    await picture(page, `everywhere-${colorScheme}`);
  }
  // A mark shows what it bears out, to the pointer that rests on it and by a key.
  const card = page.locator("[data-mark-card]");
  const stroke = await page.locator("[data-mark]").first().boundingBox();
  await page.mouse.move(stroke.x + stroke.width / 2, stroke.y + stroke.height / 2);
  await card.waitFor();
  await card.getByText("Lease 14 Quay Street, page 1").waitFor();
  assert.match(await card.innerText(), /The term begins on 1 March 2024[^]*Quoted[^]*Copy quotation/);
  await card.locator("mark").hover();
  await picture(page, "mark-card");
  await page.keyboard.press("Escape");
  await card.waitFor({ state: "detached" });
  await page.mouse.move(2, 2);
  await page.locator("[data-reader-page]").focus();
  await page.keyboard.press("i");
  await card.waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.textContent?.trim()), "Copy quotation");
  await page.keyboard.press("Enter");
  assert.match((await clipboard()).plain, /^“The term begins on 1 March 2024 .*” \(Lease 14 Quay Street, page 1\)$/);
  await page.keyboard.press("Escape");
  await card.waitFor({ state: "detached" });
  assert.ok(await page.evaluate(() => document.activeElement?.matches("[data-reader-page]")), "the focus is on the page again");
  // What is at hand stays told from the others, and changes places with one of them.
  const at = () => page.locator("[data-mark]").first().boundingBox();
  const before = await at();
  await page.keyboard.press("n");
  await page.locator("[data-reader-line]", { hasText: "passage 2 of 2." }).waitFor();
  const after = await at();
  assert.notDeepEqual({ x: after.x, y: after.y }, { x: before.x, y: before.y });
  assert.ok((await page.locator('[data-beside="quoted"]').count()) > 0);
  await reader().getByRole("button", { name: "Mark only this one" }).click();
  await page.locator("[data-beside]").first().waitFor({ state: "detached" });
});

test("it is there again after a reload, and leads to the words; quoting only is set for good, and for a chat", async () => {
  const limit = page.getByRole("group", { name: "Limits of the search" }).getByRole("button").first();
  assert.equal(await limit.getAttribute("aria-label"), "Quotes only. Change");
  await page.getByRole("button", { name: "New chat", exact: true }).click();
  assert.equal(await limit.getAttribute("aria-label"), "Quotes only. Change");
  await onlyQuote(false);
  await page.getByRole("group", { name: "Limits of the search" }).getByRole("button", { name: "Limit the search" }).waitFor();
  await page.reload();
  await page.locator("#question").waitFor();
  assert.equal(await limit.getAttribute("aria-label"), "Limit the search");
  // The chat goes on as it was.
  await page.getByRole("button", { name: /All chats$/ }).click();
  await page.locator("[data-chat]").first().click();
  const about = page.locator("li[data-turn] [data-about] button");
  await about.waitFor();
  assert.equal(await limit.getAttribute("aria-label"), "Quotes only. Change");
  await about.click();
  await page.locator("[data-reader-line]", { hasText: "Page 1, passage 1 of 1." }).waitFor();
});

test("the marked passage is asked about by keyboard, and not if it is taken away", async () => {
  await page.locator("[data-reader-page]").focus();
  await page.keyboard.press("c");
  await page.waitForFunction(() => document.querySelector("[data-announcer]").textContent.includes("Copied, with its reference."));
  assert.match((await clipboard()).plain, /^“The term begins [^\n]*” \(Lease 14 Quay Street, page 1\)$/);
  await page.keyboard.press("a");
  await chip().waitFor();
  const remove = chip().getByRole("button", { name: "Don't ask about Lease 14 Quay Street, page 1" });
  await remove.focus();
  await page.keyboard.press("Enter");
  await chip().waitFor({ state: "detached" });
  assert.equal(await page.evaluate(() => document.activeElement?.id), "question");
  await page.keyboard.press("?");
  await page.locator("#question").fill("");
  await page.locator("[data-reader-page]").focus();
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keyboard" }).getByText("Ask about the selected words, or the marked passage").waitFor();
  await page.keyboard.press("Escape");
});

test("words of a turned page and of a text are told to the character", async () => {
  await drag("The landlord returns", "handed back.");
  await bar().getByText("Page 2: 15 words").waitFor();
  await bar().getByRole("button", { name: "Ask about this" }).click();
  await chip().getByText("page 2: The landlord returns the deposit within thirty days").waitFor();
  await show("Notes on moving");
  // An emoji before them, which counts once here and twice there.
  await drag("Lindqvist", "620 euros");
  await bar().getByText("5 words").waitFor();
  await bar().getByRole("button", { name: "Copy with reference" }).click();
  assert.match((await clipboard()).plain, /^“Lindqvist Transport costs 620 euros” \(Notes on moving/);
  assert.ok((await bar().count()) === 1, "it stays selected");
  await page.locator("[data-reader-page]").focus();
  await page.keyboard.press("a");
  await chip().getByText("Lindqvist Transport costs 620 euros").waitFor();
  assert.equal(await chip().count(), 1, "it takes the place of the one before");
  const turn = await put("What does it cost?");
  const kept = await latest();
  assert.equal(kept.selection[0].quote, "Lindqvist Transport costs 620 euros");
  assert.match(await turn.locator("[data-source]").first().innerText(), /620 euros/);
  await picture(page, "about-text");
});

/** Finds words in the open document, and says how well their mark covers them. */
async function found(words, line) {
  await page.locator("[data-reader-page]").focus();
  await page.keyboard.press("Control+f");
  await page.getByRole("searchbox", { name: "Find in this document" }).fill(words);
  await page.locator("[data-reader-line]", { hasText: line }).waitFor();
  await page.locator(".page [data-mark]").first().waitFor();
  const result = await overlap(page, words);
  if (words.startsWith("one small window")) await picture(page, "marks-columns");
  await page.keyboard.press("Escape");
  return result;
}

test("marks keep to their words over a line's end, from column to column, and on a page upside down", async () => {
  await show("The lamp at Hale");
  for (const [words, page, lines] of [
    ["burns colza oil", 1, 2], // divided at a line's end
    ["one small window for each turn", 1, 2], // at a column's end
    ["by the keeper Maren Holt. It burns", 1, 2], // the other column beside it stays free
    ["had the stair repainted. He stayed", 2, 2], // upside down
  ]) {
    const { covered, exact, lines: marked, problem } = await found(words, new RegExp(`^Page ${page}, match 1 of 1`));
    assert.equal(problem, undefined, words);
    assert.ok(covered >= 0.9 && exact >= 0.9 && marked === lines, `${words}: covered ${covered}, exact ${exact}, ${marked} strokes`);
  }
});

test("words over two pages are asked about as one, and are marked on both", async () => {
  await show("The lamp at Hale");
  await drag("keeper wrote that no ship was lost", "while the lamp was burning");
  await bar().getByText("Page 1, page 2: 12 words").waitFor();
  await bar().getByRole("button", { name: "Ask about this" }).click();
  const turn = await put("When was no ship lost?");
  const [first, second] = (await latest()).selection;
  assert.equal(`${first.page} ${first.quote} / ${second.page} ${second.quote}`, "1 keeper wrote that no ship was lost / 2 while the lamp was burning");
  await turn.locator("[data-about] button").first().click();
  for (const [i, { quote }] of [first, second].entries()) {
    await page.locator("[data-reader-line]", { hasText: `Page ${i + 1}, passage ${i + 1} of 2.` }).waitFor();
    await page.locator(".page [data-mark]").first().waitFor();
    const { covered, exact, problem } = await overlap(page, quote);
    assert.ok(problem === undefined && covered >= 0.9 && exact >= 0.9, `${quote}: ${problem}, covered ${covered}, exact ${exact}`);
    await page.locator("[data-reader-page]").focus();
    await page.keyboard.press("n");
  }
});

test("words that were recognised in a picture are selected, copied and marked", async (t) => {
  const ready = await page.evaluate(async () => (await (await fetch("/api/ocr")).json()).ready);
  if (!ready) return t.skip("tesseract is not installed");
  const lines = ["The harbour board met on Monday", "and bought a second lamp for the", "tower at a price of 480 pounds."];
  await addFiles(page, [await scan(browser, lines)], "searchable");
  await show("A scanned letter");
  const layer = page.locator('[data-page="1"] .words');
  await layer.getByText("harbour").waitFor();
  await page.getByText("Text recognised from an image; it may contain errors.").waitFor();
  await drag("second", "lamp");
  await bar().getByText("Page 1: 2 words").waitFor();
  await picture(page, "recognised-selected");
  assert.equal(await page.evaluate(() => document.getSelection().toString().trim()), "second lamp");
  await drag("Monday", "bought");
  await bar().getByText("Page 1: 3 words").waitFor();
  await bar().getByRole("button", { name: "Copy with reference" }).click();
  assert.equal((await clipboard()).plain, "“Monday and bought” (A scanned letter, page 1)");
  await page.keyboard.press("a");
  await chip().getByText("Monday and bought").waitFor();
  await chip().getByRole("button", { name: /^Don't ask about/ }).click();
  await page.locator("[data-reader-page]").focus();
  await page.keyboard.press("Control+f");
  await page.getByRole("searchbox", { name: "Find in this document" }).fill("second lamp");
  await page.locator("[data-mark]").first().waitFor();
  const { mark, words } = await page.evaluate(() => {
    const rect = (element) => element.getBoundingClientRect();
    const span = (text) => rect([...document.querySelectorAll(".words span")].find((word) => word.textContent.trim() === text));
    const [from, to] = [span("second"), span("lamp")];
    const { left, right, top, bottom } = rect(document.querySelector("[data-mark]"));
    return { mark: { left, right, top, bottom }, words: { left: from.left, right: to.right, top: from.top, bottom: from.bottom } };
  });
  assert.ok(Math.abs(mark.left - words.left) < 3 && mark.right <= words.right + 3 && mark.top >= words.top - 3 && mark.bottom <= words.bottom + 3, JSON.stringify({ mark, words }));
  await picture(page, "recognised-marked");
  await page.keyboard.press("Escape");
});

test("nothing broke", async () => {
  assert.deepEqual(errors, []);
  await context.close();
});
