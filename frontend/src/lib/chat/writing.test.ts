import { expect, test } from "vitest";
import type { ChatAdapter } from "../api";
import { adapterRows, adaptersInWords, choicesOf, strengthInWords, Writing } from "./writing.svelte";

const used = (name: string, scale = 1) => ({ name, path: `/${name}.gguf`, scale });
const found: ChatAdapter = { id: "style", title: "", path: "/style.gguf", base: "SmolLM2", rank: 4, alpha: 8, bytes: 2e6, fits: true, text: "It fits." };

test("a chat goes on with the adapters of its last answer that a model was asked for", () => {
  const writing = new Writing();
  writing.carry([{ answer: { adapters: [used("style", 0.5)] } }, { answer: { quoting: true } }]);
  expect(writing.words).toBe("style at 0.5");
  writing.use(used("style"), 2);
  writing.use(used("law"));
  expect(choicesOf(writing.adapters)).toEqual([{ name: "/style.gguf", scale: 2 }, { name: "/law.gguf", scale: 1 }]);
  writing.leave("/style.gguf");
  expect(writing.words).toBe("law");
  writing.carry([{ answer: {} }]);
  expect(writing.adapters).toEqual([]);
});

test("strengths are said in words", () => {
  expect([1, 0.5, 2, 0.3, 1.4, -1].map(strengthInWords)).toEqual(["1, as it was made", "0.5, half of it", "2, twice of it", "0.3, weaker", "1.4, stronger", "−1, the other way round"]);
  expect(adaptersInWords([used("a"), used("b", 0.30000000000000004), used("c")])).toBe("a, b at 0.3 and c");
});

test("what is not there any more stays in the list until it is closed, and can be left", () => {
  const before = [used("gone")];
  expect(adapterRows([found], before, before)).toEqual([
    { name: "style", label: "style", path: "/style.gguf", detail: "Made for SmolLM2 · 2.0 MB. It fits.", unfit: false, scale: undefined },
    { name: "gone", label: "gone", path: "/gone.gguf", detail: "Its file is not listed any more: /gone.gguf", unfit: true, scale: 1 },
  ]);
  expect(adapterRows([found], before, []).at(-1)?.scale).toBeUndefined();
});
