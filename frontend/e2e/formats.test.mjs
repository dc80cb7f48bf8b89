// Every kind of document is shown by what it is made of, long ones at once, and
// what is quoted is marked to the character, in tables too.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { launch, open, picture } from "./browser.mjs";
import { serve } from "./carrel.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const years = [
  ["2019", "12.5", "1,034", ""],
  ["2020", "13.5", "1,045", ""],
  ["2021", "14.5", "1,056", "Hail in June cost a third of the Williams pears"],
];
const report = `<html><head><title>Orchard report</title></head><body><main><h1>Orchard report</h1>
<p>The orchard has 312 pear trees, planted in 1987 by Anna Weiss.</p><h2>Harvest</h2><ul><li>Pears<ul><li>Williams</li></ul></li><li>Apples</li></ul>
<table><tr><th>Year</th><th>Pears (t)</th><th>Apples (t)</th><th>Remark</th></tr>${years.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join("")}</tr>`).join("")}</table>
<p>After the hail of 2021 nets were bought for 14,200 euros.</p></main></body></html>`;
const rain = ["Station,Month,Rain (mm),Remark"]
  .concat(Array.from({ length: 3000 }, (_, i) => `Hale ${i % 40},${1980 + Math.floor(i / 96)}-${String((i % 12) + 1).padStart(2, "0")},${(i * 37) % 190},${i === 2900 ? "the gauge was frozen 😀 solid" : ""}`))
  .join("\n");
const source = `package lamps\n\n${Array.from({ length: 400 }, (_, i) => `// F${i} counts the lamps of room ${i}.\nfunc F${i}(room int) int {\n\treturn room * ${i}\n}\n`).join("\n")}`;
const box = ["Pears", "Desks for the reading room"]
  .map((subject, i) => `From ada@example.org Fri May  3 10:11:12 2024\nFrom: Ada Reader <ada@example.org>\nTo: ben@example.org\nDate: Fri, ${i + 3} May 2024 10:11:12 +0200\nSubject: ${subject}\n\nThe ${i === 0 ? "pears are ripe" : "desks come on Monday"}.\n`)
  .join("\n");
const handbook = `# Handbook\n\n${Array.from({ length: 1200 }, (_, i) => `${i % 30 === 0 ? `## Section ${i / 30}\n\n` : ""}Paragraph ${i} says that lamp ${i} burns ${i * 7} hours. ${"It stands on a desk near the window. ".repeat(3)}`).join("\n\n")}`;

const file = (name, text) => ({ name, mimeType: "application/octet-stream", buffer: Buffer.from(text) });

let carrel, browser, page, errors;

before(async () => {
  carrel = await serve();
  browser = await launch();
  ({ page, errors } = await open(browser, carrel.url, { reducedMotion: "reduce" }));
  await page
    .locator('input[type="file"]')
    .setInputFiles([file("report.html", report), file("rain.csv", rain), file("lamps.go", source), file("box.mbox", box), file("handbook.md", handbook)]);
  await page.waitForFunction(
    () => [...document.querySelectorAll("[data-document]")].filter((row) => ["searchable", "embedded"].includes(row.dataset.state)).length === 5,
    undefined,
    { timeout: 120_000 },
  );
});

after(async () => {
  await browser?.close();
  await carrel?.stop();
});

const view = () => page.locator("[data-reader-page]");

async function show(title) {
  await page.locator("[data-document]", { hasText: title }).locator("[data-cell]").click();
  await page.getByRole("region", { name: "Reader" }).getByRole("heading", { level: 2, name: title }).waitFor();
  await page.locator("[data-reader-page] [data-page]").first().waitFor();
}

/** Finds words, and looks at them while they are marked. */
async function find(words, line, look = async () => undefined) {
  await view().focus();
  await page.keyboard.press("Control+f");
  await page.getByRole("searchbox", { name: "Find in this document" }).fill(words);
  await page.locator("[data-reader-line]", { hasText: line }).waitFor();
  await view().locator("mark").first().waitFor();
  const { text, seen } = await page.evaluate(() => {
    const marks = [...document.querySelectorAll("[data-reader-page] mark")];
    const pane = document.querySelector("[data-reader-page]").getBoundingClientRect();
    const box = marks[0].getBoundingClientRect();
    return { text: marks.map((mark) => mark.textContent).join("|"), seen: box.top >= pane.top && box.bottom <= pane.bottom };
  });
  assert.ok(seen, "the mark is in view");
  await look();
  await page.keyboard.press("Escape");
  return text;
}

