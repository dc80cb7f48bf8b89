// What is long, or many, in a small window and at the largest text: nothing is
// cut off, and what one needs to go on stays in sight.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { addFiles, launch, open, picture } from "./browser.mjs";
import { serve } from "./carrel.mjs";
import { check, fits } from "./looks.mjs";

const LONG = `L${"ong".repeat(60)}Name`;
const ARABIC = "عقد الإيجار للشقة في الطابق الثالث من المبنى الكبير قرب البحر مع كل الملاحق والرسائل حول موقف السيارات";
const HEBREW = "חוזה שכירות דירה ברחוב הגפן בקומה השלישית 2024";

let carrel, browser, page;

before(async () => {
  carrel = await serve();
  browser = await launch();
  ({ page } = await open(browser, carrel.url, { reducedMotion: "reduce", viewport: { width: 900, height: 600 } }));
  const text = (name, words) => ({ name: `${name}.txt`, mimeType: "text/plain", buffer: Buffer.from(words) });
  await addFiles(page, [text(LONG, "The harbour fee is 340 euros a year."), text(HEBREW, "The rent is 1,200 euros a month.")]);
});

after(async () => {
  await browser?.close();
  await carrel?.stop();
});

async function textSize(percent) {
  await page.evaluate((size) => localStorage.setItem("carrel.text-size", String(size)), percent);
  await page.reload();
  await page.locator("#question").waitFor();
}

/** Whether all of an element is in sight, within the window and what it scrolls in. */
async function inSight(locator, what) {
  const seen = await locator.evaluate((element) => {
    const box = element.getBoundingClientRect();
    const at = (y) => element.contains(document.elementFromPoint((box.left + box.right) / 2, y));
    return at(box.top + 2) && at(box.bottom - 2);
  });
  assert.ok(seen, `${what} is in sight`);
}

test("a title has the whole width of its row, its buttons cover no words, and nothing jumps as they come", async () => {
  await page.locator('input[type="file"]').setInputFiles({ name: "broken-contract-of-the-harbour-with-its-annexes.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7\nbroken") });
  const rows = [[LONG, "embedded"], [HEBREW, "embedded"], ["broken", "failed"]].map(([name, state]) => [name, state, page.locator("[data-document]", { hasText: name.slice(0, 6) })]);
  // All are there before any is measured: a row that comes moves the others.
  for (const [, state, row] of rows) await row.and(page.locator(`[data-state="${state}"]`)).waitFor();
  for (const [name, state, row] of rows) {
    const measure = () =>
      row.evaluate((element) => {
        const words = [".title", ".state"].flatMap((part) => {
          const range = document.createRange();
          const held = element.querySelector(part);
          range.selectNodeContents(held);
          // Lines of a long title that are not shown lie below it.
          return [...range.getClientRects()].filter(({ bottom }) => bottom <= held.getBoundingClientRect().bottom + 1);
        });
        const box = element.getBoundingClientRect();
        const icons = [...element.querySelectorAll("[data-action] svg")].map((icon) => icon.getBoundingClientRect());
        const meet = (a, b) => a.width > 0 && a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
        return {
          places: JSON.stringify([box, ...words]),
          left: box.right - element.querySelector(".title").getBoundingClientRect().right,
          covered: icons.some((icon) => words.some((word) => meet(icon, word))),
          inside: icons.every((icon) => icon.top > box.top && icon.bottom < box.bottom && icon.right < box.right),
        };
      });
    await page.locator("#question").hover();
    const before = await measure();
    await row.hover();
    const hovered = await measure();
    assert.equal(hovered.places, before.places, `${name} stays where it is`);
    assert.ok(!hovered.covered && hovered.inside, `${name}: ${JSON.stringify(hovered)}`);
    if (state === "embedded") assert.ok(hovered.left <= 16, `${hovered.left} px are left to the right of the title`);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      await picture(page, `row-${state}-${name === HEBREW ? "hebrew" : "long"}-${colorScheme}`);
    }
  }
});

