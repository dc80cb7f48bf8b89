import { expect, it } from "vitest";
import { baseName, capital, languageName, plainPath } from "./words";

it("names folders and languages", () => {
  expect(baseName("C:\\Users\\m\\Reports")).toBe("Reports");
  expect(baseName("/home/m/Reports/")).toBe("Reports");
  expect(baseName("/")).toBe("/");
  expect(languageName("zh")).toBe("Chinese");
  expect(languageName("not a code")).toBe("not a code");
});

it("begins a line with a capital letter", () => {
  expect([capital("écrits"), capital("B4:D4"), capital("")]).toEqual(["Écrits", "B4:D4", ""]);
});

it("writes marks out that turn the direction of writing", () => {
  expect(baseName("/home/m/fdp.\u202eexe")).toBe("fdp.⟨U+202E⟩exe");
  expect(plainPath("/א\u200f/b")).toBe("/א\u200f/b");
});
