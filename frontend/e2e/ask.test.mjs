// The main job, with the real program: add a PDF, ask, see the passages before
// the answer, follow a citation to the marked words.
import assert from "node:assert/strict";
import { appendFile, readFile, rm } from "node:fs/promises";
import { after, before, test } from "node:test";
import { addFiles, ask, launch, open, picture } from "./browser.mjs";
import { serve } from "./carrel.mjs";
import { check } from "./looks.mjs";
import { lease, manual, notes } from "./lease.mjs";
import { overlap } from "./marks.mjs";

let carrel, browser, page, context, foreign, errors;

before(async () => {
  carrel = await serve();
  browser = await launch();
  ({ page, context, foreign, errors } = await open(browser, carrel.url));
});

after(async () => {
  await browser?.close();
  await carrel?.stop();
});

test("the first start says in one sentence what to do", async () => {
  await page.getByText("Add a document, then ask about it").first().waitFor();
  await page.getByRole("button", { name: "Add files" }).first().waitFor();
  await picture(page, "first-start");
});

test("a PDF and a Markdown file become ready", async () => {
  await addFiles(page, [await lease(), notes]);
  await page.getByRole("region", { name: "Library" }).getByText("2 documents ready.").waitFor();
  await picture(page, "ready");
});

test("the passages come before the answer's first word, and the answer streams", async () => {
  // Watches the page itself: what was there when, in the order of painting.
  await page.evaluate(() => {
    const log = (window.carrelLog = []);
    const seen = new Set();
    new MutationObserver(() => {
      const sources = document.querySelectorAll("[data-source]").length;
      const text = document.querySelector("[data-answer]")?.textContent?.length ?? 0;
      const key = `${sources > 0} ${text}`;
      if (seen.has(key)) return;
      seen.add(key);
      log.push({ at: performance.now(), sources, text });
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
    // What a screen reader would hear.
    const said = (window.carrelSaid = []);
    const region = document.querySelector("[data-announcer]");
    new MutationObserver(() => said.push(region.textContent.replace("\u200b", ""))).observe(region, {
      subtree: true,
      childList: true,
      characterData: true,
    });
  });
  const start = await page.evaluate(() => performance.now());
  const turn = await ask(page, "How much notice must the tenant give before leaving the apartment?");
  const log = await page.evaluate(() => window.carrelLog);
  const sources = log.find((entry) => entry.sources > 0);
  const text = log.find((entry) => entry.text > 0);
  assert.ok(sources, "passages were shown");
  assert.ok(text, "an answer was shown");
  assert.ok(sources.at <= text.at, "passages come first");
  assert.equal(log.findIndex((entry) => entry.text > 0 && entry.sources === 0), -1, "no text without passages");
  // A browser that is kept from painting gets several words at once.
  assert.ok(log.filter((entry) => entry.text > 0).length > 1, `the answer came in parts: ${JSON.stringify(log)}`);
  const said = await page.evaluate(() => window.carrelSaid);
  assert.ok(said.length <= 3, `at most three messages: ${JSON.stringify(said)}`);
  assert.match(said[0], /^\d+ passages? found\.$/);
  assert.match(said.at(-1), /^Answer ready/);
  console.log(`  passages painted after ${Math.round(sources.at - start)} ms, first word after ${Math.round(text.at - start)} ms`);
  console.log(`  ${await turn.locator("[data-outcome]").textContent()}: ${await turn.locator("[data-answer]").innerText()}`);
  await picture(page, "answer");
});

test("a passage of the evidence opens its page, and the mark covers its words", async () => {
  const source = page.locator("[data-source]").first();
  const quote = (await source.locator("mark[data-best]").textContent()) ?? "";
  assert.match(quote, /three months/);
  const answer = page.locator("[data-citation]").last(); // below all that gets higher when the chat makes room for the reader
  await answer.focus();
  const before = await answer.boundingBox();
  await answer.press("Enter");
  await page.locator("[data-reader-page]").waitFor();
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  const after = await answer.boundingBox();
  assert.ok(before && after && Math.abs(after.y - before.y) < 3, `what is opened stays where it is: ${before?.y}, then ${after?.y}`);
  await source.click();
  await page.locator("[data-reader-line]", { hasText: /^Page 3, passage 1 of \d/ }).waitFor();
  await page.locator(".page [data-mark]").first().waitFor();
  const { covered, exact, problem } = await overlap(page, quote);
  assert.equal(problem, undefined);
  console.log(`  mark covers ${covered.toFixed(3)} of the words; ${exact.toFixed(3)} of it is words`);
  assert.ok(covered >= 0.9, `covered ${covered}`);
  assert.ok(exact >= 0.9, `exact ${exact}`);
  await inView(page);
  await picture(page, "reader-source");
});

test("a citation opens its page, and the mark covers the quoted words", async () => {
  const citation = page.locator("[data-citation]").first();
  await citation.waitFor();
  const name = (await citation.getAttribute("aria-label")) ?? "";
  assert.match(name, /^Citation 1: .*, page \d+$/);
  const box = await citation.boundingBox();
  assert.ok(box && box.width >= 23.5 && box.height >= 23.5, `the target is large enough: ${JSON.stringify(box)}`);
  await citation.click();
  const number = /page (\d+)$/.exec(name)?.[1];
  await page.locator("[data-reader-line]", { hasText: `Page ${number}, passage 1 of` }).waitFor();
  const quote = await page.evaluate(async () => {
    const chats = await (await fetch("/api/chats")).json();
    const chat = await (await fetch(`/api/chats/${chats.chats[0].id}`)).json();
    return chat.turns[0].answer.citations.find((citation) => citation.n === 1).quote;
  });
  await page.locator(".page [data-mark]").first().waitFor();
  const { covered, exact, problem } = await overlap(page, quote);
  assert.equal(problem, undefined);
  assert.ok(covered >= 0.9 && exact >= 0.9, `covered ${covered}, exact ${exact}: ${quote}`);
  await picture(page, "reader-citation");
});

test("the mark stays on its words when the page is zoomed and the pane resized", async () => {
  const quote = (await page.locator("[data-source] mark[data-best]").first().textContent()) ?? "";
  await page.locator("[data-source]").first().click();
  await page.locator(".page [data-mark]").first().waitFor();
  await page.getByRole("button", { name: "Zoom in" }).click();
  await page.getByRole("button", { name: "Zoom in" }).click();
  await settled(page);
  let found = await overlap(page, quote);
  assert.ok(found.covered >= 0.9 && found.exact >= 0.9, `zoomed: ${JSON.stringify(found)}`);
  await picture(page, "reader-zoomed");
  await page.setViewportSize({ width: 1600, height: 900 });
  await settled(page);
  found = await overlap(page, quote);
  assert.ok(found.covered >= 0.9 && found.exact >= 0.9, `resized: ${JSON.stringify(found)}`);
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.getByRole("button", { name: "Fit the width" }).click();
});

test("who has read on is not taken back to the mark by the zoom", async () => {
  const pages = page.locator("[data-reader-page]");
  const share = () => pages.evaluate((pages) => pages.scrollTop / (pages.scrollHeight - pages.clientHeight));
  await settled(page);
  const far = (await share()) > 0.5 ? 0 : 1; // from the mark
  const height = await pages.evaluate((pages, far) => {
    pages.scrollTop = far * pages.scrollHeight;
    return pages.scrollHeight;
  }, far);
  await page.getByRole("button", { name: "Zoom in" }).click();
  await page.waitForFunction((height) => document.querySelector("[data-reader-page]").scrollHeight > height, height);
  await page.waitForTimeout(500); // it would be gone back to in the next frames
  const at = await share();
  assert.ok(Math.abs(at - far) < 0.3, `from ${far} to ${at} of the document`);
  await page.getByRole("button", { name: "Fit the width" }).click();
});

test("a passage on a rotated page is marked where it stands", async () => {
  const turn = await ask(page, "When does the landlord return the deposit?");
  const source = turn.locator("[data-source]", { hasText: "thirty days" }).first();
  const quote = (await source.locator("mark[data-best]").textContent()) ?? "";
  await source.click();
  await page.locator("[data-reader-line]", { hasText: /^Page 2, passage/ }).waitFor();
  await page.locator(".page [data-mark]").first().waitFor();
  await settled(page);
  const found = await overlap(page, quote);
  assert.ok(found.covered >= 0.9 && found.exact >= 0.9, JSON.stringify(found));
  await picture(page, "reader-rotated");
});

test("N and P step through the passages", async () => {
  await page.locator("[data-reader-page]").focus();
  const line = page.locator("[data-reader-line]");
  const first = await line.textContent();
  await page.keyboard.press("n");
  await page.waitForFunction((first) => document.querySelector("[data-reader-line]")?.textContent !== first, first);
  await page.keyboard.press("p");
  await page.waitForFunction((first) => document.querySelector("[data-reader-line]")?.textContent === first, first);
});

test("Ctrl+F finds words in the document and marks them", async () => {
  await page.locator("[data-reader-page]").focus();
  await page.keyboard.press("Control+f");
  await page.getByRole("searchbox", { name: "Find in this document" }).fill("swept clean");
  await page.locator("[data-reader-line]", { hasText: "Page 3, match 1 of 1." }).waitFor();
  await settled(page);
  const found = await overlap(page, "swept clean");
  assert.ok(found.covered >= 0.9, JSON.stringify(found));
  await page.keyboard.press("Escape");
});

test("a Markdown document opens as text with its words marked, emoji or not", async () => {
  const turn = await ask(page, "What does the moving van from Lindqvist Transport cost?");
  const source = turn.locator("[data-source]", { hasText: "Lindqvist" }).first();
  await source.click();
  const mark = page.locator("[data-reader-page] mark").first();
  await mark.waitFor();
  const marked = (await page.locator("[data-reader-page] mark").allTextContents()).join("");
  assert.match(marked, /Lindqvist Transport costs 620 euros/);
  assert.doesNotMatch(marked, /handover/);
  await picture(page, "reader-text");
});

test("a question that the documents don't answer is said to have none", async () => {
  const turn = await ask(page, "Which volcano erupted in Iceland in 1783?");
  const outcome = (await turn.locator("[data-outcome]").textContent()) ?? "";
  console.log(`  ${outcome}`);
  assert.match(outcome, /Try other words|not found/);
  await picture(page, "abstained");
});

/** Asks, and presses Stop when so much is written. @returns {Promise<string>} how the answer ended */
async function stopped(letters) {
  const before = await page.locator("li[data-turn]").count();
  // A small model is done in a second: Stop is pressed in the page.
  await page.evaluate(([before, letters]) => {
    const observer = new MutationObserver(() => {
      const turn = document.querySelectorAll("li[data-turn]")[before];
      const words = turn?.querySelector("[data-answer]")?.textContent ?? "";
      const stop = document.querySelector('button[aria-label^="Stop"]');
      if (!turn?.querySelector("[data-source]") || words.length < letters || !stop) return;
      observer.disconnect();
      stop.click();
    });
    observer.observe(document.body, { subtree: true, childList: true, characterData: true });
  }, [before, letters]);
  await page.locator("#question").fill("How much are the monthly rent and the costs of heating and water, and when is the rent due?");
  await page.locator("#question").press("Enter");
  const turn = page.locator("li[data-turn]").nth(before);
  await turn.locator('[data-outcome="stopped"], [data-outcome="done"]').waitFor({ timeout: 180_000 });
  if (letters > 0) assert.ok(((await turn.locator("[data-answer]").textContent()) ?? "").length > 0);
  assert.ok((await turn.locator("[data-source]").count()) > 0, "the passages stay");
  return turn.locator("[data-outcome]").getAttribute("data-outcome");
}

test("stopping keeps what was written", async () => {
  // A small model's sentence is shown once it has been checked, and may be its last: then there is nothing to stop.
  let outcome = await stopped(3);
  for (let tries = 1; outcome !== "stopped" && tries < 8; tries++) outcome = await stopped(tries < 4 ? 3 : 0);
  assert.equal(outcome, "stopped");
  await picture(page, "stopped");
});

test("a reload keeps the chat", async () => {
  const questions = await page.locator("li[data-turn] h2").allTextContents();
  const answer = await page.locator("[data-answer]").first().textContent();
  await page.reload();
  await page.locator("li[data-turn]").nth(questions.length - 1).waitFor();
  assert.deepEqual(await page.locator("li[data-turn] h2").allTextContents(), questions);
  assert.equal(await page.locator("[data-answer]").first().textContent(), answer);
});

test("an answer is judged by keyboard, with a reason, and the judgement taken back", async () => {
  const turn = page.locator("li[data-turn]").first();
  const good = turn.getByRole("button", { name: "Good answer" });
  const bad = turn.getByRole("button", { name: "Bad answer" });
  await page.emulateMedia({ reducedMotion: "reduce" });
  await bad.focus();
  await page.keyboard.press("Enter");
  const reason = turn.getByLabel("What is wrong with it?");
  await reason.waitFor();
  assert.equal(await bad.getAttribute("aria-pressed"), "true");
  await reason.fill("It leaves out the date.");
  await picture(page, "verdict");
  await check(page, "a verdict");
  await page.emulateMedia({ colorScheme: "dark" });
  await picture(page, "verdict-dark");
  await check(page, "a verdict, dark");
  await page.emulateMedia({ colorScheme: "light" });
  await reason.press("Enter");
  await turn.getByText("“It leaves out the date.”").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("aria-label")), "Bad answer", "the focus is back");
  const cases = () => page.evaluate(async () => (await (await fetch("/api/cases")).json()).cases);
  const [kept] = await cases();
  assert.equal(`${kept.verdict}: ${kept.reason}`, "bad: It leaves out the date.");
  await page.reload();
  await turn.getByText("“It leaves out the date.”").waitFor();
  await good.click();
  await turn.getByLabel("What is good about it?").press("Escape");
  assert.equal(await bad.getAttribute("aria-pressed"), "false");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => !document.querySelector('[aria-label="Good answer"][aria-pressed="true"]'));
  assert.deepEqual(await cases(), []);
});

