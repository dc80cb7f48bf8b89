// Another model writes the answers: refused, chosen, and what writes from then on.
import assert from "node:assert/strict";
import { copyFile, mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { addFiles, launch, open, picture } from "./browser.mjs";
import { serve } from "./carrel.mjs";
import { check, fits } from "./looks.mjs";

const resources = process.env.CARREL_RESOURCES ?? resolve(import.meta.dirname, "../../build/deps");

let carrel, browser, page, errors, dialog;

// A mirror of the models' source: it has the bundled model as every one there is,
// and waits with all but the first byte of it.
let mirror, released, release;

async function startMirror() {
  const content = await readFile(join(resources, "models/SmolLM2-135M-Instruct.Q4_1.gguf"));
  released = new Promise((done) => (release = done));
  mirror = createServer(async (request, response) => {
    const [, from, to] = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? "") ?? [];
    const end = Math.min(Number(to), content.length - 1);
    if (end > 0) await released;
    response.writeHead(206, { "Content-Range": `bytes ${from}-${end}/${content.length}`, "Content-Length": end + 1 - Number(from) });
    response.end(content.subarray(Number(from), end + 1));
  });
  await new Promise((done) => mirror.listen(0, "127.0.0.1", done));
  return `http://127.0.0.1:${mirror.address().port}`;
}

before(async () => {
  const home = await mkdtemp(join(tmpdir(), "carrel-e2e-"));
  await mkdir(join(home, "config"), { recursive: true });
  await writeFile(join(home, "config/config.json"), JSON.stringify({ model_mirror: await startMirror(), proxy: "none" }));
  carrel = await serve(home);
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
  mirror?.closeAllConnections();
  mirror?.close();
});

const answerer = () => page.evaluate(async () => (await (await fetch("/api/chat-model")).json()).current);

test("the settings say which model writes, whether others fit, and refuse what is none", async () => {
  await page.getByRole("button", { name: "Settings" }).click();
  dialog = page.getByRole("dialog", { name: "Settings" });
  await dialog.getByRole("tab", { name: "Answers" }).click();
  await dialog.getByText("Answers are written on this computer, by SmolLM2 135M Instruct.").waitFor();
  assert.equal(await dialog.getByRole("radio", { name: /SmolLM2 135M Instruct/ }).isChecked(), true);
  // The bundled one, the copy of it, and another file; the file that is cut off is no model.
  assert.equal(await dialog.getByRole("group", { name: "Model that writes the answers" }).getByRole("radio").count(), 3);
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

test("a model of the catalogue is downloaded after the person has agreed", async () => {
  await page.getByRole("button", { name: "Settings" }).click();
  await dialog.getByRole("tab", { name: "Answers" }).click();
  await dialog.getByRole("button", { name: "Show the models" }).click();
  await dialog.getByRole("radio", { name: /^Qwen2.5 0.5B Instruct/ }).check({ timeout: 60_000 });
  await dialog.getByText(/Carrel will ask 127\.0\.0\.1:\d+ for the file qwen2\.5-0\.5b-instruct-q4_k_m\.gguf \(about 0\.5 GB\)/).waitFor();
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await dialog.getByRole("button", { name: "Get Qwen2.5 0.5B Instruct" }).scrollIntoViewIfNeeded();
    await check(page, `catalogue-${colorScheme}`);
    await picture(page, `model-catalogue-${colorScheme}`);
  }
  await fits(page, "catalogue");
  await dialog.getByRole("button", { name: "Get Qwen2.5 0.5B Instruct" }).click();
  await dialog.getByRole("progressbar", { name: "Downloading Qwen2.5 0.5B Instruct" }).waitFor();
  await dialog.getByRole("button", { name: "Stop; keep what is here" }).scrollIntoViewIfNeeded();
  await picture(page, "model-downloading");
  await page.getByText(/A model is being downloaded from 127\.0\.0\.1/).first().waitFor({ state: "attached" });
  // Stopped, and gone on with.
  await dialog.getByRole("button", { name: "Stop; keep what is here" }).click();
  await dialog.getByText(/^Stopped\. .* are kept/).waitFor();
  release();
  await dialog.getByRole("button", { name: /Qwen2.5 0.5B Instruct$/ }).click();
  await dialog.getByText(/Qwen2.5 0.5B Instruct is here, whole/).waitFor({ timeout: 60_000 });
  // It can be chosen at once.
  await dialog.getByRole("radiogroup").or(dialog.locator("fieldset")).first().getByText(/135 million parameters/).nth(2).waitFor();
  assert.equal((await readFile(join(carrel.home, "data/audit.log"), "utf8")).match(/"kind":"model\.fetched"/g).length, 2);
  await page.keyboard.press("Escape");
  assert.deepEqual(errors, []);
});
