import { createRawSnippet, flushSync, mount, unmount, type Component } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Announcer } from "./announcer.svelte";
import Button from "./Button.svelte";
import Dialog from "./Dialog.svelte";
import EmptyState from "./EmptyState.svelte";
import IconButton from "./IconButton.svelte";
import Note from "./Note.svelte";
import Problem from "./Problem.svelte";
import ProgressBar from "./ProgressBar.svelte";
import Splitter from "./Splitter.svelte";
import StatusRegion from "./StatusRegion.svelte";
import { recall, remember } from "./stored";
import Tabs from "./Tabs.svelte";
import { TextSize } from "./textsize.svelte";
import { ThemeChoice } from "./theme.svelte";
import ToastStack from "./ToastStack.svelte";
import { TOAST_MS, Toasts } from "./toasts.svelte";

let mounted: Record<string, unknown>[] = [];

function show<Props extends Record<string, unknown>>(component: Component<Props>, props: Props): HTMLElement {
  mounted.push(mount(component, { target: document.body, props }));
  flushSync();
  return document.body;
}

const words = (text: string) => createRawSnippet(() => ({ render: () => `<span>${text}</span>` }));

beforeEach(() => vi.useFakeTimers());

afterEach(() => {
  for (const component of mounted) void unmount(component);
  mounted = [];
  document.body.replaceChildren();
  vi.useRealTimers();
});

const press = (element: Element | null | undefined, key: string, more: KeyboardEventInit = {}) => {
  element?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }));
  flushSync();
};

describe("Button", () => {
  it("acts when pressed, and not while busy or disabled", () => {
    const onclick = vi.fn();
    const body = show(Button, { children: words("Add files"), onclick });
    body.querySelector("button")?.click();
    expect(onclick).toHaveBeenCalledTimes(1);

    show(Button, { children: words("Working"), busy: true, onclick });
    const busy = body.querySelectorAll("button")[1];
    busy?.click();
    expect(busy?.getAttribute("aria-busy")).toBe("true");
    expect(busy?.disabled).toBe(false);

    show(Button, { children: words("Off"), disabled: true, onclick });
    body.querySelectorAll("button")[2]?.click();
    expect(onclick).toHaveBeenCalledTimes(1);
  });

  it("never submits a form unless asked to", () => {
    const body = show(Button, { children: words("x") });
    expect(body.querySelector("button")?.type).toBe("button");
  });
});

describe("IconButton", () => {
  it("has its label as name and hides its icon from screen readers", () => {
    const button = show(IconButton, { icon: "close", label: "Close reader" }).querySelector("button");
    expect(button?.getAttribute("aria-label")).toBe("Close reader");
    expect(button?.querySelector("svg")?.getAttribute("aria-hidden")).toBe("true");
  });
});

describe("Splitter", () => {
  const props = { value: 300, min: 200, max: 400, initial: 280, label: "Width", controls: "pane" };

  it("moves with the arrows within its limits, faster with Shift", () => {
    const onchange = vi.fn();
    const separator = show(Splitter, { ...props, onchange }).querySelector('[role="separator"]');
    press(separator, "ArrowRight");
    press(separator, "ArrowLeft", { shiftKey: true });
    press(separator, "Home");
    press(separator, "End");
    expect(onchange.mock.calls.map(([value]) => value)).toEqual([316, 236, 200, 400]);
    expect(separator?.getAttribute("aria-valuenow")).toBe("300");
  });

  it("turns the arrows round for a pane on its right", () => {
    const onchange = vi.fn();
    const separator = show(Splitter, { ...props, reversed: true, onchange }).querySelector('[role="separator"]');
    press(separator, "ArrowRight");
    expect(onchange).toHaveBeenCalledWith(284);
  });

  it("collapses and restores with Enter", () => {
    const oncollapse = vi.fn();
    const body = show(Splitter, { ...props, onchange: vi.fn(), oncollapse });
    press(body.querySelector('[role="separator"]'), "Enter");
    show(Splitter, { ...props, collapsed: true, onchange: vi.fn(), oncollapse });
    const second = body.querySelectorAll('[role="separator"]')[1];
    expect(second?.getAttribute("aria-valuenow")).toBe("0");
    press(second, "Enter");
    expect(oncollapse.mock.calls).toEqual([[true], [false]]);
  });
});

