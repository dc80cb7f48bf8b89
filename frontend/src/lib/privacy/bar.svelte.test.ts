import { flushSync, mount, unmount } from "svelte";
import { expect, it, vi } from "vitest";
import type { Status } from "../api";
import { ThemeChoice } from "../ui/theme.svelte";
import StatusBar from "./StatusBar.svelte";

it("says that no model writes, whole, and leads to where another one is chosen", () => {
  const why = "The model file /home/ann/.local/share/carrel/models/large.gguf cannot be read: there is no such file. If it lies on another drive, connect that one.";
  const status = { surface: "window", lock: { state: "kernel", text: "Offline lock on." }, engine: { state: "failed", text: why } } as unknown as Status;
  const onmodels = vi.fn();
  const nothing = () => undefined;
  const component = mount(StatusBar, {
    target: document.body,
    props: { status, connected: true, theme: new ThemeChoice(), reminder: "", onreminder: nothing, oncommands: nothing, onsettings: nothing, onmodels },
  });
  flushSync();
  const button = [...document.querySelectorAll("button")].find(({ textContent }) => textContent?.includes("No model writes answers. You still get passages."));
  expect(button?.title).toBe(why);
  button?.click();
  expect(onmodels).toHaveBeenCalledOnce();
  void unmount(component);
});
