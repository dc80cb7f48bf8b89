import type { LockStatus, RoleLock } from "../api";

/** The lock in one sentence; the program's own words where it sent some. */
export function lockLine(lock: LockStatus | undefined): string {
  if (!lock) return "Checking lock…";
  if (lock.text) return lock.text;
  switch (lock.state) {
    case "kernel":
      return "Offline lock on. Carrel can't use the network.";
    case "app":
      return "Offline lock on, kept by the app only. Carrel doesn't use the network.";
    case "failed":
      return "The lock couldn't be confirmed. Cloud and downloads are stopped.";
  }
}

/** Who enforces it, for the panel. */
export function enforcement(lock: LockStatus | undefined): string {
  switch (lock?.state) {
    case "kernel":
      return "Enforced by the kernel, the core of this computer's operating system: if any part of Carrel tried to reach the internet, the system itself would refuse.";
    case "app":
      return "Kept by the app only: this system offers no lock that Carrel could ask for. Carrel opens no connections, but nothing else makes sure of it.";
    case "failed":
      return "The system should have refused the network to Carrel and did not. Nothing is sent, and nothing can be downloaded, until this is solved.";
    default:
      return "";
  }
}

const names: Record<string, string> = {
  core: "Library and chats",
  engine: "The part that writes answers",
  reader: "The part that reads documents",
  compiler: "The part that prepares the PDF reader",
  recogniser: "The part that recognises words",
  porter: "The porter",
};

export function roleName(role: RoleLock): string {
  return names[role.role] ?? role.role;
}

export function roleState(role: RoleLock): string {
  if (role.door) return "may open the network when you ask";
  return role.refused ? "network refused" : "network not refused";
}

/** What came of a part's attempts for everybody, and what the system answered, for those who can look it up; "" for nothing. */
export function attempts({ text, refused }: RoleLock): { plain: string; technical: string } {
  if (!refused) return { plain: text, technical: "" }; // every word of it matters then
  const [, before, technical, after] = /^(.*?) \((.*)\)(\.?)$/s.exec(text) ?? [];
  return before === undefined ? { plain: text, technical: "" } : { plain: `${before}${after}`, technical: technical ?? "" };
}

/** How long Carrel may be away before it is said what to do, in ms. */
export const PATIENCE = 15_000;

/** Says that the program doesn't answer; `long`: for so long that it will not by itself. */
export function disconnected(long: boolean, inWindow: boolean): string {
  if (!long) return "Carrel doesn't answer. Trying again…";
  return inWindow ? "Carrel doesn't answer. Close this window and start Carrel again." : "Carrel has ended. Start it again and open the address that it names.";
}
