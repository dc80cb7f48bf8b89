// Debian's Chromium, without anything that would call home by itself.
import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

/** Pictures of every state, for looking at. */
export const pictures = process.env.CARREL_PICTURES ?? join(tmpdir(), "carrel-pictures");

export async function launch() {
  await mkdir(pictures, { recursive: true });
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/**
 * A page that remembers what it asked for and what went wrong.
 * @param {import("playwright-core").Browser} browser
 * @param {string} url
 * @param {import("playwright-core").BrowserContextOptions} [options]
 */
export async function open(browser, url, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const origin = new URL(url).origin;
  const foreign = [];
  const errors = [];
  page.on("request", (request) => {
    const address = request.url();
    if (!address.startsWith(`${origin}/`) && !address.startsWith("data:") && !address.startsWith(`blob:${origin}`)) {
      foreign.push(address);
    }
  });
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && /Content Security Policy|Refused to/.test(message.text())) errors.push(message.text());
  });
  await page.goto(url);
  await page.getByRole("heading", { name: "Library" }).waitFor();
  return { context, page, foreign, errors };
}

/** Takes a picture of a state. */
export async function picture(page, name) {
  await page.screenshot({ path: join(pictures, `${name}.png`) });
}

/** Adds files the way a person does in the browser, and waits until they can be asked about. */
export async function addFiles(page, files, state = "embedded") {
  // Embedded is more than searchable, and may be reached before anybody looks.
  const there = page.locator(`[data-document]:is([data-state="${state}"], [data-state="embedded"])`);
  const before = await there.count();
  await page.locator('input[type="file"]').setInputFiles(files);
  await there.nth(before + files.length - 1).waitFor({ timeout: 120_000 });
}

/** Asks, and waits for the answer to end. @returns its turn's locator */
export async function ask(page, question) {
  const before = await page.locator("li[data-turn]").count();
  await page.locator("#question").fill(question);
  await page.locator("#question").press("Enter");
  const turn = page.locator("li[data-turn]").nth(before);
  await turn.locator('[data-outcome]:not([data-outcome="running"])').waitFor({ timeout: 180_000 });
  return turn;
}
