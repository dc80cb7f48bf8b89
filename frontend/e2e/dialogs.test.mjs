// The dialogs that a person meets seldom, by keyboard alone and with axe, in both
// themes and in the smallest window: saving a chat, why something was not found, a
// password, collections, restoring a backup; an answer that could not be saved; and
// the small windows of the question field, whose last button stays in sight.
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { addFiles, ask, launch, open, picture } from "./browser.mjs";
import { serve } from "./carrel.mjs";
import { lease, notes } from "./lease.mjs";
import { check, fits, seen } from "./looks.mjs";
import { sealedPdf } from "./sealed.mjs";

let carrel, browser, page, folder, turn;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "carrel-dialogs-"));
  await writeFile(join(folder, "treasure.pdf"), sealedPdf("The cave is behind the waterfall.", "Sesame"));
  process.env.DBUS_SESSION_BUS_ADDRESS = "autolaunch:"; // nobody's keyring
  carrel = await serve();
  browser = await launch();
  ({ page } = await open(browser, carrel.url, { reducedMotion: "reduce", acceptDownloads: true }));
  await addFiles(page, [await lease(), notes]);
  turn = await ask(page, "How much notice must the tenant give before leaving the apartment?");
});

after(async () => {
  await browser?.close();
  await carrel?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function seenSmallToo(name) {
  await seen(page, name);
  await page.setViewportSize({ width: 480, height: 420 });
  await check(page, `${name}, small`);
  await fits(page, `${name}, small`);
  await picture(page, `${name}-small`);
  await page.setViewportSize({ width: 1280, height: 800 });
}

const name = () => page.evaluate(() => {
  const it = document.activeElement;
  return it?.getAttribute("aria-label") ?? it?.labels?.[0]?.innerText ?? it?.innerText ?? "";
});

/** Goes on by Tab until the focus is on what is called so; the focus is in the dialog all the way, and can be seen. */
async function tabTo(wanted, key = "Tab") {
  const passed = [];
  for (let i = 0; i < 40; i++) {
    const now = (await name()).trim();
    if (wanted.test(now)) return;
    passed.push(now);
    await page.keyboard.press(key);
    const inside = await page.evaluate(() => {
      const it = document.activeElement;
      if (it === document.body) return "away"; // the browser's own controls come next
      if (!it?.closest("dialog[open]")) return "out of the dialog";
      return getComputedStyle(it).outlineStyle === "none" ? `no ring on ${it.outerHTML.slice(0, 80)}` : "";
    });
    assert.ok(inside === "" || inside === "away", `${inside}, after ${passed.join(" > ")}`);
  }
  assert.fail(`${wanted} is not reached: ${passed.join(" > ")}`);
}

const focusIn = (selector) => page.waitForFunction((wanted) => document.activeElement?.closest(wanted), selector);

test("a chat is saved by keyboard; what went wrong stays there, with the way to try again", async () => {
  const opener = page.getByRole("button", { name: "Save this chat" });
  await opener.focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Save this chat" });
  await dialog.waitFor();
  await focusIn("dialog[open]");
  await seenSmallToo("save-chat");
  await tabTo(/^Web page/);
  await page.keyboard.press("ArrowDown");
  assert.ok(await dialog.getByRole("radio", { name: /^Markdown/ }).isChecked());
  await page.route("**/export?*", (route) =>
    route.fulfill({ status: 507, json: { error: { code: "disk_full", message: "The disk is full, so saving the chat was not possible. Free some space and try again." } } }),
  );
  await tabTo(/^Save$/);
  await page.keyboard.press("Enter");
  await dialog.getByRole("status").getByText("The disk is full").waitFor();
  assert.equal(await name(), "Try again", "the focus is on the way on");
  await seenSmallToo("save-chat-full");
  await page.unroute("**/export?*");
  const download = page.waitForEvent("download");
  await page.keyboard.press("Enter");
  assert.match((await download).suggestedFilename(), /\.md$/);
  await dialog.waitFor({ state: "hidden" });
  assert.ok(await opener.evaluate((button) => button === document.activeElement));
});

test("why something was not found is asked and read by keyboard", async () => {
  const opener = turn.getByRole("button", { name: "Something missing?" });
  await opener.focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Why was this not found?" });
  await dialog.waitFor();
  await seenSmallToo("why-asked");
  await tabTo(/^Document/);
  await page.keyboard.type("Notes");
  await dialog.getByRole("heading", { name: /It is not among|It was found/ }).waitFor({ timeout: 60_000 });
  await seenSmallToo("why-answered");
  // It is long: the keyboard reaches its end.
  await page.setViewportSize({ width: 480, height: 420 });
  const box = dialog.locator(":scope");
  for (let i = 0; i < 60; i++) await page.keyboard.press("ArrowDown");
  await tabTo(/^Close$/, "Shift+Tab");
  assert.ok(await box.evaluate((element) => element.scrollHeight > element.clientHeight));
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  assert.ok(await opener.evaluate((button) => button === document.activeElement));
});

test("a password is typed, looked at and left by keyboard", async () => {
  await page.locator('input[type="file"]').setInputFiles(join(folder, "treasure.pdf"));
  const row = page.locator("[data-document]", { hasText: "treasure" });
  await row.getByText("Needs its password").waitFor({ timeout: 60_000 });
  await row.locator("[data-cell]").focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Type the password" });
  await dialog.waitFor();
  await page.waitForFunction(() => document.activeElement?.id === "document-password");
  await page.keyboard.type("Open barley");
  await seenSmallToo("password-typed");
  await tabTo(/^Show the password$/);
  await page.keyboard.press("Space");
  assert.equal(await dialog.locator("#document-password").getAttribute("type"), "text");
  assert.equal(await name(), "Hide the password");
  await tabTo(/^Cancel$/);
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "hidden" });
  await page.waitForFunction(() => document.activeElement?.matches("[data-cell]"));
});

