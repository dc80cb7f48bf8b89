import { expect, it } from "vitest";
import { attempts, disconnected, roleName } from "./wording";

it("names every part of the program in words", () => {
  for (const role of ["core", "engine", "reader", "compiler", "recogniser", "porter"]) {
    expect(roleName({ role, refused: true, text: "" })).not.toBe(role);
  }
});

it("keeps what the system answered apart from what everybody reads", () => {
  const role = (text: string) => ({ role: "core", refused: true, text });
  expect(attempts(role("The kernel refused all 24 attempts (socket(AF_INET, SOCK_STREAM): EAFNOSUPPORT)."))).toEqual({
    plain: "The kernel refused all 24 attempts.",
    technical: "socket(AF_INET, SOCK_STREAM): EAFNOSUPPORT",
  });
  expect(attempts(role("It opens nothing until you ask it to."))).toEqual({ plain: "It opens nothing until you ask it to.", technical: "" });
});

it("says at first that it tries again, and then what to do, which is another thing in a browser", () => {
  expect(disconnected(false, false)).toMatch(/Trying again/);
  expect(disconnected(true, false)).toMatch(/open the address/);
  expect(disconnected(true, true)).toMatch(/Close this window/);
});