describe("Tabs", () => {
  it("moves and chooses with the arrows, round the ends", () => {
    const onselect = vi.fn();
    const tabs = [
      { id: "library", label: "Library", panel: "a" },
      { id: "chat", label: "Chat", panel: "b" },
    ];
    const body = show(Tabs as unknown as Component<Record<string, unknown>>, { tabs, selected: "chat", label: "Panes", onselect });
    const [first, second] = body.querySelectorAll('[role="tab"]');
    expect([first?.getAttribute("tabindex"), second?.getAttribute("tabindex")]).toEqual(["-1", "0"]);
    press(second, "ArrowRight");
    expect(onselect).toHaveBeenLastCalledWith("library");
    press(second, "End");
    expect(onselect).toHaveBeenLastCalledWith("chat");
  });
});

describe("StatusRegion", () => {
  it("says the same words again as a change", () => {
    const announcer = new Announcer();
    const region = show(StatusRegion, { announcer }).querySelector('[role="status"]');
    announcer.say("4 passages found.");
    flushSync();
    const first = region?.textContent;
    announcer.say("4 passages found.");
    flushSync();
    expect(first?.replace("\u200b", "")).toBe("4 passages found.");
    expect(region?.textContent).not.toBe(first);
    announcer.warn("The lock couldn't be confirmed.");
    flushSync();
    expect(document.querySelector('[role="alert"]')?.textContent).toBe("The lock couldn't be confirmed.");
  });
});

describe("Toasts", () => {
  it("go by themselves, are held while someone is on them, and tell when they expired", () => {
    const toasts = new Toasts();
    const onexpire = vi.fn();
    const id = toasts.show({ text: "Chat deleted.", onexpire });
    vi.advanceTimersByTime(TOAST_MS - 1);
    toasts.hold(id);
    vi.advanceTimersByTime(TOAST_MS);
    expect(toasts.list).toHaveLength(1);
    toasts.resume(id);
    vi.advanceTimersByTime(TOAST_MS);
    expect(toasts.list).toHaveLength(0);
    expect(onexpire).toHaveBeenCalledTimes(1);
  });

  it("run their action once, and then don't expire", () => {
    const toasts = new Toasts();
    const run = vi.fn();
    const onexpire = vi.fn();
    toasts.show({ text: "Removed.", action: { label: "Undo", run }, onexpire });
    const body = show(ToastStack, { toasts });
    [...body.querySelectorAll("button")].find((button) => button.textContent?.includes("Undo"))?.click();
    flushSync();
    vi.advanceTimersByTime(TOAST_MS * 2);
    expect(run).toHaveBeenCalledTimes(1);
    expect(onexpire).not.toHaveBeenCalled();
    expect(toasts.actOnLatest()).toBe(false);
  });
});

describe("A toast with two ways on", () => {
  it("runs the one that was chosen", () => {
    const toasts = new Toasts();
    const undo = vi.fn();
    const once = vi.fn();
    toasts.show({ text: "Followed.", action: { label: "Undo", run: undo }, other: { label: "Only add once", run: once } });
    const body = show(ToastStack, { toasts });
    [...body.querySelectorAll("button")].find((button) => button.textContent?.includes("Only add once"))?.click();
    flushSync();
    expect([undo, once].map((way) => way.mock.calls.length)).toEqual([0, 1]);
    expect(toasts.list).toEqual([]);
  });
});

