import type { Care, LibraryCare, MadeBackup } from "../api";
import { bytes } from "../library/wording";
import { counted } from "../text/counts";
import { moment } from "../text/words";

/** What is being done, in a few words. */
export function stepWords({ kind, step }: Care): string {
  switch (step) {
    case "copy":
      return "Copying the library";
    case "write":
      return "Writing the backup";
    case "verify":
      return "Reading the backup again, to be sure";
    case "unpack":
      return "Unpacking the backup";
    case "prepare":
      return "Looking through what was unpacked";
    case "open":
      return "Opening the restored library";
  }
  switch (kind) {
    case "check":
      return "Looking through the library";
    case "repair":
      return "Repairing the library";
    default:
      return "Beginning";
  }
}

/** How a piece of work ended, shown and spoken; "" while it runs. */
export function outcome(care: Care): string {
  if (care.state === "failed") return care.error ?? "That didn't work. Try again.";
  if (care.state === "cancelled") return "Cancelled. Nothing has changed.";
  if (care.state !== "done") return "";
  switch (care.kind) {
    case "backup":
      return `The backup is ready: ${documents(care.backup?.documents ?? 0)}, ${bytes(care.backup?.bytes ?? 0)}.`;
    case "restore":
      return `Restored: ${documents(care.restored?.documents ?? 0)}, as of ${moment(care.restored?.made_at ?? "")}.`;
    case "check":
      return (care.check?.wrong ?? []).length === 0 ? "Nothing is wrong with the library." : "Something is wrong with the library.";
    case "repair":
      return (care.check?.wrong ?? []).length === 0 ? "There was nothing to repair." : "The library was repaired, as far as it could be.";
  }
}

export function documents(n: number): string {
  return counted(n, "document");
}

/** "3 March 2026 at 12:00, 12 documents, 4.2 MB." */
export function lastBackup(last: MadeBackup): string {
  return `${moment(last.made_at)}, ${documents(last.documents)}, ${bytes(last.bytes)}.`;
}

/** The gentle reminder in the window's bar; "" where none is due. */
export function reminder(care: LibraryCare | undefined): string {
  if (!care?.due) return "";
  if (!care.last) return "No backup yet";
  return `Last backup ${new Date(care.last.made_at).toLocaleDateString(undefined, { day: "numeric", month: "long", year: "numeric" })}`;
}
