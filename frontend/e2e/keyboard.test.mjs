// The main job without a pointer: every step by Tab, F6, Enter, arrows and Escape.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { addFiles, ask, launch, open } from "./browser.mjs";
import { serve } from "./carrel.mjs";
import { lease, notes } from "./lease.mjs";

let carrel, browser, page;

before(async () => {
  carrel = await serve();
  browser = await launch();
  ({ page } = await open(browser, carrel.url));
  await addFiles(page, [await lease(), notes]);
});

after(async () => {
  await browser?.close();
  await carrel?.stop();
});

const focused = () => page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.id ?? "");
const pane = () => page.evaluate(() => document.activeElement?.closest("section")?.id ?? "");

test("F6 goes round the panes and back", async () => {
  await page.locator("#question").focus();
  await page.keyboard.press("F6");
  assert.equal(await pane(), "pane-library");
  await page.keyboard.press("F6");
  assert.equal(await pane(), "pane-chat");
  assert.equal(await focused(), "question", "the focus comes back to where it was");
  await page.keyboard.press("Shift+F6");
  assert.equal(await pane(), "pane-library");
});

test("arrows move in the library, Enter opens, Escape comes back", async () => {
  await page.keyboard.press("Home");
  const first = await page.evaluate(() => document.activeElement?.closest("[data-document]")?.textContent);
  await page.keyboard.press("ArrowDown");
  const second = await page.evaluate(() => document.activeElement?.closest("[data-document]")?.textContent);
  assert.notEqual(first, second);
  await page.keyboard.press("ArrowRight");
  assert.match(await focused(), /^About /);
  await page.keyboard.press("ArrowRight");
  assert.match(await focused(), /^Remove /);
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement?.matches("[data-reader-page]"));
  await page.keyboard.press("Escape");
  assert.equal(await pane(), "pane-library");
});

test("Enter asks, Shift+Enter starts a line, Tab reaches a citation, Enter opens it, Escape returns to it", async () => {
  await page.locator("#question").focus();
  await page.keyboard.type("How much notice must the tenant give");
  await page.keyboard.press("Shift+Enter");
  await page.keyboard.type("before leaving the apartment?");
  assert.match(await page.locator("#question").inputValue(), /\n/);
  await page.keyboard.press("Enter");
  assert.equal(await page.locator("#question").inputValue(), "");
  await page.locator('[data-outcome="done"]').waitFor({ timeout: 120_000 });
  await page.locator("[data-citation]").first().waitFor();
  // Backwards from the field: the way a person who has just read the answer goes.
  let steps = 0;
  while (!/^Citation/.test(await focused())) {
    await page.keyboard.press("Shift+Tab");
    assert.ok(++steps < 20, "a citation can be reached");
  }
  const name = await focused();
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement?.matches("[data-reader-page]"));
  await page.locator("[data-mark]").first().waitFor();
  await page.keyboard.press("Escape");
  assert.equal(await focused(), name);
  // The same one again, from elsewhere in the document: it is brought back into view, and said where it is.
  await page.locator("[data-reader-page]").evaluate((pages) => (pages.scrollTop = pages.scrollHeight));
  await page.keyboard.press("Enter");
  await page.locator("[data-reader-line]", { hasText: /^Page \d+, passage \d+ of \d+\.$/ }).waitFor();
  await page.waitForFunction(() => {
    const mark = document.querySelector("[data-mark]")?.getBoundingClientRect();
    const pages = document.querySelector("[data-reader-page]").getBoundingClientRect();
    return mark && mark.top >= pages.top && mark.bottom <= pages.bottom;
  });
  // So does going on where there is no other.
  await page.keyboard.press("p");
  await page.locator("[data-reader-line]", { hasText: /^Page \d+, passage \d+ of \d+\.$/ }).waitFor();
  await page.keyboard.press("Escape");
  assert.equal(await focused(), name);
  // One pane at a time: Escape leads back to it all the same.
  await page.setViewportSize({ width: 600, height: 600 });
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement?.matches("[data-reader-page]"));
  await page.keyboard.press("Escape");
  assert.equal(await focused(), name);
  await page.setViewportSize({ width: 1280, height: 800 });
});

