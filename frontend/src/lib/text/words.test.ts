import { expect, it } from "vitest";
import { baseName, breakable, capital, languageName, plainPath } from "./words";

it("names folders and languages", () => {
  expect(baseName("C:\\Users\\m\\Reports")).toBe("Reports");
  expect(baseName("/home/m/Reports/")).toBe("Reports");
  expect(baseName("/")).toBe("/");
  expect(languageName("zh")).toBe("Chinese");
  expect(languageName("not a code")).toBe("not a code");
});

it("breaks a file's name where its words end, and adds nothing to it", () => {
  expect(breakable("mozilla__french_diacritics")).toEqual(["mozilla__", "french_", "diacritics"]);
  expect(breakable("2206.01062-v2")).toEqual(["2206.", "01062-", "v2"]);
  expect(breakable("The lamp at Hale")).toEqual(["The lamp at Hale"]);
  expect(breakable("")).toEqual([""]);
});

it("begins a line with a capital letter", () => {
  expect([capital("écrits"), capital("B4:D4"), capital("")]).toEqual(["Écrits", "B4:D4", ""]);
});

it("writes marks out that turn the direction of writing", () => {
  expect(baseName("/home/m/fdp.\u202eexe")).toBe("fdp.⟨U+202E⟩exe");
  expect(plainPath("/א\u200f/b")).toBe("/א\u200f/b");
});
