"""How soon two servers on one computer begin an answer, and how quickly they
write it: `carrel serve` and `ollama serve`, by the dialect that both speak.

Both have the same GGUF file, number of threads and context, and are asked the same
in turns, at temperature 0 but for the last chat, which asks as most programs do. The text of each round is a new one, so that neither
finds an earlier round's in its cache.
"""

import contextlib
import http.client
import json
import os
import pathlib
import random
import re
import socket
import statistics
import subprocess
import tempfile
import time
import urllib.parse
import urllib.request

CONTEXT = 8192
WRITTEN = 128  # tokens of an answer at most
LEAST = 32  # of which so many, for its speed to say something
READING_S = 5  # before the last question of a round
SYSTEM = "You help in an archive."

# As the bundled model's own template has it, so that both read the same tokens.
CHATML = """{{ range .Messages }}<|im_start|>{{ .Role }}
{{ .Content }}<|im_end|>
{{ end }}<|im_start|>assistant
"""


class Server:
    """A server that runs: what it is called, its process, and how it is asked."""

    def __init__(self, name, process, port, model, key=""):
        self.name, self.process, self.port, self.model, self.key = name, process, port, model, key

    def ask(self, messages, free=False):
        """Streams an answer, free: at the server's own temperature. @returns its text, and when its pieces came"""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)
        body = {"model": self.model, "messages": messages, "max_tokens": WRITTEN, "stream": True, "stream_options": {"include_usage": True}}
        if not free:
            body["temperature"] = 0
        began = time.monotonic()
        connection.request("POST", "/v1/chat/completions", json.dumps(body), {"Content-Type": "application/json", "Authorization": "Bearer " + self.key})
        reply = connection.getresponse()
        if reply.status != 200:
            raise SystemExit("%s: %d %s" % (self.name, reply.status, reply.read().decode(errors="replace")))
        text, first, last, usage = "", 0, 0, {}
        for line in reply:
            if not line.startswith(b"data: {"):
                continue
            event = json.loads(line[6:])
            if "error" in event:
                raise SystemExit("%s: %s" % (self.name, event["error"]))
            usage = event.get("usage") or usage
            piece = "".join(c["delta"].get("content") or "" for c in event.get("choices", []))
            if piece:
                last = time.monotonic()
                first = first or last
                text += piece
        connection.close()
        tokens = usage["completion_tokens"]
        return {"text": text, "first_ms": (first - began) * 1000, "tokens": tokens, "prompt_tokens": usage["prompt_tokens"],
                "tokens_per_s": (tokens - 1) / (last - first) if tokens >= LEAST and last > first else None}

    def processes(self):
        """The server and all that it has started: {pid: (name, fields of /proc/PID/status)}"""
        all_of_them = {}
        for status in pathlib.Path("/proc").glob("[0-9]*/status"):
            try:
                fields = dict(re.findall(r"^(\w+):\s*(.*)$", status.read_text(), re.M))
                command = (status.parent / "cmdline").read_text(errors="replace").split("\0")
            except OSError:  # it has ended
                continue
            all_of_them[int(fields["Pid"])] = (command[1] if len(command) > 2 else fields["Name"], fields)
        ours = {self.process.pid}
        while more := {p for p, (_, fields) in all_of_them.items() if int(fields["PPid"]) in ours} - ours:
            ours |= more
        return {p: all_of_them[p] for p in ours if p in all_of_them}

    def memory(self):
        """The most that each of the processes has held, in bytes."""
        return {"%s %d" % (name, p): int(fields.get("VmHWM", "0 kB").split()[0]) * 1024 for p, (name, fields) in self.processes().items()}

    def processor_s(self):
        """The processor time that the processes which run now have taken."""
        total = 0
        for p in self.processes():
            with contextlib.suppress(OSError):  # it has ended
                fields = pathlib.Path("/proc/%d/stat" % p).read_text().rsplit(")", 1)[1].split()
                total += int(fields[11]) + int(fields[12])
        return total / os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def ended(process):
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextlib.contextmanager
def carrel(program, threads):
    """Carrel with an empty home, its local API open."""
    with tempfile.TemporaryDirectory() as home:
        config = pathlib.Path(home) / "config"
        config.mkdir()
        (config / "config.json").write_text(json.dumps({"threads": threads}))
        with ended(subprocess.Popen([program, "serve", "--openai", "--json", "--home", home], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)) as process:
            door = json.loads(process.stdout.readline())["openai"]
            request = urllib.request.Request(door["address"] + "/models", headers={"Authorization": "Bearer " + door["key"]})
            with urllib.request.urlopen(request) as reply:
                name = next(m["id"] for m in json.load(reply)["data"] if m["kind"] == "chat")  # the bundled one: this home has no other
            yield Server("carrel", process, urllib.parse.urlsplit(door["address"]).port, name, door["key"])


