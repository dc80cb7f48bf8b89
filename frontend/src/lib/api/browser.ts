import type { CarrelEvent } from "./model";

/** Events over Server-Sent Events. Calls `resync` when the stream is back after a gap. */
export function listenInBrowser(
  receive: (event: CarrelEvent) => void,
  connection: (connected: boolean, resync: boolean) => void,
): () => void {
  const source = new EventSource("/api/events");
  let lost = false;
  source.addEventListener("carrel", (message) => {
    receive(JSON.parse((message as MessageEvent<string>).data) as CarrelEvent);
  });
  source.addEventListener("open", () => {
    connection(true, lost);
    lost = false;
  });
  source.addEventListener("error", () => {
    lost = true;
    connection(false, false);
  });
  return () => source.close();
}
