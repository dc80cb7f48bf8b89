import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";

// The promises of DESIGN.md about contrast, held to the stylesheet itself.

const css = readFileSync(resolve(import.meta.dirname, "tokens.css"), "utf8");
const design = readFileSync(resolve(import.meta.dirname, "../DESIGN.md"), "utf8");

function tokens(selector: string): Record<string, string> {
  const at = css.indexOf(`${selector} {`);
  const body = css.slice(at, css.indexOf("}", at));
  return Object.fromEntries([...body.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map((match) => [match[1], match[2]]));
}

const themes = {
  light: tokens(":root"),
  "dark by choice": tokens(':root[data-theme="dark"]'),
  "dark by the system": tokens(':root:not([data-theme="light"])'),
};

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((i) => {
    const value = parseInt(hex.slice(i, i + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string | undefined, b: string | undefined): number {
  const [high = 0, low = 0] = [luminance(a ?? ""), luminance(b ?? "")].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

const surfaces = ["desk", "sheet", "raised", "well"];
const text: [string, string[]][] = [
  ...["ink", "ink-2", "ink-3", "accent", "warn", "bad"].map((name): [string, string[]] => [name, surfaces]),
  ["on-accent", ["accent", "accent-strong"]],
  ["ink", ["mark", "accent-tint", "warn-tint", "bad-tint"]],
  ["ink-2", ["accent-tint"]],
  ["ink-3", ["accent-tint"]],
  ["accent", ["accent-tint"]],
  ["warn", ["warn-tint"]],
  ["bad", ["bad-tint"]],
];

describe.each(Object.entries(themes))("contrast, %s", (_, theme) => {
  it.each(text.flatMap(([front, backs]) => backs.map((back) => [front, back])))("%s on %s is AA for text", (front, back) => {
    expect(contrast(theme[front ?? ""], theme[back ?? ""])).toBeGreaterThanOrEqual(4.5);
  });

  it.each(surfaces)("edge on %s is enough for a boundary", (surface) => {
    expect(contrast(theme.edge, theme[surface])).toBeGreaterThanOrEqual(3);
  });
});

describe("the stylesheet and DESIGN.md", () => {
  it("say the same in both ways to the dark theme", () => {
    expect(themes["dark by choice"]).toEqual(themes["dark by the system"]);
  });

  it.each(Object.entries(themes.light))("name %s alike", (name, value) => {
    expect(design).toContain(`\`${value}\``);
    expect(design).toContain(`\`--${name}\``);
    expect(design).toContain(`\`${themes["dark by choice"][name]}\``);
  });
});
