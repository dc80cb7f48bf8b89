import { flushSync, mount, unmount } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Chat, Collection, LibraryDocument } from "../api";
import { Announcer } from "../ui/announcer.svelte";
import { Toasts } from "../ui/toasts.svelte";
import ChatPane from "./ChatPane.svelte";
import { Conversation } from "./conversation.svelte";

const chat = (id: string, collection?: string): Chat => ({ id, title: id, created_at: "", updated_at: "", ...(collection && { collection }) });
const collection = (id: string, name: string): Collection => ({ id, name, documents: 1, created_at: "" });

describe("ChatPane", () => {
  let component: Record<string, unknown> | undefined;

  beforeEach(() => sessionStorage.clear());
  afterEach(() => {
    if (component) void unmount(component);
    component = undefined;
    document.body.replaceChildren();
  });

  const onkey = vi.fn();

  function show(collections: Collection[], notices: string[] = [], storeKey?: string) {
    const conversation = new Conversation(new Announcer(), new Toasts());
    conversation.chats = [chat("of C", "c"), chat("of D", "d"), chat("of all")];
    conversation.id = "of C";
    const props = $state({
      conversation,
      notices,
      storeKey,
      documents: [{ id: "a", title: "A", path: "/a.pdf", format: "pdf" } as LibraryDocument],
      formats: [],
      folders: [],
      collections,
      selected: undefined,
      scope: undefined,
      currentPassage: undefined,
      inWindow: false,
      oncite: vi.fn(),
      onselection: vi.fn(),
      onsource: vi.fn(),
      onlink: vi.fn(),
      onadd: vi.fn(),
      onaddfolder: vi.fn(),
      onmodels: vi.fn(),
      onkey,
    });
    component = mount(ChatPane, { target: document.body, props });
    flushSync();
    return { conversation, props };
  }
  const limit = () => document.querySelector('[aria-label="Limits of the search"] button')?.getAttribute("aria-label");

  it("offers to type another key beside what says that the team's store wants one", () => {
    show([], ["Links can't be opened.", "The store doesn't take the key."], "The store doesn't take the key.");
    const buttons = [...document.querySelectorAll<HTMLButtonElement>(".notice button, [data-store-key] button")];
    expect(buttons.map(({ textContent }) => textContent.trim())).toEqual(["Type the key"]);
    expect(buttons[0]?.closest("[data-store-key]")?.textContent).toContain("The store doesn't take the key.");
    expect(document.querySelectorAll(".notice")).toHaveLength(1); // and not a second time in the chat
    buttons[0]?.click();
    expect(onkey).toHaveBeenCalledOnce();
  });

  it("limits nothing while the chat's collection is not there", () => {
    const { props } = show([]);
    expect(limit()).toBe("Limit the search");
    props.collections = [collection("c", "Orchard")];
    flushSync();
    expect(limit()).toBe("Searches only: Orchard. Change");
    props.collections = [];
    flushSync();
    expect(limit()).toBe("Limit the search");
  });

  it("goes with the chat from one collection to the other, and to none", () => {
    const { conversation } = show([collection("c", "Orchard"), collection("d", "Pond")]);
    expect(limit()).toBe("Searches only: Orchard. Change");
    conversation.id = "of D";
    flushSync();
    expect(limit()).toBe("Searches only: Pond. Change");
    conversation.id = "of all";
    flushSync();
    expect(limit()).toBe("Limit the search");
  });
});
