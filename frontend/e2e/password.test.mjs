// A PDF that needs a password: asked for in the window, wrong and right, shown,
// forgotten and typed again; by keyboard, in both themes.
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch, open, picture } from "./browser.mjs";
import { serve } from "./carrel.mjs";
import { check, fits } from "./looks.mjs";
import { sealedPdf } from "./sealed.mjs";

const secret = "Sésame, ouvre-toi 7";

let carrel, browser, page, errors, dark, folder;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "carrel-sealed-"));
  await writeFile(join(folder, "treasure.pdf"), sealedPdf("The cave is behind the waterfall.", secret));
  process.env.DBUS_SESSION_BUS_ADDRESS = "autolaunch:"; // nobody's keyring
  carrel = await serve();
  browser = await launch();
  ({ page, errors } = await open(browser, carrel.url, { reducedMotion: "reduce" }));
  dark = (await open(browser, carrel.url, { colorScheme: "dark", reducedMotion: "reduce" })).page;
});

after(async () => {
  await browser?.close();
  await carrel?.stop();
  await rm(folder, { recursive: true, force: true });
});

const row = (of) => of.locator("[data-document]", { hasText: "treasure" });
const dialog = (of) => of.getByRole("dialog", { name: "Type the password" });
const field = (of) => of.getByLabel("Password of “treasure”");

test("a document that needs a password says so, and asks", async () => {
  await page.locator('input[type="file"]').setInputFiles(join(folder, "treasure.pdf"));
  for (const [theme, each] of [["light", page], ["dark", dark]]) {
    await row(each).getByText("Needs its password").waitFor({ timeout: 120_000 });
    await each.getByText("0 ready, 1 needs its password.").first().waitFor();
    await check(each, `needs a password, ${theme}`);
    await picture(each, `password-needed-${theme}`);
    // By keyboard: from the row, Enter.
    await row(each).locator("[data-cell]").focus();
    await each.keyboard.press("Enter");
    await dialog(each).waitFor();
    await each.waitForFunction(() => document.activeElement?.id === "document-password");
    await dialog(each).getByText("This computer has no place for passwords").waitFor();
    await check(each, `asks for a password, ${theme}`);
    await fits(each, `asks for a password, ${theme}`);
    await picture(each, `password-${theme}`);
  }
  await dark.keyboard.press("Escape");
  await dialog(dark).waitFor({ state: "hidden" });
  await dark.waitForFunction(() => document.activeElement?.matches("[data-cell]"));
});

test("a wrong password is said where it was typed, and what is typed can be looked at", async () => {
  await field(page).fill("open barley");
  assert.equal(await field(page).getAttribute("type"), "password");
  await page.getByRole("button", { name: "Show the password" }).click();
  assert.equal(await field(page).getAttribute("type"), "text");
  await field(page).press("Enter");
  await dialog(page).getByRole("status").getByText("does not open").waitFor({ timeout: 60_000 });
  assert.equal(await field(page).getAttribute("aria-invalid"), "true");
  await page.waitForFunction(() => document.activeElement?.id === "document-password");
  await check(page, "wrong password");
  await picture(page, "password-wrong");
});

test("the right one opens the document, which is found and shown", async () => {
  await field(page).fill(secret);
  await field(page).press("Enter");
  await dialog(page).waitFor({ state: "hidden", timeout: 60_000 });
  await page.getByText("“treasure” opens. Its password is kept until Carrel closes.").first().waitFor();
  await page.locator('[data-document][data-state="embedded"], [data-document][data-state="searchable"]').waitFor({ timeout: 60_000 });
  await row(page).locator("[data-cell]").focus();
  await page.keyboard.press("Enter");
  const text = page.getByRole("region", { name: "Reader" }).locator(".textLayer, [data-reader-page]").first();
  await text.waitFor({ timeout: 60_000 });
  await page.waitForFunction(() => [...document.querySelectorAll("canvas")].some((c) => c.width > 0), undefined, { timeout: 60_000 });
  await page.waitForTimeout(500);
  await picture(page, "password-opened");
  assert.deepEqual(errors, []);
});

test("forgotten, its pages are shown no more until the password is typed again", async () => {
  await row(page).hover();
  await page.getByRole("button", { name: "About treasure" }).click();
  const about = page.getByRole("dialog", { name: "treasure" });
  await about.getByText("Kept until Carrel closes").waitFor();
  await check(page, "about an open document");
  await picture(page, "password-about");
  await about.getByRole("button", { name: "Forget the password" }).click();
  await about.getByText("Its password isn't kept any more.").waitFor();
  assert.equal(await page.getByText("Its password is kept until Carrel closes.").filter({ visible: true }).count(), 0, "nothing says the contrary");
  await check(page, "about a forgotten password");
  await picture(page, "password-forgotten");
  await page.keyboard.press("Escape");
  await row(page).getByText("Needs its password to be shown").waitFor();
  const reader = page.getByRole("region", { name: "Reader" });
  await reader.getByText("needs its password to be shown").waitFor();
  await check(page, "a locked document in the reader");
  await picture(page, "password-locked");
  await reader.getByRole("button", { name: "Type the password" }).click();
  await field(page).fill(secret);
  await page.getByRole("button", { name: "Open", exact: true }).click();
  await dialog(page).waitFor({ state: "hidden", timeout: 60_000 });
  await reader.getByText("needs its password to be shown").waitFor({ state: "detached", timeout: 60_000 });
  await page.waitForFunction(() => [...document.querySelectorAll("canvas")].some((c) => c.width > 0), undefined, { timeout: 60_000 });
  assert.deepEqual(errors, []);
});
