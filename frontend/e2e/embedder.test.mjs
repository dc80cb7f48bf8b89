// Another model for finding by meaning: refused, chosen, watched, given up, and at last in use.
import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { addFiles, launch, open, picture } from "./browser.mjs";
import { serve } from "./carrel.mjs";
import { check, fits } from "./looks.mjs";

const resources = process.env.CARREL_RESOURCES ?? resolve(import.meta.dirname, "../../build/deps");

let carrel, browser, page, errors, dialog;

before(async () => {
  carrel = await serve();
  // The bundled model under another name is another file, and so another model.
  const model = await readFile(join(resources, "models/all-MiniLM-L6-v2.Q8_0.gguf"));
  const name = model.indexOf("all-MiniLM-L6-v2");
  assert.ok(name > 0);
  model.write("my-own-MiniLM-v9", name);
  await mkdir(join(carrel.home, "data/models"), { recursive: true });
  await writeFile(join(carrel.home, "data/models/own.gguf"), model);
  browser = await launch();
  ({ page, errors } = await open(browser, carrel.url, { reducedMotion: "reduce" }));
  await addFiles(page, [
    { name: "roof.txt", mimeType: "text/plain", buffer: Buffer.from("The landlord must mend a broken roof within a month.") },
    { name: "plants.txt", mimeType: "text/plain", buffer: Buffer.from("Green leaves turn light and water into sugar.") },
  ]);
});

after(async () => {
  await browser?.close();
  await carrel?.stop();
});

const call = (method, path, body) =>
  page.evaluate(
    async ([method, path, body]) => {
      const response = await fetch(path, { method, ...(body && { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } }) });
      return response.json();
    },
    [method, path, body],
  );

test("the settings say which model is in use, and refuse what is none", async () => {
  await page.getByRole("button", { name: "Settings" }).click();
  dialog = page.getByRole("dialog", { name: "Settings" });
  await dialog.getByRole("tab", { name: "Finding" }).click();
  await dialog.getByText("Now: ").waitFor();
  assert.equal(await dialog.getByRole("radio").first().isChecked(), true);
  await dialog.getByRole("radio", { name: /Another file/ }).check();
  await dialog.getByLabel("Its path").fill("/nowhere/model.gguf");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement?.textContent?.trim()), "Use this model");
  await page.keyboard.press("Enter");
  await dialog.getByText("there is no such file").waitFor();
  await check(page, "refused");
  await picture(page, "embedder-refused");
});

test("a change is shown with how far it is, and can be given up", async () => {
  await call("POST", "/api/library/pause"); // so that it stays where it is
  await dialog.getByRole("radio", { name: /my-own-MiniLM-v9/ }).check();
  await dialog.getByRole("button", { name: "Use this model" }).click();
  await dialog.getByText("Changing to my-own-MiniLM-v9: 0 of 2 passages").waitFor({ timeout: 60_000 });
  assert.equal(await dialog.getByRole("progressbar", { name: "Changing the model" }).getAttribute("aria-valuenow"), "0");
  await check(page, "changing");
  await fits(page, "changing");
  await picture(page, "embedder-changing");
  const found = await call("POST", "/api/search", { query: "Who mends the roof?", mode: "vector" });
  assert.equal(found.hits[0].document.title, "roof");
  await dialog.getByRole("button", { name: /^Keep/ }).click();
  await dialog.getByText("Changing to").waitFor({ state: "hidden" });
  assert.equal((await call("GET", "/api/embedder")).current.id, "minilm-l6");
});

test("and comes to its end by itself", async () => {
  await dialog.getByRole("radio", { name: /my-own-MiniLM-v9/ }).check();
  await dialog.getByRole("button", { name: "Use this model" }).click();
  await dialog.getByText("Changing to my-own-MiniLM-v9").waitFor({ timeout: 60_000 });
  await call("POST", "/api/library/resume");
  await dialog.getByText("Now: my-own-MiniLM-v9.").waitFor({ timeout: 60_000 });
  await page.locator("[data-announcer]", { hasText: "Passages are found with my-own-MiniLM-v9 now" }).waitFor({ state: "attached" });
  const found = await call("POST", "/api/search", { query: "Who mends the roof?", mode: "vector" });
  assert.equal(found.hits[0].document.title, "roof");
  assert.deepEqual(errors, []);
});
