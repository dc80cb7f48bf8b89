import { flushSync, mount, unmount } from "svelte";
import { expect, it, vi } from "vitest";
import type { LibraryDocument } from "../api";
import DocumentDialog from "./DocumentDialog.svelte";
import type { Library } from "./library.svelte";

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
