// Another model writes the answers: refused, chosen, and what writes from then on.
import assert from "node:assert/strict";
import { copyFile, mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { addFiles, ask, launch, open, picture } from "./browser.mjs";
import { serve } from "./carrel.mjs";
import { adapter, thinking } from "./gguf.mjs";
import { check, fits } from "./looks.mjs";

const resources = process.env.CARREL_RESOURCES ?? resolve(import.meta.dirname, "../../build/deps");

let carrel, browser, page, errors, dialog;

// A mirror of the models' source: it has the bundled model as every one there is,
// and waits with all but the first byte of it.
let mirror, released, release;

async function startMirror() {
  const content = await readFile(join(resources, "models/SmolLM2-135M-Instruct.Q8_0.gguf"));
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
  await copyFile(join(resources, "models/SmolLM2-135M-Instruct.Q8_0.gguf"), join(own, "writer.gguf"));
  await writeFile(join(own, "cut.gguf"), "GGUF");
  await writeFile(join(own, "tone.gguf"), adapter("A calm tone"));
  await writeFile(join(own, "large.gguf"), adapter("For a larger model", 2048));
  await mkdir(join(home, "elsewhere"));
  await writeFile(join(home, "elsewhere/thinker.gguf"), thinking(await readFile(join(own, "writer.gguf"))));
  await writeFile(join(home, "elsewhere/half.gguf"), "GGUF");
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
  assert.equal(await dialog.getByText("Fits: it takes 0.5 GB of memory.").count(), 2);
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

const question = () => page.getByRole("group", { name: "The model that writes" });

test("an adapter is chosen beside the question, with its strength, and stays with the chat", async () => {
  await question().getByRole("button", { name: "Model that writes, and its adapters" }).click();
  const menu = page.getByRole("dialog", { name: "How this chat's answers are written" });
  await menu.getByText("Answers are written by Smollm2 135M 8k").waitFor();
  assert.equal(await menu.getByRole("checkbox", { name: /For a larger model/ }).isDisabled(), true);
  await menu.getByText("It doesn't fit the model that writes, so it can't be used with that.").waitFor();
  await menu.getByRole("checkbox", { name: /A calm tone/ }).check();
  await menu.getByRole("slider", { name: /^Strength of A calm tone/ }).focus();
  for (let i = 0; i < 5; i++) await page.keyboard.press("ArrowLeft");
  assert.equal(await menu.getByRole("slider").getAttribute("aria-valuetext"), "0.5, half of it");
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await check(page, `adapters-${colorScheme}`);
    await picture(page, `model-adapters-${colorScheme}`);
  }
  await fits(page, "adapters");
  await page.keyboard.press("Escape");
  await menu.waitFor({ state: "hidden" });
  assert.match(await page.evaluate(() => document.activeElement?.getAttribute("aria-label")), /^Written with the adapter tone at 0.5/);
  const turn = await ask(page, "Who must mend a broken roof?");
  await turn.getByText("How it was made").click();
  await turn.getByText("It is a small file that changed how the model answered.").waitFor();
  await check(page, "recipe");
  await picture(page, "model-recipe");
  await page.reload();
  const again = question().getByRole("button", { name: /^Written with the adapter tone at 0.5/ });
  await again.click();
  await menu.getByRole("button", { name: "Use none" }).click();
  await menu.getByRole("button", { name: "Done" }).click();
  await question().getByRole("button", { name: "Model that writes, and its adapters" }).waitFor();
  assert.deepEqual(errors, []);
});

test("models elsewhere are added where they are, and one that thinks shows that it does", async () => {
  await page.getByRole("button", { name: "Settings" }).click();
  await dialog.getByRole("tab", { name: "Answers" }).click();
  await dialog.getByLabel(/^Path of a file or folder/).fill(join(carrel.home, "elsewhere"));
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await dialog.getByText("1 of 2 files are among the models now, where they are; the others can't be used.").waitFor();
  await dialog.getByText(/half\.gguf .*It was probably not downloaded to the end/).waitFor();
  await dialog.getByRole("button", { name: /^Use it for answers/ }).scrollIntoViewIfNeeded();
  await check(page, "added");
  await picture(page, "model-added");
  await dialog.getByRole("button", { name: /^Use it for answers/ }).click();
  await dialog.getByText("It writes the answers now.").waitFor({ timeout: 60_000 });
  await page.keyboard.press("Escape");

  // Every state of the line is seen, however fast it goes by.
  await page.evaluate(() => {
    window.thoughts = [];
    new MutationObserver(() => {
      const line = document.querySelector("li[data-turn]:last-child details.thought summary")?.textContent?.trim();
      if (line && window.thoughts.at(-1) !== line) window.thoughts.push(line);
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  await page.locator("#question").fill("Who must mend a broken roof?");
  await page.locator("#question").press("Enter");
  await page.waitForFunction(() => window.thoughts.some((line) => /^Thinking… \d+ words? so far$/.test(line)), undefined, { timeout: 60_000 });
  await page.locator("[data-announcer]", { hasText: "The model is thinking before it answers." }).waitFor({ state: "attached" });
  const turn = page.locator("li[data-turn]").last();
  await turn.locator("details.thought summary").click();
  await picture(page, "model-thinking");
  await page.keyboard.press("Escape");
  await turn.locator('[data-outcome]:not([data-outcome="running"])').waitFor({ timeout: 60_000 });
  await turn.getByText("How it thought").waitFor();
  assert.equal(await turn.locator("details.thought").evaluate((thought) => thought.open), true, "it stays open");
  await check(page, "thought");

  await page.getByRole("button", { name: "Settings" }).click();
  await dialog.getByRole("button", { name: /^Take .*elsewhere out of the list$/ }).click();
  await dialog.getByRole("list", { name: "Added files and folders" }).waitFor({ state: "hidden" });
  await page.keyboard.press("Escape");
  assert.deepEqual(errors, []);
});

test("the way that models come is said, and another one is kept for the next start", async () => {
  await page.getByRole("button", { name: "Settings" }).click();
  await dialog.getByText(/Models are downloaded from the mirror 127\.0\.0\.1:\d+, directly\./).waitFor();
  await dialog.getByRole("radio", { name: /Through this proxy/ }).check();
  await dialog.getByLabel("Address of the proxy").fill("proxy.example.org");
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.getByText("The proxy in the settings is no address that can be used.").waitFor();
  await dialog.getByLabel("Address of the proxy").fill("http://ann:secret@proxy.example.org:3128");
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.getByText(/From the next start of Carrel on .* through the proxy proxy\.example\.org:3128\./).waitFor();
  assert.equal(await dialog.getByLabel("Address of the proxy").inputValue(), "http://ann:xxxxx@proxy.example.org:3128");
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await check(page, `way-${colorScheme}`);
    await picture(page, `model-way-${colorScheme}`);
  }
  await fits(page, "way");
  await page.keyboard.press("Escape");
  assert.deepEqual(errors, []);
});

test("a model of the catalogue is downloaded after the person has agreed", async () => {
  await page.getByRole("button", { name: "Settings" }).click();
  await dialog.getByRole("tab", { name: "Answers" }).click();
  await dialog.getByRole("button", { name: "Show the models" }).click();
  await dialog.getByRole("radio", { name: /^Qwen2.5 0.5B Instruct/ }).check({ timeout: 60_000 });
  await dialog.getByText(/Carrel will ask 127\.0\.0\.1:\d+ for the file qwen2\.5-0\.5b-instruct-q4_k_m\.gguf \(about 491 MB\)/).waitFor();
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await dialog.getByRole("button", { name: "Get Qwen2.5 0.5B Instruct" }).scrollIntoViewIfNeeded();
    await check(page, `catalogue-${colorScheme}`);
    await picture(page, `model-catalogue-${colorScheme}`);
  }
  await fits(page, "catalogue");
  await dialog.getByRole("button", { name: "Get Qwen2.5 0.5B Instruct" }).click();
  await dialog.getByRole("progressbar", { name: "Downloading Qwen2.5 0.5B Instruct" }).waitFor();
  await dialog.getByRole("button", { name: "Stop, and keep what has arrived" }).scrollIntoViewIfNeeded();
  await picture(page, "model-downloading");
  await page.getByText(/^Offline lock on, but for a download from 127\.0\.0\.1:\d+\.$/).first().waitFor({ state: "attached" });
  // Stopped, and gone on with.
  await dialog.getByRole("button", { name: "Stop, and keep what has arrived" }).click();
  await dialog.getByText("Stopped. Nothing of it had come.").waitFor();
  release();
  await dialog.getByRole("button", { name: /Qwen2.5 0.5B Instruct$/ }).click();
  await dialog.getByText(/Qwen2.5 0.5B Instruct is here, whole/).waitFor({ timeout: 60_000 });
  // It can be used at once, where that is said.
  await dialog.getByRole("button", { name: "Use Qwen2.5 0.5B Instruct for answers" }).click();
  await dialog.getByText(/Qwen2.5 0.5B Instruct is here, whole.* It writes the answers now\./).waitFor({ timeout: 60_000 });
  await picture(page, "model-got");
  await dialog.getByRole("radiogroup").or(dialog.locator("fieldset")).first().getByText(/135 million parameters/).nth(2).waitFor();
  assert.equal((await readFile(join(carrel.home, "data/audit.log"), "utf8")).match(/"kind":"model\.fetched"/g).length, 2);
  await page.keyboard.press("Escape");
  assert.deepEqual(errors, []);
});
