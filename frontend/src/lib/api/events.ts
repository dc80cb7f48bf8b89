import { listenInBrowser } from "./browser";
import type { CarrelEvent } from "./model";
import { listenInWindow, wailsRuntime } from "./window";

const receivers = new Set<(event: CarrelEvent) => void>();

/**
 * Listens to the program until the returned function is called. `connection`
 * hears whether events arrive, and whether some may have been missed. One part
 * of the window holds the connection; others hear the events by `onEvent`.
 */
export function listen(
  receive: (event: CarrelEvent) => void,
  connection: (connected: boolean, resync: boolean) => void,
): () => void {
  const all = (event: CarrelEvent) => {
    receive(event);
    for (const receiver of receivers) receiver(event);
  };
  const runtime = wailsRuntime();
  return runtime ? listenInWindow(runtime, all, connection) : listenInBrowser(all, connection);
}

/** Hears every event as well, until the returned function is called: for a part that is there for a while, such as a dialog. */
export function onEvent(receive: (event: CarrelEvent) => void): () => void {
  receivers.add(receive);
  return () => receivers.delete(receive);
}
