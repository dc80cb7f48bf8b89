// What the window must load before it can be used: the entry and what it
// imports, without what is loaded later (pdf.js). Fails over the budget.
import { readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";

const BUDGET_KB = 350;
const dist = resolve(import.meta.dirname, "../dist");
const manifest = JSON.parse(readFileSync(join(dist, ".vite/manifest.json"), "utf8"));

const files = new Set();
function take(key) {
  const chunk = manifest[key];
  if (!chunk || files.has(chunk.file)) return;
  files.add(chunk.file);
  for (const style of chunk.css ?? []) files.add(style);
  for (const imported of chunk.imports ?? []) take(imported);
}
take("index.html");

let raw = 0;
let packed = 0;
for (const file of files) {
  raw += statSync(join(dist, file)).size / 1000;
  packed += gzipSync(readFileSync(join(dist, file))).length / 1000;
}
console.log(`first load: ${raw.toFixed(0)} kB, ${packed.toFixed(0)} kB compressed, of ${BUDGET_KB} kB (${[...files].join(", ")})`);
if (raw > BUDGET_KB) {
  console.error("The first load is over its budget: load what is not needed at the start later.");
  process.exit(1);
}
