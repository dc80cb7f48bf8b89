import { flushSync, mount, unmount, type Component } from "svelte";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Announcer } from "../ui/announcer.svelte";
import { Toasts } from "../ui/toasts.svelte";
import CollectionList from "./CollectionList.svelte";
import FolderList from "./FolderList.svelte";
import { Library } from "./library.svelte";

describe("Folders and collections", () => {
  let component: Record<string, unknown> | undefined;
  afterEach(() => {
    if (component) void unmount(component);
    component = undefined;
    document.body.replaceChildren();
  });

  const press = (name: RegExp) => {
    [...document.querySelectorAll("button")].find(({ textContent }) => name.test(textContent))?.click();
    flushSync();
  };

  it("are summed up from what is known of them, which closes", () => {
    const library = new Library(new Announcer(), new Toasts());
    library.folders = [{ id: "f", path: "/home/anna/Case", files: 3, exclude: [], state: "watched", duplicates: 0, away: 0, passed_over: { files: 1, kinds: [{ ending: ".mp3", files: 1 }], others: 0 }, added_at: "" }];
    library.collections = [{ id: "c", name: "Pears", documents: 2, created_at: "" }];
    const onsummarise = vi.fn();
    for (const [list, name, what] of [
      [FolderList, /Case/, { id: "f" }],
      [CollectionList, /Pears/, { id: "c" }],
    ] as [Component<{ library: Library; onsummarise: typeof onsummarise }>, RegExp, object][]) {
      component = mount(list, { target: document.body, props: { library, onsummarise } });
      flushSync();
      press(name);
      if (list === FolderList) expect(document.body.textContent).toContain("1 file of no kind that Carrel reads was passed over: .mp3 1.");
      press(/Summarise/);
      expect(onsummarise).toHaveBeenLastCalledWith(expect.objectContaining(what));
      expect(document.querySelector("dialog")?.open).toBe(false);
      void unmount(component);
      component = undefined;
    }
  });
});
