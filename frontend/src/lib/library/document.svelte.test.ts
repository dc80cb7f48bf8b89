import { flushSync, mount, unmount } from "svelte";
import { expect, it, vi } from "vitest";
import type { LibraryDocument } from "../api";
import DocumentDialog from "./DocumentDialog.svelte";
import type { Library } from "./library.svelte";

function buttonsOf(about: Partial<LibraryDocument>): string[] {
  const library = { formats: [], collections: [] } as unknown as Library;
  const document_ = { id: "a", title: "A", path: "/a.pdf", format: "pdf", pages: 0, passages: 0, bytes: 1, added_at: "2026-11-30T08:10:00Z", ...about } as unknown as LibraryDocument;
  const component = mount(DocumentDialog, { target: document.body, props: { library, document: document_, onclose: vi.fn() } });
  flushSync();
  const found = [...document.querySelectorAll("button")].map((button) => button.textContent?.trim() ?? "");
  said = [...document.querySelectorAll("dd")].map((dd) => dd.textContent ?? "");
  void unmount(component);
  document.body.replaceChildren();
  return found;
}
let said: string[] = [];

it("offers another try only where it may go otherwise", () => {
  const trying = (about: Partial<LibraryDocument>) => buttonsOf(about).includes("Try again");
  expect(trying({ state: "failed", error_code: "crashed", retriable: true })).toBe(true);
  expect(trying({ state: "failed", error_code: "unsupported" })).toBe(false);
  expect(trying({ state: "embedded" })).toBe(false);
});

it("writes its dates one way", () => {
  buttonsOf({ state: "embedded", date: { day: "2026-11-30", is: "saved" } });
  const day = new Date("2026-11-30T08:10:00Z").toLocaleDateString(undefined, { dateStyle: "long" });
  expect(said.filter((text) => text.startsWith(day))).toHaveLength(2);
});

it("asks for a summary of the document that it was about, though it has closed", () => {
  const about = { id: "a", title: "A", path: "/a.pdf", format: "pdf", state: "embedded", pages: 2, passages: 3, notices: [] } as unknown as LibraryDocument;
  const onsummarise = vi.fn();
  const props = $state({
    library: { formats: [], collections: [] } as unknown as Library,
    document: about as LibraryDocument | undefined,
    onsummarise,
    onclose: () => (props.document = undefined),
  });
  const component = mount(DocumentDialog, { target: document.body, props });
  flushSync();
  [...document.querySelectorAll("button")].find((button) => button.textContent?.trim() === "Summarise")?.click();
  expect(onsummarise).toHaveBeenCalledWith(expect.objectContaining({ id: "a" }));
  expect(props.document).toBeUndefined();
  void unmount(component);
});