test("a document is put into a new collection and taken out of it by keyboard", async () => {
  const row = page.locator("[data-document]", { hasText: "Notes on moving" });
  await row.locator("[data-cell]").focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Notes on moving" });
  await dialog.waitFor();
  await tabTo(/^Name of a new collection$/);
  await page.keyboard.type("House");
  await page.keyboard.press("Enter");
  await dialog.getByRole("checkbox", { name: "House", checked: true }).waitFor();
  await seenSmallToo("collection");
  await tabTo(/^House$/, "Shift+Tab");
  await page.keyboard.press("Space");
  await page.waitForFunction(() => !document.querySelector("dialog[open] input[type=checkbox]")?.checked);
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  assert.match(await name(), /^About Notes on moving/);
});

test("a backup is restored by keyboard, and not without a second thought", async () => {
  const file = join(folder, "backup.zip");
  await writeFile(file, "Nothing of the kind.");
  await page.keyboard.press("Control+,");
  const settings = page.getByRole("dialog", { name: "Settings" });
  await settings.waitFor();
  await tabTo(/^Appearance$/);
  await page.keyboard.press("End");
  await settings.getByRole("heading", { name: "Restore a backup" }).waitFor();
  await tabTo(/^Backup to restore/);
  await page.keyboard.type(file);
  await page.keyboard.press("Enter");
  const sure = page.getByRole("dialog", { name: "Restore this backup?" });
  await sure.waitFor();
  await seenSmallToo("restore-sure");
  await tabTo(/^Cancel$/);
  await page.keyboard.press("Enter");
  await sure.waitFor({ state: "hidden" });
  assert.match(await name(), /^Backup to restore/, "the focus is where it was");
  await page.keyboard.press("Enter");
  await sure.waitFor();
  await tabTo(/^Restore$/);
  await page.keyboard.press("Enter");
  await settings.getByText("is not a backup of Carrel").waitFor({ timeout: 60_000 });
  // The question closes at the same moment, and gives the focus back.
  await page.waitForFunction(() => document.activeElement?.closest("dialog[open]"));
  await seenSmallToo("restore-refused");
  await page.keyboard.press("Escape");
  await settings.waitFor({ state: "hidden" });
});

test("the last button of the question field's small windows is in sight, however small the window", async () => {
  for (const size of [{ width: 480, height: 420 }, { width: 640, height: 400 }, { width: 1280, height: 800 }]) {
    await page.setViewportSize(size);
    await page.waitForTimeout(400);
    const chat = page.getByRole("tab", { name: "Chat" });
    if (await chat.isVisible()) await chat.click();
    for (const [opener, title] of [[/^Model that writes/, "How this chat's answers are written"], [/^Limit the search/, "Limit the search to some documents"]]) {
      await page.getByRole("button", { name: opener }).click();
      const done = page.getByRole("button", { name: "Done" });
      await done.waitFor();
      await page.getByRole("dialog", { name: title }).getByText(title).waitFor();
      await page.waitForTimeout(300); // what is looked for has come
      const placed = await done.evaluate((button) => {
        const menu = button.closest('[role="dialog"]').getBoundingClientRect();
        const { left, top, width, height, bottom } = button.getBoundingClientRect();
        return { seen: button.contains(document.elementFromPoint(left + width / 2, top + height / 2)), inside: bottom <= menu.bottom, top: menu.top };
      });
      assert.ok(placed.seen && placed.inside && placed.top >= 0, `${opener} at ${size.width}x${size.height}: ${JSON.stringify(placed)}`);
      await check(page, `${opener} at ${size.width}`);
      await picture(page, `popover-${String(opener).includes("Model") ? "model" : "limits"}-${size.width}`);
      await page.keyboard.press("Escape");
    }
  }
});

