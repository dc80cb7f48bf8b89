import { listenInBrowser } from "./browser";
import type { CarrelEvent } from "./model";
import { listenInWindow, wailsRuntime } from "./window";

/**
 * Listens to the program until the returned function is called. `connection`
 * hears whether events arrive, and whether some may have been missed.
 */
export function listen(
  receive: (event: CarrelEvent) => void,
  connection: (connected: boolean, resync: boolean) => void,
): () => void {
  const runtime = wailsRuntime();
  return runtime ? listenInWindow(runtime, receive, connection) : listenInBrowser(receive, connection);
}
