// Where the system chooses the colours (forced colours, "high contrast"), all that is
// said by a tint is still to be seen: what is chosen, how far something is, what is marked.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { addFiles, ask, launch, open, picture } from "./browser.mjs";
import { serve } from "./carrel.mjs";
import { lease } from "./lease.mjs";

let carrel, browser, page;

before(async () => {
  carrel = await serve();
  browser = await launch();
  ({ page } = await open(browser, carrel.url, { forcedColors: "active", reducedMotion: "reduce" }));
});

after(async () => {
  await browser?.close();
  await carrel?.stop();
});

const framed = (locator) => locator.evaluate((element) => getComputedStyle(element).outlineStyle === "solid");

test("the chosen command and the open part of the settings have a frame", async () => {
  await page.keyboard.press("Control+k");
  const options = page.getByRole("option");
  await options.first().waitFor();
  assert.equal(await framed(options.first()), true);
  assert.equal(await framed(options.nth(1)), false);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+,");
  await page.getByRole("tab", { name: "Appearance" }).waitFor();
  assert.equal(await framed(page.getByRole("tab", { name: "Appearance" })), true);
  await page.keyboard.press("Escape");
});

test("a mark on a page is to be seen", async () => {
  await addFiles(page, [await lease()]);
  const turn = await ask(page, "How much notice must the tenant give before leaving the apartment?");
  await turn.locator("[data-source]").first().click();
  const mark = page.locator("[data-mark]").first();
  await mark.waitFor();
  assert.equal(await mark.evaluate((element) => getComputedStyle(element).backgroundColor), "rgb(255, 224, 106)");
  assert.equal(await framed(turn.locator("[data-source]").first()), true, "the passage that is open");
  await picture(page, "forced-colours");
});
