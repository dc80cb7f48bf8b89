import { expect, it } from "vitest";
import { disconnected, roleName } from "./wording";

it("names every part of the program in words", () => {
  for (const role of ["core", "engine", "reader", "compiler", "recogniser", "porter"]) {
    expect(roleName({ role, refused: true, text: "" })).not.toBe(role);
  }
});

it("says at first that it tries again, and then what to do, which is another thing in a browser", () => {
  expect(disconnected(false, false)).toMatch(/Trying again/);
  expect(disconnected(true, false)).toMatch(/open the address/);
  expect(disconnected(true, true)).toMatch(/Close this window/);
});