test("N goes on to a passage in a document of another kind, and the keys go with it", async () => {
  const turn = await ask(page, "On which day are the keys handed over, and when is the rent due?");
  await turn.locator("[data-source]").first().focus();
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement?.matches("[data-reader-page]"));
  const title = () => page.locator("#pane-reader h2").textContent();
  const seen = new Set([await title()]);
  for (let i = 0; i < 8 && seen.size < 2; i++) {
    const before = await page.locator("[data-reader-line]").textContent();
    await page.keyboard.press("n");
    await page.waitForFunction((line) => document.querySelector("[data-reader-line]")?.textContent !== line, before);
    await page.waitForFunction(() => document.activeElement?.matches("[data-reader-page]"));
    seen.add(await title());
  }
  assert.equal(seen.size, 2, `both documents were shown: ${[...seen].join(", ")}`);
  await page.keyboard.press("Escape");
  assert.equal(await page.evaluate(() => document.activeElement?.matches("[data-source]")), true);
});

test("a splitter moves with the arrows, collapses with Enter and comes back", async () => {
  const splitter = page.getByRole("separator", { name: "Width of the library" });
  await splitter.focus();
  const before = Number(await splitter.getAttribute("aria-valuenow"));
  await page.keyboard.press("ArrowRight");
  assert.equal(Number(await splitter.getAttribute("aria-valuenow")), before + 16);
  await page.keyboard.press("Enter");
  assert.equal(await page.locator("#pane-library").isVisible(), false);
  await page.keyboard.press("Enter");
  assert.equal(await page.locator("#pane-library").isVisible(), true);
  await page.keyboard.press("ArrowLeft");
});

test("Delete removes, Ctrl+Z takes it back", async () => {
  const rows = page.locator("[data-document]");
  assert.equal(await rows.count(), 2);
  await rows.first().locator("[data-cell]").focus();
  await page.keyboard.press("Delete");
  await page.waitForFunction(() => document.querySelectorAll("[data-document]").length === 1);
  assert.equal(await pane(), "pane-library", "the focus stays in the library");
  await page.waitForFunction(() => document.activeElement?.matches("[data-cell]"));
  await page.keyboard.press("Delete");
  await page.waitForFunction(() => document.querySelectorAll("[data-document]").length === 0);
  await page.waitForFunction(() => document.activeElement?.closest("#pane-library"), undefined, { timeout: 10_000 }); // also when it is empty
  await page.keyboard.press("Control+z");
  await page.waitForFunction(() => document.activeElement?.matches("[data-document] [data-cell]")); // what came back
  await page.keyboard.press("Control+z");
  await page.waitForFunction(() => document.querySelectorAll("[data-document]").length === 2);
});

test("a walk with Tab skips nothing, loses nothing and shows where it is", async () => {
  await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur());
  const seen = [];
  for (let i = 0; i < 80; i++) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return undefined;
      element.scrollIntoView({ block: "nearest" });
      const box = element.getBoundingClientRect();
      const style = getComputedStyle(element);
      const frame = element.closest("form");
      const ring = style.outlineStyle !== "none" || (frame && getComputedStyle(frame).outlineStyle !== "none");
      const x = box.left + Math.min(box.width / 2, 40);
      const y = box.top + Math.min(box.height / 2, 40);
      const top = document.elementFromPoint(x, y);
      return {
        name: element.getAttribute("aria-label") ?? element.textContent?.trim().slice(0, 40) ?? element.id,
        ring: Boolean(ring),
        covered: !(top && (element.contains(top) || top.contains(element))) && element.getAttribute("role") !== "separator",
        pane: element.closest("section")?.id ?? element.closest("footer")?.tagName ?? "",
      };
    });
    // Past the last stop the walk begins again at the first.
    if (stop) seen.push(stop);
  }
  assert.deepEqual(seen.filter((stop) => !stop.ring), [], "every stop shows the focus");
  assert.deepEqual(seen.filter((stop) => stop.covered), [], "no stop is covered");
  const panes = new Set(seen.map((stop) => stop.pane));
  for (const expected of ["pane-library", "pane-chat", "pane-reader", "FOOTER"]) {
    assert.ok(panes.has(expected), `${expected} is reached: ${JSON.stringify([...panes])}`);
  }
});

test("whoever has documents can type at once", async () => {
  await page.reload();
  await page.waitForFunction(() => document.activeElement?.id === "question");
});

test("a long title to search in doesn't widen the question", async () => {
  await page.locator("[data-cell]").first().focus();
  await page.locator(".scope .words").evaluate((words) => (words.textContent = "A very long title of a document ".repeat(20)));
  const inside = await page.locator(".composer").evaluate((composer) => {
    const pane = composer.closest("section");
    return composer.getBoundingClientRect().right <= (pane?.getBoundingClientRect().right ?? 0);
  });
  assert.ok(inside);
});
