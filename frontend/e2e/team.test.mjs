// The team's store: a library is shared from the window, found by somebody else,
// waits while the server is away, and is taken out again. In both themes.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { addFiles, ask, launch, open, picture } from "./browser.mjs";
import { serve } from "./carrel.mjs";
import { lease, notes } from "./lease.mjs";
import { check, fits } from "./looks.mjs";
import { absent, startPostgres } from "./postgres.mjs";

const skip = absent;
let server, browser, ann, bob;

before(async () => {
  if (skip) return;
  server = await startPostgres();
  browser = await launch();
  ann = await person();
  bob = await person();
  await addFiles(ann.page, [notes]);
});

after(async () => {
  await browser?.close();
  await ann?.carrel.stop();
  await bob?.carrel.stop();
  await server?.stop();
});

/** Somebody with a Carrel of their own, and a window open. */
async function person(home) {
  const carrel = await serve(home);
  return { carrel, ...(await open(browser, carrel.url, { reducedMotion: "reduce" })) };
}

/** The same person after a restart of their Carrel. */
async function restarted({ carrel, context }) {
  await context.close();
  await carrel.stop(true);
  return person(carrel.home);
}

/** The settings of the team's store. */
async function settings(page) {
  await page.getByRole("dialog").first().waitFor({ state: "hidden" }); // one that is closing takes the keys
  await page.keyboard.press("Control+,");
  const dialog = page.getByRole("dialog", { name: "Settings" });
  await dialog.getByRole("tab", { name: "Team" }).click();
  await dialog.locator("[data-standing]").waitFor();
  return dialog;
}

async function seen(page, name) {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    await check(page, `${name}, ${colorScheme}`);
    await fits(page, `${name}, ${colorScheme}`);
    await picture(page, `${name}-${colorScheme}`);
  }
  await page.setViewportSize({ width: 560, height: 640 });
  await check(page, `${name}, narrow`);
  await fits(page, `${name}, narrow`);
  await picture(page, `${name}-narrow`);
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.emulateMedia({ colorScheme: "light" });
}

/** Whom the settings that are kept share with. */
async function kept({ carrel }) {
  const config = await readFile(join(carrel.home, "config", "config.json"), "utf8").catch(() => "{}");
  return JSON.parse(config).store;
}

async function share({ page }, url) {
  const dialog = await settings(page);
  await dialog.getByLabel("Address of the store").fill(url);
  await dialog.getByLabel("Address of the store").press("Enter");
  const consent = page.getByRole("dialog", { name: "Share your library with 127.0.0.1?" });
  await consent.waitFor();
  return { dialog, consent };
}

test("an address that is none is refused in words", { skip }, async () => {
  const dialog = await settings(ann.page);
  assert.match(await dialog.locator("[data-standing]").innerText(), /Shared with nobody/);
  await seen(ann.page, "team-alone");
  await dialog.getByRole("button", { name: "See what would be sent…" }).click();
  assert.equal(await ann.page.evaluate(() => document.activeElement?.labels?.[0]?.textContent), "Address of the store");
  await dialog.getByLabel("Address of the store").fill("mysql://db.example.org/library");
  await dialog.getByLabel("Address of the store").press("Enter");
  // Where it was typed, not in the part above.
  await dialog.getByRole("region", { name: "Share your library" }).getByText('Carrel knows no store of the kind "mysql"').waitFor();
  await ann.page.keyboard.press("Escape");
});

test("what is sent is said first, and who doesn't agree shares nothing", { skip }, async () => {
  const { dialog, consent } = await share(ann, server.url);
  await consent.getByText("1 document, 1 passage now").waitFor();
  await seen(ann.page, "team-consent");
  assert.equal(await ann.page.evaluate(() => document.activeElement?.textContent?.trim()), "Don't share");
  await ann.page.keyboard.press("Escape");
  await consent.waitFor({ state: "hidden" });
  assert.match(await dialog.locator("[data-standing]").innerText(), /Shared with nobody/);
  assert.equal(await kept(ann), undefined);
  await ann.page.keyboard.press("Escape");
});

test("a library is shared from the next start on, and then sent", { skip }, async () => {
  for (const each of [ann, bob]) {
    const { dialog, consent } = await share(each, server.url);
    await consent.getByRole("button", { name: "Share", exact: true }).click();
    await dialog.getByText("Shared with 127.0.0.1 from the next start").waitFor();
    assert.equal(await kept(each), server.url);
    await each.page.waitForFunction(() => document.activeElement?.matches("[data-standing]")); // the form has gone
  }
  await seen(ann.page, "team-coming");
  [ann, bob] = [await restarted(ann), await restarted(bob)];
  const dialog = await settings(ann.page);
  await dialog.getByText("Everything is sent.").waitFor({ timeout: 60_000 });
  await dialog.getByText("All together the team has 1 document there (PostgreSQL").waitFor();
  assert.match(await dialog.locator("[data-standing]").innerText(), /^Shared with 127\.0\.0\.1 since .*\d{4}/);
  await seen(ann.page, "team-shared");
  await ann.page.keyboard.press("Escape");
});

test("what one has shared the other finds, with whose it is", { skip }, async () => {
  await addFiles(bob.page, [await lease()], "searchable");
  const turn = await ask(bob.page, "Who moves the shelves of the library?");
  await turn.locator("[data-source]", { hasText: "Lindqvist Transport" }).first().waitFor();
});

test("while the server is away what waits is said, and sent when it is back", { skip }, async () => {
  await server.away();
  await addFiles(ann.page, [{ name: "tides.txt", mimeType: "text/plain", buffer: Buffer.from("The spring tide in the harbour is four metres high.") }], "searchable");
  const dialog = await settings(ann.page);
  await dialog.getByText(/1 document waits to be sent\..*cannot be reached now/).waitFor({ timeout: 60_000 });
  await seen(ann.page, "team-away");
  await dialog.getByRole("button", { name: "Send now" }).click();
  await dialog.getByRole("status").getByText("cannot be reached now").waitFor({ timeout: 60_000 });
  await server.back();
  await dialog.getByRole("button", { name: "Send now" }).click();
  await dialog.getByText("Everything is sent.").waitFor({ timeout: 60_000 });
  await ann.page.keyboard.press("Escape");
});

test("who stops sharing takes out what was sent, and is not searched with the store any more", { skip }, async () => {
  const dialog = await settings(ann.page);
  await dialog.getByRole("button", { name: "Stop sharing…" }).click();
  const sure = ann.page.getByRole("dialog", { name: "Stop sharing with 127.0.0.1?" });
  await sure.getByRole("radio", { name: /Remove it from the store first/ }).waitFor();
  await seen(ann.page, "team-leave");
  await sure.getByRole("button", { name: "Stop sharing" }).click();
  await dialog.getByText("Shared with nobody.").waitFor({ timeout: 60_000 });
  assert.ok(!(await kept(ann)));
  await ann.page.waitForFunction(() => document.activeElement?.matches("[data-standing]"));
  const bobs = await settings(bob.page);
  await bobs.getByText("the team has 1 document there").waitFor({ timeout: 60_000 }); // his own
});
