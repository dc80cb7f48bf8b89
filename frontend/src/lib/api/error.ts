/** What the program says when it refuses a call: a code to branch on, and words for the person. */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    readonly code: string,
    message: string,
    /** HTTP status; 0 when there was no answer at all. */
    readonly status: number,
  ) {
    super(message);
  }
}

/** The code of a call that got no answer. */
export const UNREACHABLE = "unreachable";

/** Makes an ApiError of a reply that is not a success. */
export async function errorOf(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null);
  if (typeof body === "object" && body !== null && "error" in body) {
    const error = body.error;
    if (typeof error === "object" && error !== null && "code" in error && "message" in error) {
      return new ApiError(String(error.code), String(error.message), response.status);
    }
  }
  return new ApiError(
    "http",
    response.status === 401 || response.status === 403
      ? "This page is not signed in any more. Open the address that Carrel printed again."
      : `Carrel couldn't do that (${response.status}). Try again.`,
    response.status,
  );
}

/** Words for a person, whatever was thrown. What a programmer's error says is of no use to them. */
export function messageOf(error: unknown): string {
  if (error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError) {
    globalThis.reportError?.(error); // for the console, and for the tests
    return "Carrel made a mistake while showing this. What you have is kept; open Carrel again if something looks wrong.";
  }
  if (error instanceof Error && error.message !== "") return error.message;
  return "Something went wrong. Try again.";
}
