// The commands by name and the list of keys: by keyboard alone, in both themes.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { addFiles, ask, launch, open } from "./browser.mjs";
import { serve } from "./carrel.mjs";
import { notes } from "./lease.mjs";
import { seen } from "./looks.mjs";

let carrel, browser, page;

before(async () => {
  carrel = await serve();
  browser = await launch();
  ({ page } = await open(browser, carrel.url, { reducedMotion: "reduce" }));
  await addFiles(page, [notes], "searchable");
});

after(async () => {
  await browser?.close();
  await carrel?.stop();
});

test("Ctrl+K opens the commands; Escape gives the focus back", async () => {
  await page.locator("#question").focus();
  await page.keyboard.press("Control+k");
  const field = page.getByRole("combobox", { name: "What do you want to do?" });
  await field.waitFor();
  assert.ok(await field.evaluate((element) => element === document.activeElement));
  await seen(page, "commands");
  // The focus cannot leave it.
  for (let i = 0; i < 3; i++) await page.keyboard.press("Tab");
  assert.ok(await page.evaluate(() => document.activeElement === document.body || document.activeElement?.closest("dialog") !== null));
  await field.focus();
  await page.keyboard.press("Escape");
  await field.waitFor({ state: "detached" });
  assert.equal(await page.evaluate(() => document.activeElement?.id), "question");
});

test("a command is found by some of its letters, and done", async () => {
  await page.keyboard.press("Control+k");
  await page.keyboard.type("dark");
  await page.getByRole("option", { name: "Dark theme", selected: true }).waitFor();
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.documentElement.dataset.theme === "dark");
  await page.keyboard.press("Control+k");
  await page.keyboard.type("theme sys");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.documentElement.dataset.theme === undefined);
  await page.keyboard.press("Control+k");
  await page.keyboard.type("repair");
  await page.keyboard.press("Enter");
  const settings = page.getByRole("dialog", { name: "Settings" });
  await settings.getByRole("heading", { name: "Check and repair" }).waitFor();
  await page.keyboard.press("Escape");
  await settings.waitFor({ state: "hidden" });
});

test("a document is opened by its name, and what is no name is asked", async () => {
  await page.keyboard.press("Control+k");
  await page.keyboard.type("What does the moving van cost?");
  await page.getByRole("option", { name: "Ask “What does the moving van cost?”", selected: true }).waitFor();
  await seen(page, "commands-ask");
  await page.keyboard.press("Enter");
  const turn = page.locator("li[data-turn]").last();
  await turn.getByRole("heading", { name: "What does the moving van cost?" }).waitFor();
  await turn.locator('[data-outcome="done"]').waitFor({ timeout: 180_000 });
  await page.keyboard.press("Control+k");
  await page.keyboard.type("New chat");
  await page.keyboard.press("Enter");
  await turn.waitFor({ state: "detached" });
  await page.keyboard.press("Control+k");
  await page.locator("dialog[open] input").fill("moving");
  await page.getByRole("option", { name: /^Notes on moving/, selected: true }).waitFor();
  await page.keyboard.press("Enter");
  await page.locator("[data-reader-page]").getByText("Lindqvist Transport").waitFor();
});

test("a question mark shows the keys, but can be typed", async () => {
  await page.locator("#question").fill("Why");
  await page.locator("#question").press("?");
  assert.equal(await page.locator("#question").inputValue(), "Why?");
  await page.locator("[data-reader-page]").focus();
  await page.keyboard.press("?");
  const keys = page.getByRole("dialog", { name: "Keyboard" });
  await keys.getByText("All commands, documents and chats by name").waitFor();
  await seen(page, "keys");
  await page.keyboard.press("Escape");
  await keys.waitFor({ state: "hidden" });
  assert.ok(await page.evaluate(() => document.activeElement?.matches("[data-reader-page]")));
});

test("a chat is renamed by keyboard, found by its name, and named after its first question again", async () => {
  const chats = page.getByRole("button", { name: /All chats$/ });
  const name = page.getByRole("textbox", { name: "Name of the chat" });
  await ask(page, "Who carries the piano?");
  await page.keyboard.press("Control+k");
  await page.keyboard.type("rename");
  await page.keyboard.press("Enter");
  await name.waitFor();
  assert.ok(await name.evaluate((field) => field === document.activeElement && field.selectionEnd - field.selectionStart === field.value.length));
  await seen(page, "rename");
  await page.keyboard.type("Moving: the piano");
  await page.keyboard.press("Enter");
  await name.waitFor({ state: "detached" });
  assert.ok(await page.evaluate(() => document.activeElement?.matches("[data-chat]")));
  await page.keyboard.press("Escape");
  await page.reload();
  await page.getByRole("button", { name: "Moving: the piano. All chats" }).waitFor();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("the piano");
  await page.getByRole("option", { name: "Chat: Moving: the piano" }).waitFor();
  await page.keyboard.press("Escape");
  // Escape in the field keeps the name, and the list open.
  await chats.focus();
  await page.keyboard.press("F2");
  await name.fill("Something else");
  await page.keyboard.press("Escape");
  await page.locator("[data-chat]:focus").waitFor();
  await page.keyboard.press("F2");
  await name.fill("");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Who carries the piano?. All chats" }).waitFor();
  await page.keyboard.press("Escape");
  assert.ok(await chats.evaluate((button) => button === document.activeElement));
});
