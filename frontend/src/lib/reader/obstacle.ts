import { ApiError, messageOf } from "../api";

/** What stands in the way of showing a document. */
export interface Obstacle {
  kind: "changed" | "gone" | "removed" | "locked" | "failed";
  text: string;
}

export const LOCKED = "This document needs its password to be shown. What was read of it can still be found.";

/** What a refused call of the program says about the document. */
export function obstacleOf(error: unknown): Obstacle {
  if (error instanceof ApiError) {
    if (error.code === "changed") return { kind: "changed", text: "This file changed after the answer." };
    if (error.code === "gone" || error.code === "missing") return { kind: "gone", text: "The file is no longer here." };
    if (error.code === "password_needed" || error.code === "password_wrong") return { kind: "locked", text: LOCKED };
    if (error.code === "not_found") return { kind: "removed", text: "This document was removed from Carrel." };
  }
  return { kind: "failed", text: messageOf(error) };
}
