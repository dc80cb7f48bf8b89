import { flushSync, mount, unmount } from "svelte";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { LibraryDocument } from "../api";
import { Announcer } from "../ui/announcer.svelte";
import { Toasts } from "../ui/toasts.svelte";
import DocumentGrid from "./DocumentGrid.svelte";
import { Library } from "./library.svelte";

/** Those that watch, to say what they see. */
let watchers: { callback: IntersectionObserverCallback; watched: Set<Element> }[] = [];

beforeEach(() => {
  watchers = [];
  vi.stubGlobal(
    "IntersectionObserver",
    class {
      watched = new Set<Element>();
      constructor(readonly callback: IntersectionObserverCallback) {
        watchers.push(this);
      }
      observe = (element: Element) => void this.watched.add(element);
      unobserve = (element: Element) => void this.watched.delete(element);
      disconnect = () => this.watched.clear();
    },
  );
});

let component: { returned(id: string): void } | undefined;
afterEach(() => {
  if (component) void unmount(component);
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

function show(count: number): Library {
  const library = new Library(new Announcer(), new Toasts());
  library.documents = Array.from({ length: count }, (_, at) => ({ id: `d${at}`, title: `Lease ${at}`, path: `/leases/${at}.pdf`, state: "embedded", format: "pdf", pages: 1, added_at: "" }) as unknown as LibraryDocument);
  component = mount(DocumentGrid, { target: document.body, props: { library, beside: undefined, scroller: document.body, onopen: vi.fn(), onabout: vi.fn() } }) as { returned(id: string): void };
  flushSync();
  return library;
}

const rows = () => document.querySelectorAll("[data-document]");
const focused = () => document.activeElement?.closest("[data-document]")?.getAttribute("data-document");
const press = (key: string) => {
  document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  flushSync();
};

it("shows a usual library whole", () => {
  show(150);
  expect(rows().length).toBe(150);
});

it("shows of 20,000 documents those near the view, and the one that the keyboard is on", () => {
  show(20_000);
  expect(rows().length).toBe(40);
  expect(document.querySelector('[role="grid"]')?.getAttribute("aria-rowcount")).toBe("20000");
  // The others have their room.
  const away = [...document.querySelectorAll<HTMLElement>('[role="grid"] > [role="presentation"]')];
  expect(away.length).toBe(499);
  expect(away.every(({ style }) => style.height.endsWith("rem") && Number.parseFloat(style.height) > 140)).toBe(true);

  document.querySelector<HTMLElement>('[data-document="d0"] [data-cell]')?.focus();
  press("End");
  expect(focused()).toBe("d19999");
  expect(document.activeElement?.closest("[data-document]")?.getAttribute("aria-rowindex")).toBe("20000");
  press("Home");
  expect(focused()).toBe("d0");
  for (let i = 0; i < 4; i++) press("PageDown");
  press("ArrowDown");
  expect(focused()).toBe("d41");

  // Scrolled to: shown; scrolled away from: left out.
  const [watcher] = watchers;
  const far = [...document.querySelectorAll('[role="grid"] > [role="presentation"]')].at(-1);
  expect(far && watcher?.watched.has(far)).toBe(true);
  const see = (isIntersecting: boolean, target: Element | undefined) => {
    watcher?.callback([{ target, isIntersecting } as IntersectionObserverEntry], {} as IntersectionObserver);
    flushSync();
  };
  see(true, far);
  expect(document.querySelector('[data-document="d19970"]')).not.toBeNull();
  see(false, document.querySelector('[data-document="d19970"]')?.parentElement ?? undefined);
  expect(document.querySelector('[data-document="d19970"]')).toBeNull();
});

it("shows what is found by title, however far down it stood", () => {
  const library = show(20_000);
  library.filter = "lease 19987";
  flushSync();
  expect([...rows()].map((row) => row.getAttribute("data-document"))).toEqual(["d19987"]);
});

it("moves the keyboard to a document that came back far from the view", () => {
  show(20_000);
  expect(document.querySelector('[data-document="d15000"]')).toBeNull();
  component?.returned("d15000");
  flushSync();
  expect(focused()).toBe("d15000");
  // One that is not in the list, narrowed down since, takes nothing.
  component?.returned("d20001");
  expect(focused()).toBe("d15000");
});
