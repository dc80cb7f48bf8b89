import { describe, expect, it } from "vitest";
import { Panes } from "./panes.svelte";

describe("panes", () => {
  it("show fewer beside each other, and wider ones, where the text is larger", () => {
    const text = $state({ scale: 1 });
    const panes = new Panes(text);
    panes.windowWidth = 1280;
    panes.readerOpen = true;
    expect(panes.fit).toBe(3);
    expect(panes.libraryWidth).toBe(280);
    text.scale = 1.5;
    expect(panes.fit).toBe(2);
    expect(panes.libraryWidth).toBe(420);
    panes.windowWidth = 900;
    expect(panes.fit).toBe(1);
    // What is dragged now is as wide again, by the text, at another size.
    panes.windowWidth = 1280;
    panes.resizeLibrary(450);
    expect(panes.libraryWidth).toBe(450);
    text.scale = 1;
    expect(panes.libraryWidth).toBe(300);
    panes.resizeLibrary(280);
  });
});
