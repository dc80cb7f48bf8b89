// Starts the real program for a test: `carrel serve` with an empty home, the
// real engine and the real reader, and ends it again.
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

export const binary = process.env.CARREL_BIN ?? resolve(import.meta.dirname, "../../build/bin/carrel");

/** An empty home, but for the cache of the Go tests: compiling the PDF parser takes a processor eight seconds. */
async function newHome() {
  const cache = resolve(import.meta.dirname, "../../build/cache/test");
  const home = await mkdtemp(join(tmpdir(), "carrel-e2e-"));
  await mkdir(cache, { recursive: true, mode: 0o700 });
  await symlink(cache, join(home, "cache"));
  return home;
}

/**
 * @param {string} [home] of one that was stopped with `keep`; a new one else
 * @returns {Promise<{url: string, home: string, stop: (keep?: boolean) => Promise<void>}>}
 */
export async function serve(home) {
  home ??= await newHome();
  const child = spawn(binary, ["serve", "--home", home], { stdio: ["pipe", "pipe", "pipe"] });
  const log = [];
  child.stderr.on("data", (data) => log.push(String(data)));
  const exited = new Promise((done) => child.once("exit", (code) => done(code)));
  const url = await Promise.race([
    new Promise((done) => {
      createInterface({ input: child.stdout }).on("line", (line) => {
        const found = /http:\/\/\S+/.exec(line);
        if (found) done(found[0]);
      });
    }),
    exited.then((code) => {
      throw new Error(`carrel serve ended with ${code}:\n${log.join("")}`);
    }),
  ]);
  return {
    url,
    home,
    stop: async (keep = false) => {
      child.kill("SIGTERM");
      await exited;
      if (!keep) await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}
