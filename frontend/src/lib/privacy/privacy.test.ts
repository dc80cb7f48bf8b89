import { expect, it } from "vitest";
import { roleName } from "./wording";

it("names every part of the program in words", () => {
  for (const role of ["core", "engine", "reader", "compiler", "recogniser", "porter"]) {
    expect(roleName({ role, refused: true, text: "" })).not.toBe(role);
  }
});
