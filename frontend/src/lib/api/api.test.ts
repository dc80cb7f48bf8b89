import { ESLint } from "eslint";
import { resolve } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { api, ApiError, listen, messageOf, UNREACHABLE, type CarrelEvent } from ".";

afterEach(() => {
  vi.unstubAllGlobals();
  delete (globalThis as { runtime?: unknown }).runtime;
});

describe("calls", () => {
  it("carry the program's own code and words when it refuses", async () => {
    vi.stubGlobal("fetch", async () =>
      new Response(JSON.stringify({ error: { code: "not_found", message: "There is no such chat." } }), { status: 404 }),
    );
    await expect(api.chat("x")).rejects.toEqual(new ApiError("not_found", "There is no such chat.", 404));
  });

  it("have words of their own when the reply is none of the program's", async () => {
    vi.stubGlobal("fetch", async () => new Response("<h1>Bad Gateway</h1>", { status: 502 }));
    await expect(api.status()).rejects.toMatchObject({ code: "http", status: 502 });
    vi.stubGlobal("fetch", async () => {
      throw new TypeError("Failed to fetch");
    });
    await expect(api.status()).rejects.toMatchObject({ code: UNREACHABLE });
  });

  it("keep odd names and ids in their place", async () => {
    const urls: string[] = [];
    vi.stubGlobal("fetch", async (url: string) => {
      urls.push(url);
      return new Response("{}");
    });
    await api.upload("a/b & c#?.pdf", new ArrayBuffer(1));
    await api.deleteChat("../x");
    expect(urls).toEqual(["/api/documents/upload?name=a%2Fb%20%26%20c%23%3F.pdf", "/api/chats/..%2Fx"]);
  });
});

describe("events", () => {
  const event: CarrelEvent = { type: "document.removed", removed: "a" };

  it("come over Wails where its runtime is, as an object or as JSON", () => {
    let emit: ((...data: unknown[]) => void) | undefined;
    (globalThis as { runtime?: unknown }).runtime = {
      EventsOn: (name: string, callback: typeof emit) => {
        expect(name).toBe("carrel");
        emit = callback;
        return () => (emit = undefined);
      },
    };
    const received: CarrelEvent[] = [];
    const stop = listen((next) => received.push(next), vi.fn());
    emit?.(event);
    emit?.(JSON.stringify(event));
    stop();
    expect(received).toEqual([event, event]);
    expect(emit).toBeUndefined();
  });

  it("come over Server-Sent Events elsewhere, and a gap asks for a resync", () => {
    const sources: EventTarget[] = [];
    class Source extends EventTarget {
      constructor(readonly url: string) {
        super();
        sources.push(this);
      }
      close() {}
    }
    vi.stubGlobal("EventSource", Source);
    const received: CarrelEvent[] = [];
    const connection = vi.fn();
    listen((next) => received.push(next), connection);
    const source = sources[0];
    source?.dispatchEvent(new Event("open"));
    source?.dispatchEvent(new MessageEvent("carrel", { data: JSON.stringify(event) }));
    source?.dispatchEvent(new Event("error"));
    source?.dispatchEvent(new Event("open"));
    expect(received).toEqual([event]);
    expect(connection.mock.calls).toEqual([
      [true, false],
      [false, false],
      [true, true],
    ]);
  });
});

describe("the lint rules", () => {
  const lint = async (code: string, file: string) => {
    const eslint = new ESLint({ cwd: resolve(import.meta.dirname, "../../..") });
    const [result] = await eslint.lintText(code, { filePath: resolve(import.meta.dirname, file) });
    return result?.messages.map((message) => message.ruleId) ?? [];
  };

  it("forbid the request bodies that crash WebKitGTK, and fetch outside this folder", { timeout: 60_000 }, async () => {
    expect(await lint("export const body = new FormData();\n", "x.ts")).toContain("no-restricted-globals");
    expect(await lint('export const body = new Blob(["x"]);\n', "../library/x.ts")).toContain("no-restricted-globals");
    expect(await lint('export const send = (file: File) => fetch("/x", { method: "POST", body: file });\n', "x.ts")).toContain(
      "no-restricted-syntax",
    );
    expect(await lint('export const get = () => fetch("/x");\n', "../library/x.ts")).toContain("no-restricted-globals");
    expect(await lint('export const get = () => fetch("/x", { body: "text" });\n', "x.ts")).toEqual([]);
  });
});

describe("words for a person", () => {
  it("says what Carrel says, and not what a programmer's error does", () => {
    const reported = vi.fn();
    vi.stubGlobal("reportError", reported);
    expect(messageOf(new ApiError("busy", "Another Carrel is running.", 409))).toBe("Another Carrel is running.");
    expect(messageOf(new TypeError("Cannot read properties of undefined (reading 'length')"))).toMatch(/^Carrel made a mistake/);
    expect(messageOf("?")).toBe("Something went wrong. Try again.");
    expect(reported).toHaveBeenCalledOnce();
  });
});