describe("ProgressBar", () => {
  it("says how far, or that it is not known", () => {
    const body = show(ProgressBar, { value: 0.154, label: "Reading" });
    show(ProgressBar, { value: 7, label: "Too much" });
    show(ProgressBar, { label: "Copying" });
    const values = [...body.querySelectorAll('[role="progressbar"]')].map((bar) => bar.getAttribute("aria-valuenow"));
    expect(values).toEqual(["15", "100", null]);
  });
});

describe("Dialog", () => {
  it("is closed by its owner on Escape, and stays open where it was opened again before the browser says that it closed", () => {
    const onclose = vi.fn();
    const dialog = show(Dialog, { open: true, title: "About", onclose, children: words("About it") }).querySelector("dialog");
    const escape = new Event("cancel", { cancelable: true });
    dialog?.dispatchEvent(escape);
    expect(escape.defaultPrevented).toBe(true);
    expect(onclose).toHaveBeenCalledOnce();
    dialog?.dispatchEvent(new Event("close")); // of before
    expect(onclose).toHaveBeenCalledOnce();
  });

  it("lets a document's title run its own way", () => {
    const body = show(Dialog, { open: true, title: "עצי אגס", onclose: vi.fn(), children: words("About it") });
    expect(body.querySelector("h2")?.dir).toBe("auto");
  });

  it("closes by a click beside it, but not by the second one of a double click that opened it", () => {
    const props = $state({ open: true, title: "About", onclose: () => (props.open = false), children: words("About it") });
    const dialog = show(Dialog, props).querySelector("dialog");
    dialog?.dispatchEvent(new MouseEvent("click", { detail: 2, bubbles: true }));
    flushSync();
    expect(dialog?.open).toBe(true);
    dialog?.dispatchEvent(new MouseEvent("click", { detail: 1, bubbles: true }));
    flushSync();
    expect(dialog?.open).toBe(false);
  });

  it("has its status before there is a problem", () => {
    const props = $state({ text: "" });
    const status = show(Problem, props).querySelector('[role="status"]');
    expect(status?.textContent).toBe("");
    props.text = "The disk is full.";
    flushSync();
    expect(status?.textContent?.trim()).toBe("The disk is full.");
    expect(document.querySelector('[role="status"]')).toBe(status);
  });
});

describe("EmptyState and Note", () => {
  it("show their sentence and the way on", () => {
    const body = show(EmptyState, { text: "No documents yet.", children: words("Add") });
    show(Note, { tone: "bad", children: words("It stopped."), actions: words("Try again") });
    expect(body.textContent).toContain("No documents yet.");
    expect(body.querySelector(".note.bad")?.textContent).toContain("Try again");
  });
});

describe("what is remembered", () => {
  it("outlives the local storage of one port", () => {
    remember("theme", "dark");
    expect(recall("theme")).toBe("dark");
    localStorage.clear();
    expect(recall("theme")).toBe("dark");
    expect(recall("nothing")).toBeUndefined();
  });

  it("gives the text's size, which everything grows with, and keeps it", () => {
    remember("text-size", "999");
    const size = new TextSize();
    expect([size.percent, document.documentElement.style.fontSize]).toEqual([100, ""]);
    size.step(-1);
    expect(size.percent).toBe(100);
    for (let i = 0; i < 9; i++) size.step(1);
    expect([size.scale, document.documentElement.style.fontSize]).toEqual([1.5, "150%"]);
    expect(new TextSize().percent).toBe(150);
    size.set(100);
    expect(document.documentElement.style.fontSize).toBe("");
  });

  it("gives the theme: the system's, light, dark and round again", () => {
    remember("theme", "system");
    const theme = new ThemeChoice();
    expect(document.documentElement.dataset.theme).toBeUndefined();
    theme.next();
    expect(document.documentElement.dataset.theme).toBe("light");
    theme.next();
    expect(new ThemeChoice().current).toBe("dark");
    theme.next();
    expect(document.documentElement.dataset.theme).toBeUndefined();
  });
});
