// Another model writes the answers: refused, chosen, and what writes from then on.
import assert from "node:assert/strict";
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { addFiles, launch, open, picture } from "./browser.mjs";
import { serve } from "./carrel.mjs";
import { check, fits } from "./looks.mjs";

const resources = process.env.CARREL_RESOURCES ?? resolve(import.meta.dirname, "../../build/deps");

let carrel, browser, page, errors, dialog;

before(async () => {
  carrel = await serve();
  const own = join(carrel.home, "data/models");
  await mkdir(own, { recursive: true });
  await copyFile(join(resources, "models/SmolLM2-135M-Instruct.Q4_1.gguf"), join(own, "writer.gguf"));
  await writeFile(join(own, "cut.gguf"), "GGUF");
  browser = await launch();
  ({ page, errors } = await open(browser, carrel.url, { reducedMotion: "reduce" }));
  await addFiles(page, [{ name: "roof.txt", mimeType: "text/plain", buffer: Buffer.from("The landlord must mend a broken roof within a month.") }]);
});

after(async () => {
  await browser?.close();
  await carrel?.stop();
});

const answerer = () => page.evaluate(async () => (await (await fetch("/api/chat-model")).json()).current);

test("the settings say which model writes, whether others fit, and refuse what is none", async () => {
  await page.getByRole("button", { name: "Settings" }).click();
  dialog = page.getByRole("dialog", { name: "Settings" });
  await dialog.getByRole("tab", { name: "Answers" }).click();
  await dialog.getByText("Answers are written on this computer, by SmolLM2 135M Instruct.").waitFor();
  assert.equal(await dialog.getByRole("radio", { name: /SmolLM2 135M Instruct/ }).isChecked(), true);
  // The bundled one, the copy of it, and another file; the file that is cut off is no model.
  assert.equal(await dialog.getByRole("radio").count(), 3);
  assert.equal(await dialog.getByText("135 million parameters").count(), 2);
  assert.equal(await dialog.getByText("Fits: it takes 0.4 GB of memory.").count(), 2);
  await dialog.getByRole("radio", { name: /Another file/ }).check();
  await dialog.getByLabel("Its path").fill(join(carrel.home, "data/models/cut.gguf"));
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement?.textContent?.trim()), "Use this model");
  await page.keyboard.press("Enter");
  await dialog.getByText("It was probably not downloaded to the end").waitFor();
  assert.equal((await answerer()).id, "smollm2-135m");
  await check(page, "refused");
  await fits(page, "refused");
  await picture(page, "model-refused");
});

test("a model that is chosen writes the answers", async () => {
  await dialog.getByRole("radio", { name: /Smollm2 135M 8k/ }).check();
  await dialog.getByRole("button", { name: "Use this model" }).click();
  await dialog.getByText("Answers are written on this computer, by Smollm2 135M 8k").waitFor({ timeout: 60_000 });
  await page.locator("[data-announcer]", { hasText: "Answers are written by Smollm2 135M 8k" }).waitFor({ state: "attached" });
  assert.ok((await answerer()).id.endsWith("writer.gguf"));
  await picture(page, "model-chosen");
  await page.keyboard.press("Escape");
  const chat = await page.evaluate(async () => {
    const call = async (method, path, body) =>
      (await fetch(path, { method, ...(body && { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } }) })).json();
    const { chat } = await call("POST", "/api/ask", { question: "Who must mend a broken roof?" });
    for (;;) {
      const now = await call("GET", `/api/chats/${chat}`);
      const answer = now.turns.at(-1).answer;
      if (answer.status !== "running") return answer;
      await new Promise((done) => setTimeout(done, 100));
    }
  });
  assert.match(chat.model, /^Smollm2 135M 8k/);
  assert.deepEqual(errors, []);
});
