import { expect, it } from "vitest";
import { baseName, capital, languageName } from "./words";

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