test("a chat is saved as a page that needs nothing else", async () => {
  await page.getByRole("button", { name: "Save this chat" }).click();
  const dialog = page.getByRole("dialog", { name: "Save this chat" });
  await picture(page, "save-chat");
  await check(page, "saving a chat");
  await page.emulateMedia({ colorScheme: "dark" });
  await picture(page, "save-chat-dark");
  await check(page, "saving a chat, dark");
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "no-preference" });
  const saved = page.waitForEvent("download");
  await dialog.getByRole("button", { name: "Save" }).click();
  const file = await saved;
  assert.match(file.suggestedFilename(), /^How-much-notice.*\.html$/);
  await dialog.waitFor({ state: "hidden" });
  // As somebody opens it who was sent it: alone.
  const other = await browser.newContext();
  const asked = [];
  const sheet = await other.newPage();
  sheet.on("request", (request) => asked.push(request.url()));
  await sheet.setContent(await readFile(await file.path(), "utf8"));
  await sheet.locator("summary").first().click();
  await sheet.locator("blockquote").first().waitFor();
  await sheet.getByText(/Quoted|Supported/).first().waitFor();
  await picture(sheet, "saved-chat");
  await sheet.emulateMedia({ colorScheme: "dark" });
  await picture(sheet, "saved-chat-dark");
  assert.deepEqual(asked, []);
  await other.close();
});

