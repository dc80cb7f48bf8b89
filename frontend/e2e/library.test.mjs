// The library in depth: a followed folder, a collection, a question limited to
// it, and why a document was not found.
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { ask, launch, open, picture } from "./browser.mjs";
import { serve } from "./carrel.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let carrel, browser, page, errors, folder;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "carrel-folder-"));
  await writeFile(join(folder, "pears.md"), "# Pears\n\nThe orchard has 312 pear trees, planted in 1987.\n");
  await writeFile(join(folder, "pond.txt"), "The pond freezes every winter, and the ducks leave.\n");
  carrel = await serve();
  browser = await launch();
  ({ page, errors } = await open(browser, carrel.url, { reducedMotion: "reduce" }));
});

after(async () => {
  await browser?.close();
  await carrel?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function accessible(name) {
  await page.evaluate(axe);
  const found = await page.evaluate(async () => {
    const { violations } = await window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 140)).join(" | ")}`);
  });
  assert.deepEqual(found, [], name);
}

const row = (title) => page.locator("[data-document]", { hasText: title });

test("a folder is followed from its path, and what is put into it comes in", async () => {
  await page.getByRole("button", { name: "Add folder" }).click();
  const field = page.getByLabel("Folder on this computer");
  await field.fill("orchard");
  await field.press("Enter");
  await page.getByText("Type the whole path").waitFor();
  await accessible("folder to add");
  await field.fill(folder);
  await field.press("Enter");
  await page.getByRole("list", { name: "Followed folders" }).getByText("2 documents").waitFor({ timeout: 60_000 });
  await writeFile(join(folder, "ducks.txt"), "Eleven ducks live on the pond from March to October.\n");
  await row("ducks").waitFor({ timeout: 60_000 });
  await page.locator('[data-document][data-state="embedded"]').nth(2).waitFor({ timeout: 60_000 });
  await picture(page, "folders");
});

test("a folder is added only once where that was meant, and taken back with Undo", async () => {
  const other = await mkdtemp(join(tmpdir(), "carrel-once-"));
  try {
    await writeFile(join(other, "barn.md"), "# Barn\n\nThe barn was built in 1902.\n");
    const follow = async () => {
      await page.getByRole("button", { name: "Add folder" }).click();
      await page.getByLabel("Folder on this computer").fill(other);
      await page.getByLabel("Folder on this computer").press("Enter");
      await row("Barn").waitFor({ timeout: 60_000 });
    };
    const folders = page.getByRole("list", { name: "Followed folders" }).getByRole("button");
    await follow();
    await page.getByRole("button", { name: "Undo" }).last().hover(); // so that it stays, however long the looking takes
    await accessible("a folder is followed");
    await picture(page, "followed");
    await page.getByRole("button", { name: "Undo" }).last().click();
    await row("Barn").waitFor({ state: "detached" });
    assert.equal(await folders.count(), 1);
    await follow();
    await page.getByRole("button", { name: "Only add once" }).last().click();
    await page.waitForFunction(() => document.querySelectorAll('ul[aria-label="Followed folders"] button').length === 1);
    await row("Barn").waitFor();
  } finally {
    await rm(other, { recursive: true, force: true });
  }
});

test("a folder dropped on the page comes in, and the person is told that it is not followed", async () => {
  const other = await mkdtemp(join(tmpdir(), "carrel-dropped-"));
  try {
    await writeFile(join(other, "well.md"), "# Well\n\nThe well is 14 metres deep.\n");
    const session = await page.context().newCDPSession(page);
    const data = { items: [], files: [other], dragOperationsMask: 1 };
    for (const type of ["dragEnter", "dragOver", "drop"]) await session.send("Input.dispatchDragEvent", { type, x: 500, y: 300, data });
    await page.getByRole("region", { name: "Messages" }).getByText("it isn't followed").waitFor();
    await row("Well").waitFor({ timeout: 60_000 });
    await page.getByRole("button", { name: "Follow it…" }).click();
    await page.getByLabel("Folder on this computer").waitFor();
    await page.keyboard.press("Escape");
    await row("Well").locator("[data-cell]").focus();
    await page.keyboard.press("Delete");
    await row("Barn").locator("[data-cell]").focus();
    await page.keyboard.press("Delete");
    await row("Barn").waitFor({ state: "detached" });
  } finally {
    await rm(other, { recursive: true, force: true });
  }
});

test("what is left out of a folder leaves the library", async () => {
  await page.getByRole("list", { name: "Followed folders" }).getByRole("button").click();
  await accessible("folder");
  await page.getByLabel("Leave out").fill("ducks*");
  await page.getByRole("button", { name: "Save" }).click();
  await row("ducks").waitFor({ state: "detached", timeout: 60_000 });
});

test("a document is put into a new collection, and a question limited to it", async () => {
  await row("pond").hover();
  await page.getByRole("button", { name: "About pond" }).click();
  await page.getByLabel("Name of a new collection").fill("Waters");
  await page.getByRole("button", { name: "Add to it" }).click();
  await page.getByRole("dialog").getByRole("checkbox", { name: "Waters" }).waitFor();
  await page.waitForFunction(() => document.querySelector('dialog[open] input[type="checkbox"]')?.checked);
  await accessible("about a document");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Limit the search" }).click();
  await page.getByLabel("Collection", { exact: true }).selectOption({ label: "Waters" });
  await accessible("limits");
  await page.getByRole("button", { name: "Done" }).click();
  await page.getByRole("button", { name: "Searches only: Waters. Change" }).waitFor();
  const turn = await ask(page, "How many pear trees does the orchard have?");
  await turn.locator("[data-source]", { hasText: "The pond freezes every winter" }).first().waitFor();
  assert.equal(await turn.locator("[data-source]", { hasText: "312" }).count(), 0);
  await picture(page, "limited");
});

test("why a document was not found is said in words", async () => {
  await page.getByRole("button", { name: "Something missing?" }).last().click();
  const dialog = page.getByRole("dialog", { name: "Why was this not found?" });
  await dialog.getByLabel("Document").selectOption({ label: "Pears" });
  await dialog.getByText("It is not among the passages that were found.").waitFor();
  await dialog.getByRole("listitem").first().waitFor();
  await accessible("why");
  await picture(page, "why");
  await page.keyboard.press("Escape");
  // The chat stays with its collection; a new one is about everything.
  assert.equal(await page.getByRole("button", { name: "Search in all documents" }).count(), 0);
  await page.getByRole("button", { name: "New chat" }).click();
  await page.getByRole("button", { name: "Limit the search" }).waitFor();
  const turn = await ask(page, "How many pear trees does the orchard have?");
  await turn.locator("[data-source]", { hasText: "312" }).first().waitFor();
  assert.deepEqual(errors, []);
});
