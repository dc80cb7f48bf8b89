// What every screen must keep: axe clean, targets large enough, nothing cut off,
// no motion where none is wanted.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { picture } from "./browser.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Axe finds nothing, and nothing moves where no motion is wanted. */
export async function check(page, name) {
  await page.waitForTimeout(150);
  // The page's policy forbids injected scripts; the protocol's own evaluation is exempt.
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    window.axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
      rules: { "target-size": { enabled: true } },
    }),
  );
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 140)).join(" | ")}`);
  assert.deepEqual(found, [], name);
  const running = await page.evaluate(() => document.getAnimations().filter((a) => a.playState === "running").length);
  assert.equal(running, 0, `${name}: nothing moves with reduced motion`);
}

/** Nothing sticks out of the window, and targets are large enough. */
export async function fits(page, name) {
  const wrong = await page.evaluate(() => {
    const problems = [];
    if (document.documentElement.scrollWidth > innerWidth) problems.push(`page is ${document.documentElement.scrollWidth} wide`);
    for (const element of document.querySelectorAll("button, input:not([type=file]), textarea, [role=tab], [data-cell]")) {
      const box = element.getBoundingClientRect();
      if (box.width === 0 || !element.checkVisibility({ opacityProperty: false })) continue;
      const label = element.getAttribute("aria-label") ?? element.textContent?.trim().slice(0, 30);
      if (box.right > innerWidth + 1 || box.left < -1) problems.push(`${label} sticks out`);
      const smallest = element.closest("[data-answer]") ? 24 : 32;
      const target = element.matches("[type=checkbox], [type=radio]") ? element.closest("label").getBoundingClientRect() : box;
      const inText = element.closest("footer") !== null && element.matches(".library button, .library footer button");
      if (target.height < (inText ? 24 : smallest) - 0.5) problems.push(`${label} is ${target.height} high`);
      if (target.width < 24) problems.push(`${label} is ${target.width} wide`);
    }
    return problems;
  });
  assert.deepEqual(wrong, [], name);
}

/** What is on the screen now keeps all this in both themes; a picture of each. */
export async function seen(page, name) {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    await check(page, `${name}, ${colorScheme}`);
    await fits(page, `${name}, ${colorScheme}`);
    await picture(page, `${name}-${colorScheme}`);
  }
  await page.emulateMedia({ colorScheme: "light" });
}
