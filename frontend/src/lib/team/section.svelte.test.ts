import { flushSync, mount, unmount } from "svelte";
import { afterEach, expect, it, vi } from "vitest";
import type { Store } from "../api";
import type { SectionProps } from "../settings/sections";
import TeamSection from "./TeamSection.svelte";

let component: Record<string, unknown> | undefined;
afterEach(() => {
  if (component) void unmount(component);
  component = undefined;
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

const url = "weaviate://search.example.org/Library";
const refused = "The team store at search.example.org does not accept this key, or wants one.";

it("asks for another key where the store does not take the one there is, tries it, and says how long it is kept", async () => {
  let key = "old";
  const state = (): Store["state"] =>
    key === "right"
      ? { name: url, sends: true, waiting: 0, words_only: false, wants_key: false }
      : { name: url, sends: true, waiting: 1, words_only: false, wants_key: true, trouble: refused };
  vi.stubGlobal("fetch", async (path: string, init?: RequestInit) => {
    if (path === "/api/store/password") {
      key = (JSON.parse(String(init?.body)) as { password: string }).password;
      return new Response(JSON.stringify({ kept: "memory" }));
    }
    if (path === "/api/store/send" && key !== "right") {
      return new Response(JSON.stringify({ error: { code: "internal", message: `${refused} Still.` } }), { status: 500 });
    }
    const store: Store = { url, host: "search.example.org", next: url, next_host: "search.example.org", state: state(), documents: 1, passages: 1 };
    return new Response(JSON.stringify(store));
  });
  component = mount(TeamSection, { target: document.body, props: { inWindow: true } as SectionProps });
  const field = await vi.waitFor(() => {
    const found = document.querySelector<HTMLInputElement>('input[type="password"]');
    expect(found).not.toBeNull();
    return found as HTMLInputElement;
  });
  const type = (words: string) => {
    field.value = words;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    flushSync();
    field.form?.dispatchEvent(new Event("submit", { cancelable: true }));
  };
  type("wrong");
  await vi.waitFor(() => expect(document.querySelector('[role="status"]')?.textContent).toContain("doesn't take this one either"));
  expect(document.querySelector('input[type="password"]')).toBe(field); // what was typed stays, to be corrected

  type("right");
  await vi.waitFor(() => expect(document.body.textContent).toContain("The store takes the key. Carrel keeps it until it is closed"));
  expect(document.body.textContent).toContain("Everything is sent.");
  expect(document.activeElement).toBe(document.querySelector("[data-standing]"));
});