test("the scroll stays where the person put it while an answer grows", async () => {
  const transcript = page.getByRole("region", { name: "Questions and answers" });
  const before = await page.locator("li[data-turn]").count();
  await page.locator("#question").fill("What may the tenant keep, and what does the tenant pay each month?");
  await page.locator("#question").press("Enter");
  await page.locator("li[data-turn]").nth(before).waitFor(); // the answer may be there as soon
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))); // it has come to the top
  await transcript.evaluate((element) => (element.scrollTop -= 60));
  const top = await transcript.evaluate((element) => element.scrollTop);
  await page.waitForFunction(() => !document.querySelector('[data-outcome="running"]'), undefined, { timeout: 180_000 });
  const now = await transcript.evaluate((element) => element.scrollTop);
  assert.ok(Math.abs(now - top) <= 1, `moved from ${top} to ${now}`);
});

test("a removed document is gone at once and comes back with Undo", async () => {
  const row = page.locator("[data-document]", { hasText: "Lease 14 Quay Street" });
  await row.hover();
  await row.getByRole("button", { name: /^Remove / }).click();
  await row.waitFor({ state: "detached" });
  await page.getByText("Removed from Carrel. The file stays on your disk.").first().waitFor();
  await page.getByRole("button", { name: "Undo" }).hover(); // so that it stays, however long this takes
  await picture(page, "removed");
  const listed = await page.evaluate(async () => (await (await fetch("/api/documents")).json()).documents.length);
  assert.equal(listed, 1);
  await page.getByRole("button", { name: "Undo" }).click();
  await row.waitFor();
  const turn = await ask(page, "How much is the monthly rent?");
  await turn.locator("[data-source]", { hasText: "1,450" }).first().waitFor();
});