test("a citation's card is whole in the window, however small that is", async () => {
  for (const size of [{ width: 640, height: 400 }, { width: 480, height: 420 }, { width: 760, height: 480 }]) {
    await page.setViewportSize(size);
    await page.waitForTimeout(400);
    const citation = turn.locator("[data-citation]").first();
    for (const block of ["start", "center", "end"]) {
      await citation.evaluate((button, where) => button.scrollIntoView({ block: where }), block);
      await page.waitForTimeout(100);
      await page.locator("#question").focus();
      await page.keyboard.press("Shift"); // the keyboard is used: the focus shows
      await citation.focus();
      const card = page.locator("[data-card]");
      await card.waitFor();
      const box = await card.boundingBox();
      assert.ok(box.y >= 0 && box.y + box.height <= size.height && box.x >= 0 && box.x + box.width <= size.width && box.height > 80, `${block} at ${size.width}: ${JSON.stringify(box)}`);
      await check(page, `card at ${size.width}, ${block}`);
      await page.keyboard.press("Tab");
      assert.ok(await page.evaluate(() => document.activeElement?.closest("[data-card]") !== null), "its buttons are reached");
      await page.keyboard.press("Escape");
      await card.waitFor({ state: "detached" });
    }
    await picture(page, `card-${size.width}`);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
});

test("a card that the keyboard brought stays while what is under it is scrolled, the pointer's goes", async () => {
  await page.setViewportSize({ width: 640, height: 400 });
  const citation = turn.locator("[data-citation]").first();
  const card = page.locator("[data-card]");
  // So far from it that the browser has to scroll to it when it gets the focus.
  const away = await citation.evaluate((button) => {
    let view = button.parentElement;
    while (view.scrollHeight <= view.clientHeight || getComputedStyle(view).overflowY === "visible") view = view.parentElement;
    view.scrollTop = 0;
    const at = () => button.getBoundingClientRect().top - view.getBoundingClientRect().top;
    if (at() < view.clientHeight) view.scrollTop = view.scrollHeight;
    return at() < 0 || at() >= view.clientHeight;
  });
  assert.ok(away, "the citation is out of sight before");
  await page.waitForTimeout(200);
  // As somebody comes to it who goes on by Tab.
  await citation.evaluate((button) => {
    const stops = [...document.querySelectorAll("a[href], button, input, textarea, [tabindex]")].filter((it) => it.tabIndex >= 0 && !it.disabled && it.checkVisibility());
    stops[stops.indexOf(button) - 1].focus({ preventScroll: true });
  });
  await page.keyboard.press("Tab");
  assert.ok(await citation.evaluate((button) => button === document.activeElement), "Tab leads to the citation");
  const beside = async () => {
    await page.waitForTimeout(300); // the events of the scrolling have come
    const [at, box] = [await citation.boundingBox(), await card.boundingBox()];
    assert.ok(box, "the card is there");
    assert.ok(at.y >= 0 && at.y + at.height <= 400, `the citation is in sight: ${JSON.stringify(at)}`);
    assert.ok(Math.min(Math.abs(box.y - at.y - at.height), Math.abs(at.y - box.y - box.height)) < 10, `beside the citation: ${JSON.stringify([at, box])}`);
  };
  await beside();
  await page.setViewportSize({ width: 660, height: 400 });
  await beside();
  await page.keyboard.press("Escape");
  await card.waitFor({ state: "detached" });
  await citation.hover();
  await card.waitFor();
  await page.locator("#question").focus();
  await citation.evaluate((button) => button.scrollIntoView({ block: "start" }));
  await citation.evaluate((button) => button.scrollIntoView({ block: "end" }));
  await card.waitFor({ state: "detached" });
  await page.mouse.move(0, 0);
  await page.setViewportSize({ width: 1280, height: 800 });
});

test("an answer that could not be saved says so until it is, and is saved by keyboard", async () => {
  // No disk is full on demand: that the program keeps such an answer is tested in Go.
  let full = true;
  await page.route(/\/api\/chats\/[^/]+$/, async (route) => {
    const response = await route.fetch();
    const chat = await response.json();
    if (full) chat.turns[0].answer.unsaved = "the disk is full";
    await route.fulfill({ response, json: chat });
  });
  await page.route("**/api/answers/*/save", (route) =>
    full ? route.fulfill({ status: 507, json: { error: { code: "disk_full", message: "The disk is full." } } }) : route.fulfill({ json: {} }),
  );
  await page.reload();
  const note = page.locator("[data-unsaved]");
  await note.getByText("This answer isn't saved: the disk is full.").waitFor();
  await note.scrollIntoViewIfNeeded();
  await seenSmallToo("unsaved");
  await note.getByRole("button", { name: "Save again" }).focus();
  await page.keyboard.press("Enter");
  await note.getByText("Still not saved: the disk is full.").waitFor();
  assert.equal((await name()).trim(), "Save again", "the focus stays");
  full = false;
  await page.keyboard.press("Enter");
  await note.waitFor({ state: "detached" });
  assert.ok(await page.evaluate(() => document.activeElement !== document.body), "the focus is not lost");
});