@contextlib.contextmanager
def ollama(program, model, threads):
    """Ollama with an empty home, which has the model from its file: nothing is fetched."""
    with tempfile.TemporaryDirectory() as home:
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            port = s.getsockname()[1]
        environment = {"PATH": os.environ["PATH"], "HOME": home, "OLLAMA_MODELS": home + "/models", "OLLAMA_HOST": "127.0.0.1:%d" % port,
                       "OLLAMA_KEEP_ALIVE": "-1", "OLLAMA_NUM_PARALLEL": "1", "OLLAMA_CONTEXT_LENGTH": str(CONTEXT)}
        log = open(home + "/log", "w")
        with ended(subprocess.Popen([program, "serve"], env=environment, stdout=log, stderr=subprocess.STDOUT, cwd=home)) as process:
            modelfile = pathlib.Path(home) / "Modelfile"
            modelfile.write_text('FROM %s\nTEMPLATE """%s"""\nPARAMETER num_ctx %d\nPARAMETER num_thread %d\n' % (model, CHATML, CONTEXT, threads))
            for attempt in range(100):
                create = subprocess.run([program, "create", "bench", "-f", str(modelfile)], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
                if create.returncode == 0:
                    break
                time.sleep(0.1 + attempt / 100)
            else:
                raise SystemExit("ollama create: " + create.stdout + pathlib.Path(log.name).read_text()[-2000:])
            server = Server("ollama", process, port, "bench")
            server.log = pathlib.Path(log.name)
            yield server


def sources(number):
    """About 1,000 tokens that nobody has read before."""
    draw = random.Random(number)
    names = ["Adler", "Brandt", "Costa", "Dumont", "Eklund", "Ferrari", "Gruber", "Hansen"]
    return " ".join("Shelf %d holds %d boxes of letters from %d, which %s catalogued." % (shelf, draw.randrange(2, 90), draw.randrange(1700, 1990), draw.choice(names))
                    for shelf in range(1, 44))


def chats(number):
    """The questions of a round: each is the messages, without the answer of the one before. "read" comes after a while of reading; the last two are at no temperature of ours."""
    system = {"role": "system", "content": SYSTEM}
    ask = lambda text: {"role": "user", "content": text}
    return (("short", [system, ask("Round %d. Write a long letter to a friend about your garden, and begin with the weather." % number)]),
            ("long", [system, ask("%s\n\nWhat is on these shelves? Tell me about each of them." % sources(number))]),
            ("follow-up", [ask("And who has catalogued them? Tell me about everyone.")]),
            ("read", [ask("Which letters are the oldest? Tell me about them.")]),
            ("free", [system, ask("Round %d. Describe a walk along a river, from the spring to the sea." % number)]),
            ("free follow-up", [ask("And who lives on its banks? Tell me about everyone.")]))


def round_of(server, number):
    results, before = {}, []
    for name, messages in chats(number):
        messages = before + messages if name in ("follow-up", "read", "free follow-up") else messages
        before_s = server.processor_s()
        if name == "read":
            time.sleep(READING_S)
        results[name] = server.ask(messages, free=name.startswith("free"))
        results[name]["processor_s"] = server.processor_s() - before_s
        before = messages + [{"role": "assistant", "content": results[name]["text"]}]
    return results


def measure(carrel_program, ollama_program, model, threads, rounds):
    """@returns the rounds of each server, and the peaks of their memory"""
    with carrel(carrel_program, threads) as ours, ollama(ollama_program, model, threads) as theirs:
        runs = {s.name: [] for s in (ours, theirs)}
        for s in (ours, theirs):
            round_of(s, 0)  # loads the model, and is not counted
        for number in range(1, rounds + 1):
            for s in (ours, theirs) if number % 2 else (theirs, ours):
                runs[s.name].append(round_of(s, number))
        library = re.findall(r"libggml-cpu-\w+", theirs.log.read_text())
        return runs, {s.name: s.memory() for s in (ours, theirs)}, library[-1] if library else "the one compiled in"


def table(runs, memory, library):
    def row(label, per_round, digits="%.0f"):
        ours, theirs = ([per_round(r) for r in runs[name]] for name in ("carrel", "ollama"))
        pairs = [(a, b) for a, b in zip(ours, theirs) if a and b]
        if not pairs:
            return "| %s | – | – | |" % label
        ratios = [a / b for a, b in pairs]
        return "| %s | %s | %s | **%.2f** (%.2f–%.2f) |" % (label, digits % statistics.median(a for a, _ in pairs), digits % statistics.median(b for _, b in pairs),
                                                          statistics.median(ratios), min(ratios), max(ratios))

    tokens = lambda name, chat: "/".join(sorted({str(r[chat]["prompt_tokens"]) for r in runs[name]}, key=int))
    lines = ["| | carrel | ollama | carrel / ollama, median of %d pairs (min–max) |" % len(runs["carrel"]), "|---|---|---|---|"]
    for chat, label in (("short", "a short question"), ("long", "a question about 1,000 tokens"), ("follow-up", "a follow-up in that chat, at once"), ("read", "another one, after %d s" % READING_S),
                        ("free follow-up", "a follow-up at once, where no temperature is set")):
        lines.append(row("first token, %s, ms" % label, lambda r: r[chat]["first_ms"]))
    for chat, label in (("short", "after the short question"), ("long", "after 1,000 tokens")):
        lines.append(row("tokens/s, %s" % label, lambda r: r[chat]["tokens_per_s"], "%.1f"))
    lines.append(row("processor time of a round, s", lambda r: sum(r[c]["processor_s"] for c in r), "%.2f"))
    total = {name: sum(m.values()) / 1e6 for name, m in memory.items()}
    lines.append("| peak memory of all its processes, MB | %.0f | %.0f | %.2f |" % (total["carrel"], total["ollama"], total["carrel"] / total["ollama"]))
    for name in runs:
        lines += ["", "%s: prompts of %s tokens; %s" % (name, ", ".join(tokens(name, c) for c in ("short", "long", "follow-up", "read")),
                                                        ", ".join("%s %.0f MB" % (p.split()[0], b / 1e6) for p, b in sorted(memory[name].items())))]
    return lines + ["", "Ollama computed by %s." % library]
