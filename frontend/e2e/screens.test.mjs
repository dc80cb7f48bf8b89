// What every screen must keep in both themes and at several sizes: axe clean,
// targets large enough, nothing cut off, no motion where none is wanted.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { addFiles, ask, launch, open, picture } from "./browser.mjs";
import { serve } from "./carrel.mjs";
import { lease, notes } from "./lease.mjs";
import { check, fits } from "./looks.mjs";

let carrel, browser;
const pages = {};

before(async () => {
  carrel = await serve();
  browser = await launch();
  for (const theme of ["light", "dark"]) {
    pages[theme] = (await open(browser, carrel.url, { colorScheme: theme, reducedMotion: "reduce" })).page;
  }
});

after(async () => {
  await browser?.close();
  await carrel?.stop();
});

const both = async (step) => {
  for (const [theme, page] of Object.entries(pages)) await step(page, theme);
};

test("first start", () =>
  both(async (page, theme) => {
    await check(page, `first start, ${theme}`);
    await fits(page, `first start, ${theme}`);
    await picture(page, `first-start-${theme}`);
  }));

test("library, answer and reader", async () => {
  await addFiles(pages.light, [await lease(), notes]);
  await pages.light
    .locator('input[type="file"]')
    .setInputFiles([{ name: "broken.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7\nnothing more") }]);
  await both(async (page, theme) => {
    await page.locator('[data-document][data-state="failed"]').waitFor({ timeout: 60_000 });
    await page.locator('[data-document][data-state="embedded"]').nth(1).waitFor({ timeout: 60_000 });
    await check(page, `library, ${theme}`);
    await picture(page, `library-${theme}`);
    const turn = await ask(page, "How much notice must the tenant give before leaving the apartment?");
    await check(page, `answer, ${theme}`);
    await fits(page, `answer, ${theme}`);
    await picture(page, `answer-${theme}`);
    await turn.locator("[data-source]").first().click();
    await page.locator("[data-mark]").first().waitFor();
    await check(page, `reader, ${theme}`);
    await fits(page, `reader, ${theme}`);
    await picture(page, `reader-${theme}`);
  });
});

test("sizes from a small to a wide window", () =>
  both(async (page, theme) => {
    for (const [width, height] of [
      [1920, 1080],
      [1120, 700],
      [900, 600],
      [640, 700],
    ]) {
      await page.setViewportSize({ width, height });
      await page.waitForTimeout(400);
      await check(page, `${width}x${height}, ${theme}`);
      await fits(page, `${width}x${height}, ${theme}`);
      await picture(page, `size-${width}-${theme}`);
      for (const tab of await page.getByRole("tab").all()) {
        await tab.click();
        await fits(page, `${width}x${height}, ${await tab.textContent()}, ${theme}`);
        await picture(page, `size-${width}-${(await tab.textContent())?.toLowerCase()}-${theme}`);
      }
    }
    await page.setViewportSize({ width: 1280, height: 800 });
  }));

test("layers: chats, privacy, find, a message", () =>
  both(async (page, theme) => {
    await page.getByRole("button", { name: /All chats$/ }).click();
    await check(page, `chats, ${theme}`);
    await picture(page, `chats-${theme}`);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: /lock/i }).click();
    await page.getByRole("dialog").getByText("Network refused").first().waitFor({ timeout: 30_000 });
    await check(page, `privacy, ${theme}`);
    await picture(page, `privacy-${theme}`);
    await page.keyboard.press("Escape");
    await page.locator("[data-reader-page]").focus();
    await page.keyboard.press("Control+f");
    await page.getByRole("searchbox", { name: "Find in this document" }).fill("apartment");
    await page.locator("[data-reader-line]", { hasText: /match \d+ of \d+/ }).waitFor();
    await check(page, `find, ${theme}`);
    await picture(page, `find-${theme}`);
    await page.keyboard.press("Escape");
    const row = page.locator('[data-document][data-state="failed"]');
    await row.locator("[data-cell]").focus();
    await page.keyboard.press("Delete");
    // It stays while the pointer is on it, however long the looking takes.
    await page.getByRole("button", { name: "Undo" }).hover();
    await check(page, `message, ${theme}`);
    await picture(page, `message-${theme}`);
    await page.getByRole("button", { name: "Undo" }).click();
    await row.waitFor();
  }));

// An answer with every state: no model writes one on demand. Its documents, its
// citations and all that shows them are real.
const staged = {
  sentences: [
    ["plain", "This is what the documents say about the apartment.", []],
    ["quoted", "The rent “is due on the third working day of each month”.", [["Lease", 2, "The monthly rent is 1,450 euros and is due on the third working day of each month."]]],
    ["supported", "The lease runs for three years from 1 March 2024.", [["Lease", 1, "The term begins on 1 March 2024 and runs for three years."]]],
    ["partly", "The tenant may keep one small dog and two cats.", [["Lease", 1, "The tenant may keep one small dog."]], { missing: ["two", "cats"] }],
    ["conflict", "The keys are handed over on 28 February 2027.", [["Notes", 1, "The handover of the keys is planned for 28 February 2027 at noon."], ["Lease", 1, "The term begins on 1 March 2024 and runs for three years."]], { other: "1 March 2024" }],
    ["unsupported", "The cellar has a separate entrance from the street.", []],
  ],
};