test("twenty models, some with names that are long or read from the right", async () => {
  await page.route("**/api/chat-model", async (route) => {
    const response = await route.fetch();
    const all = await response.json();
    for (let i = 0; i < 20; i++) {
      all.models.push({ ...all.models[0], id: `model ${i}`, bundled: false, name: i === 3 ? LONG : i === 5 ? ARABIC : `Model ${i}`, parameters: 10.2e9 });
    }
    await route.fulfill({ response, json: all });
  });
  for (const percent of [100, 150]) {
    await textSize(percent);
    await page.keyboard.press("Control+,");
    const dialog = page.getByRole("dialog", { name: "Settings" });
    await dialog.getByRole("tab", { name: "Answers" }).click();
    await dialog.getByText("Model 19", { exact: true }).waitFor();
    const beyond = await page.locator("#settings-panel").evaluate((panel) => panel.scrollWidth - panel.clientWidth);
    assert.equal(beyond, 0, `${beyond} px stick out at ${percent} %`);
    const detail = dialog.getByRole("radio", { name: ARABIC.slice(0, 20) }).locator("xpath=..").locator(".detail");
    assert.equal(await detail.evaluate((element) => getComputedStyle(element).direction), "ltr");
    await check(page, `twenty models, ${percent} %`);
    await fits(page, `twenty models, ${percent} %`);
    await picture(page, `room-models-${percent}`);
    await page.keyboard.press("Escape");
  }
});

test("a dialog's title, cross and buttons stay, however long the rest is", async () => {
  await textSize(150);
  await page.keyboard.press("Control+,");
  const settings = page.getByRole("dialog", { name: "Settings" });
  await settings.getByRole("tab", { name: "Team" }).click();
  await settings.getByLabel("Address of the store").fill("weaviates://search.example.org/Library");
  await settings.getByLabel("Address of the store").press("Enter");
  const consent = page.getByRole("dialog", { name: "Share your library with search.example.org?" });
  await consent.waitFor();
  const stays = async (where) => {
    await inSight(consent.getByRole("heading"), `the title, ${where},`);
    await inSight(consent.getByRole("button", { name: "Close" }), `the cross, ${where},`);
    await inSight(consent.getByRole("button", { name: "Share", exact: true }), `Share, ${where},`);
  };
  await stays("at the top");
  await inSight(consent.getByText("After the next start of Carrel this is sent there"), "what is sent first");
  await picture(page, "room-consent");
  await consent.evaluate((element) => element.scrollTo(0, element.scrollHeight));
  await stays("at the end");
  await inSight(consent.getByText("weaviates://search.example.org/Library"), "the last line");
  await check(page, "the consent in a small window");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await settings.waitFor({ state: "hidden" });

  await page.getByRole("button", { name: /lock/i }).click();
  const privacy = page.getByRole("dialog", { name: "Privacy" });
  await privacy.getByText("Network refused").first().waitFor({ timeout: 30_000 });
  // The keys of the dialog scroll it while the focus is on its cross.
  await page.keyboard.press("End");
  await page.waitForFunction(() => document.querySelector("dialog[open]").scrollTop > 100);
  await inSight(privacy.getByRole("button", { name: "Close" }), "the cross");
  await page.keyboard.press("Escape");
  await privacy.waitFor({ state: "hidden" });
});

test("what was opened is told, the last of it first, and all where that is wanted", async () => {
  const privacy = page.getByRole("dialog", { name: "Privacy" });
  const look = () => page.getByRole("button", { name: /lock/i }).click();
  await look();
  await privacy.getByText("Nothing yet. Carrel has not used the network.").waitFor();
  await page.keyboard.press("Escape");
  await page.route("**/api/openings", (route) =>
    route.fulfill({
      json: {
        last: Array.from({ length: 400 }, (_, i) => ({ at: new Date(2026, 10, 29, 12, 0, -60 * i).toISOString(), text: `A link to example${i}.${i === 2 ? LONG : "org"} was opened in your browser.` })),
        total: 400,
        path: "/home/ann/.local/share/carrel/audit.log",
      },
    }),
  );
  await look();
  await privacy.getByRole("button", { name: "Show all 400" }).click();
  assert.equal(await privacy.getByRole("list", { name: "What was opened, and what you agreed to" }).getByRole("listitem").count(), 400);
  assert.match(await page.evaluate(() => document.activeElement?.textContent ?? ""), /example8\.org/); // the first that was not there before
  assert.equal(await privacy.evaluate((dialog) => dialog.scrollWidth - dialog.clientWidth), 0);
  await inSight(privacy.getByRole("button", { name: "Close" }), "the cross");
  await check(page, "four hundred openings");
  await picture(page, "room-openings");
  await page.keyboard.press("Escape");
  await privacy.waitFor({ state: "hidden" });
});

