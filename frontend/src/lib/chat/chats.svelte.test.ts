import { flushSync, mount, unmount } from "svelte";
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
    component = mount(ChatList, { target: document.body, props: { chats, current: "1", onopen, onremove: vi.fn(), onclose: vi.fn() } });
    flushSync();
    return { onopen, field: document.querySelector<HTMLInputElement>("input") };
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
});
