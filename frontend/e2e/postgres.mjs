// Starts a PostgreSQL with pgvector for a test: the one that
// build/setup/postgres.sh has fetched, reached by TCP as a team's server is.
import { execFile, spawn } from "node:child_process";
import { chmod, chown, cp, mkdir, mkdtemp, rm, stat } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

const from = join(process.env.CARREL_RESOURCES ?? resolve(import.meta.dirname, "../../build/deps"), "postgres");

/** Who runs the server where the tests run as root, which PostgreSQL refuses. */
const nobody = 65534;

/** Why there is no PostgreSQL to start; false where there is one. */
export const absent = await stat(join(from, "PIN")).then(
  () => false,
  () => "there is no PostgreSQL for the tests: run build/setup/postgres.sh",
);

/**
 * `away` ends every connection and takes no more until `back`.
 * @returns {Promise<{url: string, away: () => Promise<void>, back: () => Promise<void>, stop: () => Promise<void>}>}
 */
export async function startPostgres() {
  const folder = await mkdtemp(join(tmpdir(), "carrel-pg-"));
  const data = join(folder, "data");
  // Where the tests lie, another user may not be able to look.
  await cp(from, join(folder, "programs"), { recursive: true });
  await mkdir(data, { mode: 0o700 });
  await chmod(folder, 0o755);
  const root = process.getuid() === 0;
  if (root) for (const path of [folder, data]) await chown(path, nobody, nobody);
  const options = { cwd: folder, env: { PATH: "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" }, ...(root ? { uid: nobody, gid: nobody } : {}) };
  const program = (name) => join(folder, "programs/server/pginstall18/bin", name);

  await promisify(execFile)(program("initdb"), ["--pgdata", data, "--username", "carrel", "--auth", "trust", "--no-sync", "--encoding", "UTF8", "--locale", "C"], options);
  const server = spawn(program("postgres"), ["-D", data, "-k", folder, "-c", "listen_addresses=", "-c", "fsync=off", "-c", "shared_buffers=32MB"], {
    ...options,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const exited = new Promise((done) => server.once("exit", done));
  const log = [];
  await new Promise((ready, failed) => {
    createInterface({ input: server.stderr }).on("line", (line) => {
      log.push(line);
      if (line.includes("ready to accept connections")) ready();
    });
    void exited.then(() => failed(new Error(`PostgreSQL ended:\n${log.join("\n")}`)));
  });

  // Carrel reaches it through a door that can be closed.
  const open = new Set();
  const door = createServer((near) => {
    const far = connect(join(folder, ".s.PGSQL.5432"));
    for (const [end, other] of [[near, far], [far, near]]) {
      open.add(end);
      end.on("error", () => other.destroy());
      end.on("close", () => {
        open.delete(end);
        other.destroy();
      });
      end.pipe(other);
    }
  });
  const listen = (port) => new Promise((done) => door.listen(port, "127.0.0.1", done));
  await listen(0);
  const { port } = door.address();
  const away = async () => {
    const closed = new Promise((done) => door.close(done));
    for (const socket of open) socket.destroy();
    await closed;
  };
  return {
    url: `postgres://carrel@127.0.0.1:${port}/postgres`,
    away,
    back: () => listen(port),
    stop: async () => {
      if (door.listening) await away();
      server.kill("SIGINT"); // without waiting for its clients
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