test("a document with a long name leaves room for what is known of it", async () => {
  await page.getByRole("tab", { name: "Library" }).click();
  const row = page.locator("[data-document]", { hasText: "Longong" });
  await row.hover();
  await row.getByRole("button", { name: /^About/ }).click();
  const about = page.getByRole("dialog", { name: LONG });
  await about.waitFor();
  assert.ok((await about.getByRole("heading").boundingBox()).height < 200);
  await inSight(about.getByRole("button", { name: "Summarise" }), "Summarise");
  await picture(page, "room-about");
  await page.keyboard.press("Escape");
});

test("in a list of five hundred chats the field to find one by its title stays", async () => {
  await page.route("**/api/chats", async (route) => {
    const now = new Date().toISOString();
    const chats = Array.from({ length: 500 }, (_, i) => ({ id: `chat${i}`, title: `Question ${i} ${i % 5 ? "" : LONG}`, created_at: now, updated_at: now }));
    await route.fulfill({ json: { chats } });
  });
  await textSize(100);
  await page.getByRole("button", { name: /All chats$/ }).click();
  const field = page.getByRole("searchbox", { name: "Find a chat by title" });
  await field.waitFor();
  await page.locator('[data-chat="chat499"]').scrollIntoViewIfNeeded();
  await picture(page, "room-chats");
  await inSight(field, "the field");
  await field.fill("question 321");
  await page.locator('[data-chat="chat321"]').waitFor();
  assert.equal(await page.getByRole("list", { name: "Chats" }).locator("[data-chat]").count(), 1);
  await page.keyboard.press("Escape");
});

test("a message covers neither the library's rows and foot nor the question field", async () => {
  await textSize(100);
  for (const [width, height, tab] of [[1280, 800], [760, 600], [640, 400, "Library"], [640, 400, "Chat"]]) {
    await page.setViewportSize({ width, height });
    await page.waitForTimeout(300);
    if (tab) await page.getByRole("tab", { name: "Library" }).click();
    const row = page.locator("[data-document]").last();
    const id = await row.getAttribute("data-document");
    await row.locator("[data-cell]").focus();
    await page.keyboard.press("Delete");
    const undo = page.getByRole("button", { name: "Undo" });
    await undo.hover();
    if (tab === "Chat") await page.getByRole("tab", { name: tab }).click();
    await page.waitForTimeout(200);
    for (const selector of ["#pane-library [data-document]", "#pane-library footer p", "#question"]) {
      const last = page.locator(selector).last();
      if (!(await last.isVisible())) continue;
      await last.evaluate((element) => element.scrollIntoView({ block: "nearest" }));
      await inSight(last, `${selector} at ${width} px${tab ? `, ${tab}` : ""}`);
    }
    await picture(page, `message-${width}${tab ? `-${tab.toLowerCase()}` : ""}`);
    await undo.click();
    await page.locator(`[data-document="${id}"]`).waitFor({ state: "attached" });
  }
  await page.setViewportSize({ width: 900, height: 600 });
});

test("no word of the question field is cut in a narrow chat beside the reader", async () => {
  await page.setViewportSize({ width: 760, height: 560 });
  await page.locator("[data-document] [data-cell]").last().click();
  await page.locator("[data-reader-page]").waitFor();
  await page.getByRole("tab", { name: "Chat" }).click();
  await page.waitForTimeout(300);
  const cut = await page.locator("form.composer .row").evaluate((row) =>
    [...row.querySelectorAll("button")].filter((button) => {
      const words = button.querySelector(".words") ?? button;
      return words.scrollWidth > words.clientWidth + 1 || button.getBoundingClientRect().height > 34;
    }).map((button) => button.getAttribute("aria-label") ?? button.textContent),
  );
  assert.deepEqual(cut, []);
  await picture(page, "narrow-question");
});

test("what to do when Carrel has ended is said whole", async () => {
  await page.clock.install();
  await textSize(100);
  await carrel.stop();
  carrel = undefined;
  await page.getByText("Carrel doesn't answer. Trying again…").waitFor();
  await page.clock.fastForward(16_000);
  const line = page.getByText("Start it again and open the address that it names.");
  await line.waitFor();
  const [words, room] = await line.evaluate((element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    return [range.getBoundingClientRect(), element.getBoundingClientRect()].map(({ left, right }) => right - left);
  });
  assert.ok(words <= room + 1, `${words} px of words in ${room}`);
  await picture(page, "room-ended");
});
