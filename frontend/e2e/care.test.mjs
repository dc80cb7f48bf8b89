// The library's care: backup, restore while everything runs, check. In both themes.
import assert from "node:assert/strict";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { addFiles, launch, open } from "./browser.mjs";
import { serve } from "./carrel.mjs";
import { lease, notes } from "./lease.mjs";
import { seen } from "./looks.mjs";

let carrel, browser, page, dir, dialog;
const titles = () => page.locator("[data-document]").count();

before(async () => {
  carrel = await serve();
  browser = await launch();
  dir = await mkdtemp(join(tmpdir(), "carrel-care-"));
  ({ page } = await open(browser, carrel.url, { reducedMotion: "reduce" }));
  await addFiles(page, [notes], "searchable");
});

after(async () => {
  await browser?.close();
  await carrel?.stop();
  await rm(dir, { recursive: true, force: true });
});

async function show() {
  await page.keyboard.press("Control+,");
  dialog = page.getByRole("dialog", { name: "Settings" });
  await dialog.getByRole("tab", { name: "Backup and repair" }).click();
  await dialog.getByRole("heading", { name: "Backup", exact: true }).waitFor();
}

test("a backup is made, and one that is there is replaced only when that is wanted", async () => {
  await show();
  await dialog.getByText("No backup has been made on this computer yet.").waitFor();
  const path = join(dir, "backup.zip");
  await dialog.getByLabel("File for the backup").fill(path);
  await dialog.getByRole("button", { name: "Make a backup" }).click();
  await dialog.locator('[data-ended="done"]').getByText("The backup is ready: 1 document").waitFor({ timeout: 60_000 });
  assert.ok((await stat(path)).size > 1000);
  await dialog.getByText("Last backup:").waitFor();
  await dialog.getByRole("button", { name: "Make a backup" }).click();
  await dialog.getByText(/There is a file .* already/).waitFor({ timeout: 60_000 });
  await seen(page, "care-backup");
  await dialog.getByRole("button", { name: "Replace it" }).click();
  await dialog.locator('[data-ended="done"]').waitFor({ timeout: 60_000 });
});

test("a check says in words that nothing is wrong", async () => {
  await dialog.getByRole("button", { name: "Check now" }).click();
  await dialog.getByText("Nothing is wrong with the library.").waitFor({ timeout: 60_000 });
});

test("what is no backup is refused, and nothing changes", async () => {
  const path = join(dir, "no.zip");
  await writeFile(path, "Nothing of the kind.");
  await dialog.getByLabel("Backup to restore").fill(path);
  await dialog.getByRole("button", { name: "Restore…" }).click();
  const sure = page.getByRole("dialog", { name: "Restore this backup?" });
  await sure.getByText("kept in a folder beside it").waitFor();
  await seen(page, "care-sure");
  await sure.getByRole("button", { name: "Restore", exact: true }).click();
  await dialog.getByText("is not a backup of Carrel").waitFor({ timeout: 60_000 });
  assert.equal(await titles(), 1);
});

test("a restore brings the library back while Carrel runs, and keeps the other one", async () => {
  await page.keyboard.press("Escape");
  await addFiles(page, [await lease()], "searchable");
  await page.waitForFunction(() => document.querySelectorAll("[data-document]").length === 2);
  await show();
  await dialog.getByLabel("Backup to restore").fill(join(dir, "backup.zip"));
  await dialog.getByRole("button", { name: "Restore…" }).click();
  await page.getByRole("dialog", { name: "Restore this backup?" }).getByRole("button", { name: "Restore", exact: true }).click();
  const ended = dialog.locator('[data-ended="done"]', { hasText: "Restored: 1 document" });
  await ended.waitFor({ timeout: 120_000 });
  assert.match(await ended.innerText(), /kept in .*library\.before-restore-/);
  await page.waitForFunction(() => document.querySelectorAll("[data-document]").length === 1);
  await seen(page, "care-restored");
  await page.keyboard.press("Escape");
  await page.locator("[data-document]").locator("[data-cell]").click();
  await page.locator("[data-reader-page]").getByText("Lindqvist Transport").waitFor();
});
