// A question's limits: kept with it, said above its answer, carried on to the next, heeded by "why".
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { addFiles, ask, launch, open, picture } from "./browser.mjs";
import { serve } from "./carrel.mjs";
import { lease, notes } from "./lease.mjs";
import { check, fits } from "./looks.mjs";

let carrel, browser, page;

before(async () => {
  carrel = await serve();
  browser = await launch();
  ({ page } = await open(browser, carrel.url, { reducedMotion: "reduce" }));
  await addFiles(page, [await lease(), notes]);
});

after(async () => {
  await browser?.close();
  await carrel?.stop();
});

const limit = () => page.getByRole("group", { name: "Limits of the search" }).getByRole("button").first();

test("the limits of a question stand above its answer, and the next one has them too", async () => {
  await limit().click();
  await page.getByLabel("Kind").selectOption({ label: "PDF" });
  await page.getByLabel("Added").selectOption({ label: "In the last 7 days" });
  await page.getByRole("button", { name: "Done" }).click();
  const first = await ask(page, "How much notice must the tenant give?");
  assert.match(await first.locator("[data-limited]").innerText(), /^Searched only: PDF · added since /);
  const second = await ask(page, "And how high is the rent?");
  assert.match(await second.locator("[data-limited]").innerText(), /^Searched only: PDF/);
});

test("they are there again after the window was closed, and a new chat has none", async () => {
  await page.reload();
  const turns = page.locator("li[data-turn]");
  await turns.nth(1).locator("[data-limited]").waitFor();
  assert.equal(await turns.locator("[data-limited]").count(), 2);
  assert.match((await limit().getAttribute("aria-label")) ?? "", /^Searches only: PDF, added since /);
  await page.getByRole("button", { name: "New chat", exact: true }).click();
  assert.equal(await limit().getAttribute("aria-label"), "Limit the search");
});

test("a limit to one document holds in the chat, and why heeds it", async () => {
  await page.locator("[data-document]", { hasText: "Lease" }).locator("[data-cell]").focus();
  await page.getByRole("checkbox", { name: /^Only in Lease/ }).check();
  const turn = await ask(page, "What did the gardener write about the pears?");
  assert.match(await turn.locator("[data-limited]").innerText(), /^Searched only: Lease 14 Quay Street$/);
  // Another document is selected meanwhile: the limit stays with the one that was chosen.
  await page.locator("[data-document]", { hasNotText: "Lease" }).locator("[data-cell]").focus();
  assert.ok(await page.getByRole("checkbox", { name: /^Only in Lease/ }).isChecked());
  await turn.getByRole("button", { name: "Something missing?" }).click();
  const dialog = page.getByRole("dialog", { name: "Why was this not found?" });
  await dialog.getByText("it is not one of the chosen documents").waitFor();
  await dialog.getByText("Searched only: Lease 14 Quay Street").waitFor();
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    await check(page, `why, ${colorScheme}`);
    await fits(page, `why, ${colorScheme}`);
    await picture(page, `why-${colorScheme}`);
  }
  await page.emulateMedia({ colorScheme: "light" });
  await dialog.locator("table").scrollIntoViewIfNeeded();
  await picture(page, "why-below");
  await dialog.getByRole("button", { name: "Ask again without the limits" }).click();
  await dialog.waitFor({ state: "hidden" });
  const wide = page.locator("li[data-turn]").nth(1);
  await wide.locator('[data-outcome]:not([data-outcome="running"])').waitFor({ timeout: 180_000 });
  assert.equal(await wide.locator("[data-limited]").count(), 0);
  assert.equal(await page.getByRole("checkbox", { name: /^Only in/ }).isChecked(), false);
  await picture(page, "limits");
});