const scrolled = () => view().evaluate((pane) => pane.scrollTop);

/** Waits until nothing has moved the page for a while. */
async function still() {
  for (let last; ; ) {
    const now = await scrolled();
    if (now === last) return;
    last = now;
    await page.waitForTimeout(300);
  }
}

async function accessible(name) {
  await page.evaluate(axe);
  const violations = await page.evaluate(async () => {
    const { violations } = await window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 140)).join(" | ")}`);
  });
  assert.deepEqual(violations, [], name);
}

test("a web page keeps its headings, lists and tables", async () => {
  await show("Orchard report");
  await view().getByRole("heading", { name: "Harvest" }).waitFor();
  const table = view().getByRole("table");
  assert.deepEqual(await table.getByRole("columnheader").allTextContents(), ["Year", "Pears (t)", "Apples (t)", "Remark"]);
  assert.equal(await table.getByRole("cell", { name: "14.5", exact: true }).count(), 1);
  await accessible("web page");
  assert.equal(await find("cost a third of the", /^Under “Harvest”, match 1 of 1\.$/), "cost a third of the");
  await picture(page, "format-html");
});

test("a table of 3,000 rows has its header, and only what is near is in the page", async () => {
  await show("rain");
  await view().getByRole("columnheader", { name: "Rain (mm)" }).first().waitFor();
  assert.ok((await view().locator("tr").count()) < 700);
  await accessible("table");
  assert.equal(await find("gauge was frozen 😀 sol", /^A2902:D2902, match 1 of 1\.$/, async () => {
    const row = view().getByRole("row").filter({ has: page.locator("mark") });
    assert.equal(await row.getByRole("rowheader").textContent(), "2902");
    assert.match((await row.textContent()) ?? "", /Hale 20/);
    await picture(page, "format-csv");
  }), "gauge was frozen 😀 sol");
});

test("source code has its lines, numbered, and its functions to go to", async () => {
  await show("lamps");
  await view().locator('[data-line="1"]').waitFor();
  assert.equal(await find("counts the lamps of room 321", /^Line 1608, match 1 of 1\.$/, async () => {
    assert.equal(await view().locator('[data-line="1608"] mark').count(), 1);
    await picture(page, "format-source");
  }), "counts the lamps of room 321");
  assert.ok((await view().locator("[data-line]").count()) < 700);
});

test("a mailbox is a list of messages", async () => {
  await show("box");
  await page.getByLabel("Message", { exact: true }).selectOption({ label: "2. Desks for the reading room" });
  await view().getByRole("heading", { name: "Message 2: Desks for the reading room" }).waitFor();
  await accessible("mailbox");
  await picture(page, "format-mailbox");
});

test("a long text is gone through by its headings", async () => {
  await show("Handbook");
  const contents = page.getByLabel("Contents");
  await contents.selectOption({ label: "\u2003Section 30" });
  const heading = view().getByRole("heading", { name: "Section 30" });
  await heading.waitFor();
  // It stays at the top while what is above it is measured.
  await still();
  const [top, pane] = await Promise.all([heading.boundingBox(), view().boundingBox()]);
  assert.ok(top && pane && top.y >= pane.y && top.y < pane.y + 80, JSON.stringify({ top, pane }));
  assert.ok((await view().locator("p").count()) < 300);
  assert.equal(await contents.locator("option:checked").textContent(), "\u2003Section 30");
  assert.equal(await find("lamp 1101 burns 7707", /^Line \d+, match 1 of 1\.$/), "lamp 1101 burns 7707");
  // Back up by the wheel, nothing jumps: each step moves by what was turned.
  const box = await view().boundingBox();
  await page.mouse.move(box.x + 100, box.y + 200);
  for (let i = 0; i < 12; i++) {
    const before = await scrolled();
    await page.mouse.wheel(0, -400);
    await page.waitForFunction((before) => document.querySelector("[data-reader-page]").scrollTop !== before, before);
  }
  await still();
  const first = await page.evaluate(() => {
    const top = document.querySelector("[data-reader-page]").getBoundingClientRect().top;
    const shown = [...document.querySelectorAll("[data-reader-page] p")].find((p) => p.getBoundingClientRect().bottom > top && /^Paragraph/.test(p.textContent));
    return Number(/Paragraph (\d+)/.exec(shown.textContent)[1]);
  });
  assert.ok(first > 1030 && first < 1085, `paragraph ${first}`);
  assert.deepEqual(errors, []);
});
