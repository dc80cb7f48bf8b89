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
