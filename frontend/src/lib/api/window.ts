import type { CarrelEvent } from "./model";

/** The part of Wails' runtime that Carrel uses; it is there only in the window. */
export interface WailsRuntime {
  EventsOn(name: string, callback: (...data: unknown[]) => void): () => void;
}

/** The window's runtime, or undefined in a browser. */
export function wailsRuntime(): WailsRuntime | undefined {
  return (globalThis as { runtime?: WailsRuntime }).runtime;
}

/** Events over Wails. They come from the same process, so there is no gap to make up for. */
export function listenInWindow(
  runtime: WailsRuntime,
  receive: (event: CarrelEvent) => void,
  connection: (connected: boolean, resync: boolean) => void,
): () => void {
  const stop = runtime.EventsOn("carrel", (...data) => {
    // Wails hands over what Go emitted: the object itself, or its JSON.
    const payload = data[0];
    receive((typeof payload === "string" ? JSON.parse(payload) : payload) as CarrelEvent);
  });
  connection(true, false);
  return stop;
}
