// The settings: opened by key and by button, gone through by keyboard, in both themes.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, open, picture } from "./browser.mjs";
import { serve } from "./carrel.mjs";
import { check, fits } from "./looks.mjs";

let carrel, browser;

before(async () => {
  carrel = await serve();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await carrel?.stop();
});

test("Ctrl+comma opens the settings, arrows go through them, Escape gives the focus back", async () => {
  const { page, context } = await open(browser, carrel.url);
  await page.locator("#question").focus();
  await page.keyboard.press("Control+,");
  const dialog = page.getByRole("dialog", { name: "Settings" });
  await dialog.getByRole("tab", { selected: true }).waitFor();
  await dialog.getByRole("tab", { selected: true }).focus();
  const tabs = await dialog.getByRole("tab").allTextContents();
  for (const [at] of tabs.entries()) {
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), tabs[at]);
    await dialog.getByRole("tabpanel").locator("h3").first().waitFor();
    await page.keyboard.press("ArrowDown");
  }
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  assert.equal(await page.evaluate(() => document.activeElement?.id), "question");
  await context.close();
});

for (const colorScheme of ["light", "dark"]) {
  test(`every section, ${colorScheme}`, async () => {
    const { page, context } = await open(browser, carrel.url, { colorScheme, reducedMotion: "reduce" });
    await page.getByRole("button", { name: "Settings" }).click();
    const dialog = page.getByRole("dialog", { name: "Settings" });
    for (const tab of await dialog.getByRole("tab").all()) {
      await tab.click();
      await dialog.getByRole("tabpanel").locator("h3").first().waitFor();
      const name = (await tab.textContent())?.trim().toLowerCase().replace(/\W+/g, "-");
      await check(page, `${name}, ${colorScheme}`);
      await fits(page, `${name}, ${colorScheme}`);
      await picture(page, `settings-${name}-${colorScheme}`);
    }
    await page.setViewportSize({ width: 560, height: 640 });
    await check(page, `narrow, ${colorScheme}`);
    await fits(page, `narrow, ${colorScheme}`);
    await picture(page, `settings-narrow-${colorScheme}`);
    // The smallest window: the panel has room, and each section begins at its beginning.
    await page.setViewportSize({ width: 480, height: 420 });
    for (const name of ["Answers", "Backup and repair"]) {
      await dialog.getByRole("tab", { name }).click();
      await dialog.getByRole("tabpanel").locator("h3").first().waitFor();
      await dialog.getByRole("tabpanel").evaluate((panel) => {
        const scrolled = [panel, panel.parentElement].find((each) => each.scrollHeight > each.clientHeight + 4 && getComputedStyle(each).overflowY === "auto");
        scrolled.scrollTop = 200;
      });
      const seen = await dialog.getByRole("tabpanel").evaluate((panel) => {
        const { top, bottom } = panel.getBoundingClientRect();
        const box = panel.closest("dialog").getBoundingClientRect();
        return Math.min(bottom, box.bottom) - Math.max(top, box.top);
      });
      assert.ok(seen > 200, `${name} has ${seen} px`);
      await check(page, `${name}, smallest, ${colorScheme}`);
      await fits(page, `${name}, smallest, ${colorScheme}`);
    }
    await page.setViewportSize({ width: 900, height: 700 });
    await dialog.getByRole("tab", { name: "Answers" }).click();
    await dialog.getByRole("tabpanel").evaluate((panel) => (panel.scrollTop = 200));
    await dialog.getByRole("tab", { name: "Backup and repair" }).click();
    await dialog.getByRole("tabpanel").getByRole("heading", { name: "Backup", exact: true }).waitFor();
    assert.equal(await dialog.getByRole("tabpanel").evaluate((panel) => panel.scrollTop), 0);
    await context.close();
  });
}

test("what is not chosen is drawn in the theme that is, and not by the system", async () => {
  const { page, context } = await open(browser, carrel.url, { colorScheme: "light" });
  await page.getByRole("button", { name: "Settings" }).click();
  const dialog = page.getByRole("dialog", { name: "Settings" });
  await dialog.getByRole("radio", { name: "Dark" }).check();
  const drawn = await dialog.getByRole("radio", { name: "Light" }).evaluate((input) => {
    const { appearance, backgroundColor } = getComputedStyle(input);
    return [appearance, backgroundColor];
  });
  assert.deepEqual(drawn, ["none", "rgb(43, 40, 35)"]);
  await dialog.getByRole("radio", { name: "Same as this computer" }).check();
  await context.close();
});