test("a file that is no document fails alone, with a reason", async () => {
  await page
    .locator('input[type="file"]')
    .setInputFiles([{ name: "broken.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7\nnothing more") }]);
  const row = page.locator('[data-document][data-state="failed"]');
  await row.waitFor({ timeout: 60_000 });
  assert.match((await row.textContent()) ?? "", /Couldn't be read: ./);
  await page.getByRole("region", { name: "Library" }).getByText("2 ready, 1 couldn't be read.").waitFor();
  await picture(page, "failed-document");
  await row.getByRole("button", { name: /^Remove / }).click();
  await row.waitFor({ state: "detached" });
});

test("the lock is said in words, and each process was refused", async () => {
  await page.getByRole("button", { name: /lock/i }).click();
  const dialog = page.getByRole("dialog", { name: "Privacy" });
  await dialog.getByText("Network refused").first().waitFor({ timeout: 30_000 });
  assert.ok((await dialog.getByText("Network refused").count()) >= 3);
  await picture(page, "privacy");
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
});

test("a deleted chat comes back with Undo", async () => {
  await page.getByRole("button", { name: /All chats$/ }).click();
  await page.getByRole("button", { name: /^Delete chat/ }).first().click();
  await page.getByText("Chat deleted.").first().waitFor();
  assert.equal(await page.locator("li[data-turn]").count(), 0);
  await page.getByRole("button", { name: "Undo" }).last().click();
  const list = page.getByRole("list", { name: "Chats" });
  if (!(await list.isVisible())) await page.getByRole("button", { name: /All chats$/ }).click();
  await list.locator("[data-chat]").first().click();
  await page.locator("li[data-turn]").first().waitFor();
});

