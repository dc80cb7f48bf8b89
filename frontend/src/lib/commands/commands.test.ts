import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { flushSync, mount, unmount } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { fit, matching, type Command } from "./match";
import Palette from "./Palette.svelte";
import { CTRL, shortcuts } from "./shortcuts";

const command = (name: string, more: Partial<Command> = {}): Command => ({ id: name, name, run: vi.fn(), ...more });
const all = [command("New chat"), command("Settings: Backup and repair", { words: "restore damage" }), command("Launch"), command("Open Résumé.pdf", { typedOnly: true })];
const names = (typed: string) => matching(all, typed).map(({ name }) => name);

describe("what fits", () => {
  it("is found by beginnings, parts, letters in order, hidden words and without accents", () => {
    expect(names("")).toEqual(["New chat", "Settings: Backup and repair", "Launch"]);
    expect(names("chat")).toEqual(["New chat"]);
    expect(names("nch")).toEqual(["Launch", "New chat"]);
    expect(names("nwc")).toEqual(["New chat"]);
    expect(names("rep back")).toEqual(["Settings: Backup and repair"]);
    expect(names("restore")).toEqual(["Settings: Backup and repair"]);
    expect(names("resume")).toEqual(["Open Résumé.pdf"]);
    expect(names("zebra")).toEqual([]);
  });

  it("puts the beginning of a word before its middle", () => {
    expect(fit("re", "repair")).toBeGreaterThan(fit("re", "a repair") ?? 9);
    expect(fit("re", "a repair")).toBeGreaterThan(fit("re", "there") ?? 9);
  });
});

describe("Palette", () => {
  let component: Record<string, unknown> | undefined;
  beforeEach(() => {
    // happy-dom's dialog does not know it.
    HTMLElement.prototype.scrollIntoView ??= () => undefined;
  });
  afterEach(() => {
    if (component) void unmount(component);
    component = undefined;
    document.body.replaceChildren();
  });

  it("moves by arrows, tells which one is chosen, and runs it", async () => {
    component = mount(Palette, { target: document.body, props: { open: true, commands: all, onclose: vi.fn() } });
    flushSync();
    const field = document.querySelector("input");
    const press = (key: string) => {
      field?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
      flushSync();
    };
    const active = () => document.getElementById(field?.getAttribute("aria-activedescendant") ?? "")?.textContent?.trim();
    expect(active()).toBe("New chat");
    press("ArrowUp");
    expect(active()).toBe("Launch");
    press("ArrowDown");
    press("ArrowDown");
    expect(active()).toBe("Settings: Backup and repair");
    expect(document.querySelectorAll('[aria-selected="true"]')).toHaveLength(1);
    press("Enter");
    await vi.waitFor(() => expect(all[1]?.run).toHaveBeenCalledOnce());
  });
});

describe("a question that was typed among the commands", () => {
  it("can be asked, after what fits by its name and never behind what only has its letters", async () => {
    expect(matching([command("Pause reading documents")], "rent")).toEqual([]);
    const onask = vi.fn();
    const component = mount(Palette, { target: document.body, props: { open: true, commands: all, onask, onclose: vi.fn() } });
    flushSync();
    const field = document.querySelector("input");
    const type = (typed: string) => {
      if (field) field.value = typed;
      field?.dispatchEvent(new Event("input", { bubbles: true }));
      flushSync();
      return [...document.querySelectorAll("[role=option]")].map(({ textContent }) => textContent?.trim());
    };
    expect(type("chat")).toEqual(["New chat", "Ask “chat”"]);
    expect(type(" How much is the rent? ")).toEqual(["Ask “How much is the rent?”"]);
    field?.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
    await vi.waitFor(() => expect(onask).toHaveBeenCalledExactlyOnceWith("How much is the rent?"));
    void unmount(component);
    document.body.replaceChildren();
  });
});

describe("the keys", () => {
  it("are those of DESIGN.md", () => {
    const design = readFileSync(resolve(import.meta.dirname, "../../../DESIGN.md"), "utf8");
    const table = design.slice(design.indexOf("## Focus and keys"), design.indexOf("## Panes"));
    const written: Record<string, string> = { "↑": "Arrows", "↓": "Arrows", "←": "Arrows", "→": "Arrows", [`${CTRL} K`]: "Ctrl/Cmd+K", [`${CTRL} ,`]: "Ctrl/Cmd+comma", [`${CTRL} F`]: "Ctrl/Cmd+F", [`${CTRL} Z`]: "Ctrl/Cmd+Z", [`${CTRL} +`]: "Ctrl/Cmd + plus", [`${CTRL} −`]: "minus", [`${CTRL} 0`]: "0" };
    for (const { list } of shortcuts) {
      for (const key of list.flatMap(({ keys }) => keys)) expect(table).toContain(written[key] ?? key.replace(" ", "+"));
    }
  });
});
