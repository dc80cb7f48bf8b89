import { flushSync, mount, unmount, type Component } from "svelte";
import { afterEach, describe, expect, it, vi } from "vitest";
import Later from "./Later.svelte";
import { fetchParts, later } from "./later";
import KeysDialog from "../commands/KeysDialog.svelte";
import { toasts } from "./toasts.svelte";

describe("later", () => {
  it("loads a part once, and again where that failed", async () => {
    const load = vi.fn<() => Promise<string>>();
    load.mockRejectedValueOnce(new Error("gone")).mockResolvedValue("part");
    const part = later(load);
    await expect(part()).rejects.toThrow("gone");
    expect(await Promise.all([part(), part()])).toEqual(["part", "part"]);
    expect(load).toHaveBeenCalledTimes(2);
  });

  it("fetches every part when there is nothing else to do, whichever fails", async () => {
    vi.stubGlobal("requestIdleCallback", (run: () => void) => run());
    const first = vi.fn(() => Promise.reject(new Error("gone")));
    const second = vi.fn(() => Promise.resolve("part"));
    later(first);
    later(second);
    fetchParts();
    await vi.waitFor(() => expect(second).toHaveBeenCalledOnce());
    expect(first).toHaveBeenCalledOnce();
    vi.unstubAllGlobals();
  });
});

// mount cannot tell what a generic component is of.
const Layer = Later as unknown as Component<{ part: () => Promise<unknown>; open: boolean; props: object }>;

describe("Later", () => {
  let component: Record<string, unknown> | undefined;
  afterEach(() => {
    if (component) void unmount(component);
    component = undefined;
    document.body.replaceChildren();
  });

  it("opens a layer that was not there yet", async () => {
    const part = vi.fn(() => Promise.resolve({ default: KeysDialog }));
    const props = $state({ part, open: false, props: { open: false, onclose: vi.fn() } });
    component = mount(Layer, { target: document.body, props });
    flushSync();
    expect(part).not.toHaveBeenCalled();
    props.open = true;
    props.props = { open: true, onclose: vi.fn() };
    await vi.waitFor(() => expect(document.querySelector("dialog")?.textContent).toContain("Keyboard"));
  });

  it("says that it couldn't be loaded, and is closed again", async () => {
    const onclose = vi.fn();
    component = mount(Layer, { target: document.body, props: { part: () => Promise.reject(new Error("gone")), open: true, props: { open: true, onclose } } });
    await vi.waitFor(() => expect(onclose).toHaveBeenCalledOnce());
    expect(toasts.list.at(-1)?.text).toBe("This part of Carrel couldn't be loaded. Is Carrel still running?");
    toasts.dismissAll();
  });
});
