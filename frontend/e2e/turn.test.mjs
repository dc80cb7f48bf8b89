// One question and its answer, for a person who is in a hurry: it is changed, copied,
// asked in another window, and half a question outlives a reload.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { addFiles, ask, launch, open, picture } from "./browser.mjs";
import { serve } from "./carrel.mjs";
import { lease, notes } from "./lease.mjs";
import { check, fits } from "./looks.mjs";

let carrel, browser, page, context;
const QUESTION = "How much notice must the tenant give before leaving the apartment?";

before(async () => {
  carrel = await serve();
  browser = await launch();
  ({ page, context } = await open(browser, carrel.url, { reducedMotion: "reduce" }));
});

after(async () => {
  await browser?.close();
  await carrel?.stop();
});

test("at twice the size all of the start is seen, with both ways to add documents", async () => {
  await page.setViewportSize({ width: 640, height: 400 });
  for (const name of ["Add files", "Add folder"]) {
    const box = await page.locator("#pane-chat").getByRole("button", { name }).boundingBox();
    const foot = await page.locator("#question").boundingBox();
    assert.ok(box && foot && box.y > 0 && box.y + box.height <= foot.y, `${name} is above the question field`);
  }
  await fits(page, "start at twice the size");
  await picture(page, "start-twice-the-size");
  await page.setViewportSize({ width: 1280, height: 800 });
});

test("a state stands on the line of its sentence's last word", async () => {
  await addFiles(page, [await lease(), notes]);
  await ask(page, QUESTION);
  let marks = 0;
  for (let width = 640; width <= 1280; width += 32) {
    await page.setViewportSize({ width, height: 800 });
    const apart = await page.locator("[data-answer] .end").evaluateAll((ends) =>
      ends.map((end) => {
        const [word, mark] = [end.firstElementChild.getBoundingClientRect(), end.querySelector(".verdict").getBoundingClientRect()];
        const middle = (word.top + word.bottom) / 2;
        return middle < mark.top || middle > mark.bottom ? `${end.textContent} (${innerWidth} px)` : "";
      }),
    );
    marks += apart.length;
    assert.deepEqual(apart.filter(Boolean), []);
  }
  assert.ok(marks > 0, "there were states");
  await page.setViewportSize({ width: 1280, height: 800 });
});

test("an answer is copied with the places that bear it out", async () => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.locator("li[data-turn]").first().getByRole("button", { name: "Copy the answer" }).click();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(copied, /three months.*\(Lease 14 Quay Street, page 3\)/s);
});

test("a question is brought back by the arrow, changed and asked again, and what stood there is not lost", async () => {
  const field = page.locator("#question");
  await field.focus();
  await page.keyboard.press("ArrowUp");
  assert.equal(await field.inputValue(), QUESTION);
  await field.fill("Something else that I was writing");
  await page.getByRole("button", { name: "Change the question" }).first().click();
  assert.equal(await field.inputValue(), QUESTION);
  await check(page, "a question that is changed");
  await page.getByRole("button", { name: "Undo" }).click();
  assert.equal(await field.inputValue(), "Something else that I was writing");
  await page.reload();
  await page.locator("li[data-turn]").first().waitFor();
  assert.equal(await field.inputValue(), "Something else that I was writing");
});

test("a question that is asked in one window is seen in the other", async () => {
  const other = (await open(browser, carrel.url)).page;
  await other.getByRole("button", { name: /All chats$/ }).click();
  await other.locator("[data-chat]").first().click();
  await other.locator("li[data-turn]").first().waitFor();
  await ask(page, "How much does the moving van cost?");
  await other.locator("li[data-turn]").nth(1).locator('[data-outcome="done"]').waitFor({ timeout: 60_000 });
  await other.context().close();
});

test("an answer that found nothing says when something has been read since", async () => {
  const turn = await ask(page, "Which colour has the bicycle of the caretaker?");
  assert.equal(await turn.getByRole("button", { name: "Ask again" }).count(), 0);
  await addFiles(page, [{ name: "Bicycle.md", mimeType: "text/markdown", buffer: Buffer.from("# Bicycle\n\nThe bicycle of the caretaker is green.\n") }]);
  await turn.getByText("1 document has been read since.").waitFor();
  await check(page, "something read since");
  await picture(page, "read-since");
  await turn.getByRole("button", { name: "Ask again" }).click();
  const again = page.locator("li[data-turn]").nth(3);
  await again.locator('[data-outcome="done"]').waitFor({ timeout: 60_000 });
  await again.getByText("green").first().waitFor();
  assert.equal(await turn.getByRole("button", { name: "Ask again" }).count(), 0);
});

test("settings and commands open when the program has ended", async () => {
  await page.waitForTimeout(3500);
  await context.route("**/*", (route) => route.abort());
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "What do you want to do?" }).waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+,");
  await page.getByRole("radio", { name: "Dark" }).waitFor();
});