async function stage(page) {
  const text = staged.sentences.map(([, words]) => words).join(" ");
  const made = await page.evaluate(
    async ([sentences, text]) => {
      const get = async (path) => (await fetch(path)).json();
      const { documents } = await get("/api/documents");
      const citations = [];
      const states = [];
      for (const [state, words, evidence, more] of sentences) {
        const start = text.indexOf(words);
        const numbers = [];
        for (const [title, number, quote] of evidence) {
          const document = documents.find((one) => one.title.startsWith(title));
          const page = await get(`/api/documents/${document.id}/pages/${number}`);
          const at = page.text.replaceAll("\n", " ").indexOf(quote);
          const from = [...page.text.slice(0, at)].length;
          const to = from + [...quote].length;
          const known = citations.find((one) => one.document.id === document.id && one.page === number && one.start === from);
          const n = known?.n ?? citations.length + 1;
          const { boxes } = await get(`/api/documents/${document.id}/pages/${number}/boxes?start=${from}&end=${to}`);
          const { id, path } = document;
          if (!known) citations.push({ n, source: n, document: { id, path, title: document.title }, page: number, where: `page ${number}`, start: from, end: to, quote: [...page.text].slice(from, to).join(""), boxes });
          numbers.push(n);
        }
        states.push({ start, end: start + words.length, state, citations: numbers, ...more });
      }
      const sources = [];
      for (const { n, document, page, where, start, end } of citations) {
        const { text } = await get(`/api/documents/${document.id}/pages/${page}`);
        const last = [...text].length;
        sources.push({ n, document, page, where, start: 0, end: last, text, score: 1, best: { start, end } });
      }
      return { answer: text, sentences: states, citations, sources, abstained: false, notices: [], status: "done" };
    },
    [staged.sentences, text],
  );
  await page.route(/\/api\/chats\/[^/]+$/, async (route) => {
    const response = await route.fetch();
    const chat = await response.json();
    chat.turns = [{ ...chat.turns[0], question: "What is known about the apartment?", answer: { ...chat.turns[0].answer, ...made } }];
    await route.fulfill({ response, json: chat });
  });
}

test("every state of a sentence, in the answer, on a citation's card and in the reader", () =>
  both(async (page, theme) => {
    await stage(page);
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.reload();
    for (const words of ["Quoted", "Supported", "Partly supported: the passages don't bear out “two” and “cats”", "Your documents disagree: another one says “1 March 2024”", "Not found in your documents"]) {
      await page.locator("[data-answer]").getByText(words, { exact: true }).first().waitFor();
    }
    await fits(page, `states, ${theme}`);
    await picture(page, `states-${theme}`);
    await page.locator('[data-citation="4"]').first().hover();
    const card = page.locator('[data-card="4"]');
    await card.getByText("Your documents disagree").waitFor();
    await picture(page, `states-card-${theme}`);
    await page.keyboard.press("Escape");
    await card.waitFor({ state: "detached" });
    await page.mouse.move(2, 2);
    await page.locator('[data-citation="2"]').first().click();
    await page.locator("[data-reader-line]", { hasText: "Page 1, passage 2 of" }).waitFor();
    await page.locator("[data-reader-page]").focus();
    await page.keyboard.press("m");
    await page.locator("[data-everywhere]").getByText("3 passages in this document: 1 quoted, 1 partly supported, 1 disputed.").waitFor();
    await page.locator("[data-page='1'] .textLayer span").first().waitFor();
    await page.keyboard.press("i");
    await page.locator("[data-mark-card]").waitFor();
    await check(page, `states in the answer, in the reader and on a mark's card, ${theme}`);
    await picture(page, `states-mark-${theme}`);
    await page.keyboard.press("Escape");
    await page.locator('[data-citation="4"]').first().click();
    await page.locator("[data-reader-page] mark").first().waitFor();
    await picture(page, `states-text-${theme}`);
    await page.unroute(/\/api\/chats\/[^/]+$/);
    await page.setViewportSize({ width: 1280, height: 800 });
  }));

test("the theme can be chosen and is remembered at another port", async () => {
  const page = pages.light;
  const name = /^Theme/;
  await page.getByRole("button", { name }).click();
  await page.getByRole("button", { name }).click();
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
  await page.evaluate(() => localStorage.clear());
  await page.reload();
  await page.getByRole("heading", { name: "Library" }).waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
});

test("a document from right to left keeps its direction", async () => {
  const page = pages.dark;
  await page.locator('input[type="file"]').setInputFiles([
    {
      name: "عقد.md",
      mimeType: "text/markdown",
      buffer: Buffer.from("# عقد الإيجار\n\nيجب على المستأجر إخطار المالك قبل ثلاثة أشهر من المغادرة.\n"),
    },
  ]);
  const row = page.locator("[data-document]", { hasText: "عقد" });
  await row.waitFor();
  await page.waitForFunction(() => document.querySelectorAll('[data-document][data-state="embedded"]').length === 3);
  await row.locator("[data-cell]").click();
  const paragraph = page.locator("[data-reader-page] p").last();
  await paragraph.waitFor();
  assert.equal(await paragraph.evaluate((element) => getComputedStyle(element).direction), "rtl");
  await fits(page, "right to left");
  await picture(page, "right-to-left");
});