test("a manual of 1,000 pages opens at any page, and only what is in view is drawn", async () => {
  await addFiles(page, [await manual(1000)], "searchable");
  const row = page.locator("[data-document]", { hasText: "Manual" });
  await row.locator("[data-cell]").click();
  await page.locator('[data-page="1"] canvas').waitFor();
  const field = page.getByRole("textbox", { name: "Page" });
  await field.fill("873");
  await field.press("Enter");
  await page.locator('[data-page="873"] canvas').waitFor();
  await page.locator('[data-page="873"] .textLayer span', { hasText: "page 873 of the manual" }).waitFor();
  const drawn = await page.locator(".page canvas").count();
  assert.ok(drawn <= 5, `${drawn} pages are drawn`);
  await picture(page, "manual");
});

test("a file that changed after the answer is said to have, and nothing is marked", async () => {
  const documents = await page.evaluate(async () => (await (await fetch("/api/documents")).json()).documents);
  const { path } = documents.find((document) => document.title.startsWith("Lease"));
  await appendFile(path, "% changed");
  const source = page.locator("[data-source]", { hasText: "1,450" }).first();
  const quote = await source.locator("mark[data-best]").textContent();
  await source.click();
  const reader = page.getByRole("region", { name: "Reader" });
  await reader.getByText("This file changed after the answer.").waitFor();
  await reader.getByRole("button", { name: "Read again" }).waitFor();
  assert.equal(await reader.locator("blockquote").textContent(), quote, "the passage is still shown as it was read");
  assert.equal(await page.locator("[data-mark]").count(), 0);
  await picture(page, "changed");
  await rm(path);
  await reader.getByRole("button", { name: "Close", exact: true }).click();
  await page.locator("[data-source]", { hasText: "1,450" }).first().click();
  await reader.getByText("The file is no longer here.").waitFor();
});

test("nothing was asked of any other host, and nothing broke", async () => {
  assert.deepEqual(foreign, []);
  assert.deepEqual(errors, []);
  await context.close();
});

/** The mark lies inside what the pane shows. */
async function inView(page) {
  const inside = await page.evaluate(() => {
    const mark = document.querySelector("[data-mark]").getBoundingClientRect();
    const pane = document.querySelector("[data-reader-page]").getBoundingClientRect();
    return mark.top >= pane.top && mark.bottom <= pane.bottom;
  });
  assert.ok(inside, "the mark is in view");
}

/** Waits until the text layer has been laid out again. */
async function settled(page) {
  await page.waitForTimeout(300);
  await page.waitForFunction(() => document.querySelector(".page:has([data-mark]) .textLayer span") !== null);
  await page.waitForTimeout(300);
}