test("the dialog's head stays, whatever of a long section is brought into view", async () => {
  const { page, context } = await open(browser, carrel.url, { viewport: { width: 900, height: 600 }, reducedMotion: "reduce" });
  await page.getByRole("button", { name: "Settings" }).click();
  const dialog = page.getByRole("dialog", { name: "Settings" });
  await dialog.getByRole("tab", { name: "Answers" }).click();
  const last = dialog.getByRole("heading", { name: "How models are downloaded" });
  await last.evaluate((heading) => heading.scrollIntoView());
  assert.equal(await dialog.evaluate((box) => box.scrollTop), 0);
  const close = await dialog.getByRole("button", { name: "Close" }).evaluate((button) => {
    const { left, top, width, height } = button.getBoundingClientRect();
    return button.contains(document.elementFromPoint(left + width / 2, top + height / 2));
  });
  assert.ok(close, "the cross can be clicked");
  await picture(page, "settings-scrolled");
  await context.close();
});

test("text of half as much again fits, from the first start on, and stays", async () => {
  const { page, context } = await open(browser, carrel.url, { viewport: { width: 900, height: 600 }, reducedMotion: "reduce" });
  await page.getByRole("button", { name: "Settings" }).click();
  const dialog = page.getByRole("dialog", { name: "Settings" });
  await dialog.getByRole("tab", { name: "Appearance" }).click();
  await dialog.getByRole("radio", { name: "Largest (150 %)" }).check();
  assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize), "24px");
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await check(page, `large settings, ${colorScheme}`);
    await fits(page, `large settings, ${colorScheme}`);
    await picture(page, `settings-large-${colorScheme}`);
  }
  await page.reload();
  await page.getByRole("heading", { name: "Carrel" }).waitFor({ state: "attached" });
  await page.waitForFunction(() => getComputedStyle(document.documentElement).fontSize === "24px");
  // All that one begins with is in sight.
  for (const name of ["Add files", "Add folder"]) {
    const seen = await page.getByRole("region", { name: "Chat" }).or(page.getByRole("tabpanel", { name: "Chat" })).getByRole("button", { name }).evaluate((button) => {
      const { left, bottom, width } = button.getBoundingClientRect();
      return button.contains(document.elementFromPoint(left + width / 2, bottom - 2));
    });
    assert.ok(seen, `${name} is seen whole`);
  }
  await check(page, "large start");
  await fits(page, "large start");
  await picture(page, "start-large");
  await page.setViewportSize({ width: 1280, height: 800 });
  await fits(page, "large start, usual window");
  await picture(page, "start-large-1280");
  await context.close();
});

test("the theme that is chosen here holds", async () => {
  const { page, context } = await open(browser, carrel.url, { colorScheme: "light" });
  await page.getByRole("button", { name: "Settings" }).click();
  await page.getByRole("tab", { name: "Appearance" }).click();
  await page.getByRole("radio", { name: "Dark" }).check();
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
  await page.reload();
  await page.getByRole("heading", { name: "Library" }).waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
  await context.close();
});

test("other programs are let in with the key that is shown, and no more when it is switched off", async () => {
  const { page, context } = await open(browser, carrel.url);
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: new URL(carrel.url).origin });
  await page.getByRole("button", { name: "Settings" }).click();
  const dialog = page.getByRole("dialog", { name: "Settings" });
  await dialog.getByRole("tab", { name: "Other programs" }).click();
  const panel = dialog.getByRole("tabpanel");
  await panel.getByText("Other programs can't use Carrel.").waitFor();
  await panel.getByRole("radio", { name: /Yes/ }).check();
  await panel.getByRole("button", { name: "Copy key" }).waitFor();
  const [address, key] = await panel.locator("dd code").allTextContents();
  const models = () => fetch(`${address}/models`, { headers: { Authorization: `Bearer ${key}` } });
  assert.equal((await models()).status, 200);
  await panel.getByRole("button", { name: "Copy key" }).click();
  await panel.getByText("Key copied.").waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), key);
  await check(page, "other programs");
  await panel.getByRole("radio", { name: "No", exact: true }).check();
  await panel.getByText("Other programs can't use Carrel.").waitFor();
  assert.equal((await models()).status, 403);
  await context.close();
});

test("a reranker is chosen by its path, and what is none is refused in words", async () => {
  const { page, context } = await open(browser, carrel.url);
  await page.getByRole("button", { name: "Settings" }).click();
  const dialog = page.getByRole("dialog", { name: "Settings" });
  await dialog.getByRole("tab", { name: "Second look" }).click();
  const panel = dialog.getByRole("tabpanel");
  await panel.getByText("The best passages are not looked at a second time.").waitFor();
  await panel.getByRole("radio", { name: /With a model made for it/ }).check();
  await panel.getByRole("textbox", { name: /Where the reranker.s file is/ }).fill("/nowhere/reranker.gguf");
  await panel.getByRole("button", { name: "Use it" }).click();
  await panel.getByText("there is no such file").waitFor();
  await panel.getByRole("radio", { name: /With the model that writes/ }).check();
  await panel.getByText("The chat model looks at the best passages a second time").waitFor();
  await panel.getByRole("radio", { name: "No", exact: true }).check();
  await panel.getByText("The best passages are not looked at a second time.").waitFor();
  await context.close();
});
