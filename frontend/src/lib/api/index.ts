export { api } from "./client";
export { ApiError, messageOf, UNREACHABLE } from "./error";
export { listen, onEvent } from "./events";
export type * from "./model";
