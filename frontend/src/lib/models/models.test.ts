import { expect, test } from "vitest";
import type { Download, OfferedModel } from "../api";
import { offer, progress, running, sizes } from "./wording";

const model: OfferedModel = {
  id: "m",
  name: "Model",
  family: "F",
  kind: "chat",
  parameters: 4e9,
  context: 32768,
  languages: ["en", "de"],
  tools: false,
  thinking: "always",
  text: "Writes well.",
  licence: { name: "Terms", url: "https://example.org", commercial: "no" },
  host: "example.org",
  host_name: "Example",
  repository: "a/b",
  files: [
    {
      id: "m:Q4_K_M",
      quantisation: "Q4_K_M",
      file: "m.gguf",
      bytes: 2.5e9,
      approximate: true,
      sha256: "",
      need: 4e9,
      placement: "cpu",
      fit: "well",
      fit_text: "Fits.",
      tokens_per_second: 8,
      kept: 0,
      consent: "",
    },
  ],
};

const download: Download = {
  job: "j",
  model: "m:Q4_K_M",
  name: "Model",
  file: "m.gguf",
  host: "example.org",
  state: "fetching",
  text: "1.2 GB of 2.5 GB.",
  done: 1.2e9,
  total: 2.5e9,
  bytes_per_second: 12e6,
  seconds_left: 110,
};

test("an offer says what one chooses by", () => {
  expect(offer(model)).toBe(
    "About 2.5 GB · Terms, no commercial use · English, German · reads about 49 pages at once · thinks before it answers. Writes well. Fits. It writes about 6 words a second.",
  );
  expect(offer({ ...model, languages: ["many"], thinking: "never", licence: { ...model.licence, commercial: "yes" } })).toContain(
    "About 2.5 GB · Terms · many languages · reads about 49 pages at once. Writes well.",
  );
  expect(offer({ ...model, tools: true })).toContain("thinks before it answers · can use tools. Writes well.");
  expect(offer({ ...model, files: [] })).toBe("Writes well.");
});

test("each size of a model says how it would run here", () => {
  const [usual] = model.files;
  if (!usual) throw new Error("no file");
  const exact = { ...usual, id: "m:Q8_0", quantisation: "Q8_0", bytes: 4.3e9, approximate: false, placement: "too_big" as const, fit_text: "Too large.", tokens_per_second: 0 };
  expect(sizes({ ...model, files: [usual, exact] })).toEqual([
    { value: "m:Q4_K_M", words: "About 2.5 GB, the usual one", detail: "Fits. It writes about 6 words a second. (Q4_K_M)", disabled: false },
    { value: "m:Q8_0", words: "4.3 GB", detail: "Too large. (Q8_0)", disabled: true },
  ]);
});

test("a download says how far it is", () => {
  expect(progress(download)).toBe("1.2 GB of 2.5 GB, 12 MB a second, about 2 minutes left.");
  expect(progress({ ...download, bytes_per_second: 0, seconds_left: 0 })).toBe("1.2 GB of 2.5 GB.");
  expect(progress({ ...download, state: "checking", text: "It is being checked…" })).toBe("It is being checked…");
  expect(running(undefined)).toBe(false);
  expect(running(download)).toBe(true);
  expect(running({ ...download, state: "done" })).toBe(false);
});
