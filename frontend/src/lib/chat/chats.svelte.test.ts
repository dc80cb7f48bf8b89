import { flushSync, mount, tick, unmount } from "svelte";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Chat } from "../api";
import ChatList from "./ChatList.svelte";

describe("ChatList", () => {
  let component: Record<string, unknown> | undefined;
  afterEach(() => {
    if (component) void unmount(component);
    component = undefined;
    document.body.replaceChildren();
  });

  function show(titles: string[]) {
    const chats = titles.map((title, i): Chat => ({ id: String(i), title, created_at: "", updated_at: "2026-11-29T12:00:00Z" }));
    const onopen = vi.fn();
    const onrename = vi.fn();
    const onclose = vi.fn();
    component = mount(ChatList, { target: document.body, props: { chats, current: "1", renaming: "", onopen, onrename, onremove: vi.fn(), onclose } });
    flushSync();
    return { onopen, onrename, onclose, field: document.querySelector<HTMLInputElement>("input") };
  }

  it("begins with the open chat where there are few", () => {
    const { field } = show(["Rent", "Keys"]);
    expect(field).toBeNull();
    expect(document.activeElement?.textContent).toContain("Keys");
  });

  it("finds one of many by words of its title, and Enter opens it", () => {
    const { field, onopen } = show([..."abcdefg"].map((letter) => `Chat ${letter}`).concat("The Rent of March"));
    expect(document.activeElement).toBe(field);
    if (!field) throw new Error("no field");
    field.value = "march rent";
    field.dispatchEvent(new Event("input", { bubbles: true }));
    flushSync();
    expect([...document.querySelectorAll("[data-chat] .title")].map(({ textContent }) => textContent)).toEqual(["The Rent of March"]);
    field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
    expect(onopen).toHaveBeenCalledWith("7");
    field.value = "nothing";
    field.dispatchEvent(new Event("input", { bubbles: true }));
    flushSync();
    expect(document.querySelector('[role="status"]')?.textContent).toBe("No chat matches.");
  });

  const nameField = () => document.querySelector<HTMLInputElement>('[aria-label="Name of the chat"]');
  const press = (target: Element | null, key: string) => {
    target?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    flushSync();
  };

  it("renames with F2 and Enter, and gives the focus back to the chat", async () => {
    const { onrename } = show(["Rent", "Keys"]);
    press(document.activeElement, "F2");
    const field = nameField();
    expect(document.activeElement).toBe(field);
    expect(field?.value).toBe("Keys");
    if (field) field.value = "Keys of the flat";
    press(field, "Enter");
    expect(onrename).toHaveBeenCalledExactlyOnceWith("1", "Keys of the flat");
    expect(nameField()).toBeNull();
    await tick();
    expect(document.activeElement?.getAttribute("data-chat")).toBe("1");
  });

  it("keeps the name that was written when the focus goes elsewhere", () => {
    const { onrename } = show(["Rent", "Keys"]);
    document.querySelector<HTMLElement>('[aria-label="Rename chat: Rent"]')?.click();
    flushSync();
    const field = nameField();
    if (field) field.value = "";
    field?.blur();
    flushSync();
    expect(onrename).toHaveBeenCalledExactlyOnceWith("0", "");
  });

  it("leaves the name as it was with Escape, and the list open", () => {
    const { onrename, onclose } = show(["Rent", "Keys"]);
    press(document.activeElement, "F2");
    const field = nameField();
    if (field) field.value = "Something else";
    press(field, "Escape");
    expect(nameField()).toBeNull();
    expect(onrename).not.toHaveBeenCalled();
    expect(onclose).not.toHaveBeenCalled();
  });
});
