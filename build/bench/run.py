"""Measures Carrel beside its rivals in one run and writes build/bench/runs/DATE.md.

usage: run.py [PART...]      parts: engine serving busy ollama embedding index search answers position start (default: all)
PASSAGES=10000,100000 in the environment leaves out the library of a million,
which takes a quarter of an hour to make; KEEP=DIR keeps the libraries in a
folder and takes them from there again. QUESTIONS=60 asks fewer than 200.

Pairs alternate, so that a machine whose speed drifts treats both alike; ratios
are taken pair by pair and their median is what counts. Figures are those of
the machine named at the top of the run.
"""

import contextlib
import datetime
import json
import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import position as marks
import streaming

ROOT = pathlib.Path(__file__).resolve().parents[2]
CARREL = str(ROOT / "build/bin/carrel")
LLAMA_BENCH = str(ROOT / "build/cache/llama-bench/llama-bench")
MODEL = str(ROOT / "build/deps/models/SmolLM2-135M-Instruct.Q8_0.gguf")
CORPUS = ROOT.parent / "shared/corpus/pdf"
XQUAD = ROOT.parent / "shared/eval/xquad/xquad.en.json"
THREADS = len(os.sched_getaffinity(0))


def out(*command, cwd=ROOT, **options):
    return subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE, cwd=cwd, **options).stdout


def carrel_bench(threads, repetitions=3):
    return json.loads(out(CARREL, "bench", "engine", "-m", MODEL, "-p", "512", "-n", "128",
                          "-t", str(threads), "-r", str(repetitions), "--json"))


def llama_bench(threads, repetitions=3):
    rows = json.loads(out(LLAMA_BENCH, "-m", MODEL, "-p", "512", "-n", "128", "-t", str(threads),
                          "-r", str(repetitions), "-o", "json",
                          cwd=ROOT / "build/deps/engine",  # where it looks for CPU libraries
                          stderr=subprocess.DEVNULL))
    return {
        "prompt_tokens_per_s": next(r["avg_ts"] for r in rows if r["n_prompt"]),
        "generation_tokens_per_s": next(r["avg_ts"] for r in rows if r["n_gen"]),
    }


NAMES = ("prompt_tokens_per_s", "generation_tokens_per_s")


def engine(pairs=4):
    """carrel bench engine beside llama-bench: same libraries, model and threads."""
    out(str(ROOT / "build/bench/llama-bench.sh"))
    ours, theirs = [], []
    for _ in range(pairs):
        ours.append(carrel_bench(THREADS))
        theirs.append(llama_bench(THREADS))
    lines = ["| tokens/s, %d threads | carrel | llama-bench | ratio, median of %d pairs (min–max) | wanted |" % (THREADS, pairs),
             "|---|---|---|---|---|"]
    for name, label, wanted in zip(NAMES, ("prompt, 512", "generation, 128"), ("0.97", "0.99")):
        ratios = [a[name] / b[name] for a, b in zip(ours, theirs)]
        lines.append("| %s | %.1f | %.1f | **%.3f** (%.3f–%.3f) | %s |" % (
            label, statistics.median(a[name] for a in ours), statistics.median(b[name] for b in theirs),
            statistics.median(ratios), min(ratios), max(ratios), wanted))
    return lines, {"carrel": ours, "llama-bench": theirs}


def serving():
    """A second question on the same sources of 2,000 tokens: time to the first token against the first question's.
    Four chats at once: tokens per second of all against one chat alone."""
    r = json.loads(out(CARREL, "bench", "serving", "-m", MODEL, "-t", str(THREADS), "-r", "4", "--json"))
    cold = r["cold_first_token_ms"]
    lines = ["| time to the first token, ms | median | min–max | of the first question's, median of %d pairs (min–max) | wanted |" % len(cold),
             "|---|---|---|---|---|",
             "| first question | %.0f | %.0f–%.0f | | |" % (statistics.median(cold), min(cold), max(cold))]
    for label, key, wanted in (("another question", "follow_up", 0.15), ("another one, after other sources", "gone_back_to", 0.15),
                               ("another one, after a restart, from the disk", "restarted", 0.3)):
        times = r[key + "_first_token_ms"]
        ratios = [a / b for a, b in zip(times, cold)]
        lines.append("| %s | %.0f | %.0f–%.0f | **%.3f** (%.3f–%.3f) | %.2f |" % (
            label, statistics.median(times), min(times), max(times), statistics.median(ratios), min(ratios), max(ratios), wanted))
    alone, four = r["alone_tokens_per_s"], r["four_tokens_per_s"]
    ratios = [a / b for a, b in zip(four, alone)]
    lines += ["", "| tokens/s, %d threads, %d tokens each | one chat | four at once | ratio, median (min–max) | wanted | longest wait for a piece of text, ms |" % (THREADS, r["chat_tokens"]),
              "|---|---|---|---|---|---|",
              "| | %.1f | %.1f | **%.2f** (%.2f–%.2f) | 1.5 | %.0f (at most 1000) |" % (
                  statistics.median(alone), statistics.median(four), statistics.median(ratios), min(ratios), max(ratios), r["four_longest_gap_ms"])]
    return lines, r


@contextlib.contextmanager
def busy_loops(count):
    loops = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(count)]
    try:
        yield
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()


def busy(rounds=2):
    """With two busy loops beside it: adapted threads against each fixed number."""
    runs = {t: [] for t in [0] + list(range(1, THREADS + 1))}
    with busy_loops(2):
        for _ in range(rounds):
            for threads in runs:
                runs[threads].append(carrel_bench(threads, 2))
    lines = ["| tokens/s, two busy loops | " + " | ".join("adapted" if t == 0 else "%d fixed" % t for t in runs) +
             " | adapted / best fixed | wanted |", "|---" * (len(runs) + 3) + "|"]
    for name, label in zip(NAMES, ("prompt, 512", "generation, 128")):
        medians = {t: statistics.median(r[name] for r in rs) for t, rs in runs.items()}
        best = max(v for t, v in medians.items() if t)
        lines.append("| %s | %s | **%.2f** | 0.8 |" % (
            label, " | ".join("%.1f" % v for v in medians.values()), medians[0] / best))
    return lines, {str(t): rs for t, rs in runs.items()}


def ollama(rounds=6):
    """carrel serve beside ollama serve: the same file, threads, context and questions, in turns; see streaming.py."""
    setup = subprocess.run([str(ROOT / "build/bench/ollama/setup.sh")], text=True, stdout=subprocess.PIPE)
    if setup.returncode:
        return ["skipped: Ollama could not be built here; what was printed above says why"], None
    runs, memory, library = streaming.measure(CARREL, setup.stdout.strip(), MODEL, THREADS, rounds)
    return streaming.table(runs, memory, library), {"rounds": runs, "memory": memory}


def index():
    """Reading, indexing and embedding: one long manual, then the whole corpus."""
    if not CORPUS.is_dir():
        return ["skipped: %s is not there" % CORPUS], None
    lines = ["| documents | pages | compiling the PDF parser first, s | pages/s until searchable | embedded passages/s | of the bare embedder | peak memory |", "|---|---|---|---|---|---|---|"]
    raw = {}
    with tempfile.TemporaryDirectory() as work:
        manual = pathlib.Path(work) / "manual"
        manual.mkdir()
        (manual / "octave.pdf").symlink_to(CORPUS / "debian__octave.pdf")
        for label, folder in (("one manual", manual), ("the corpus", CORPUS)):
            r = json.loads(out(CARREL, "bench", "index", str(folder), "--embed", "400", "--json", "--home", work + "/home"))
            raw[label] = r
            lines.append("| %s (%d files, %d not readable) | %d | %.1f | %.0f | %.1f | %.2f | %s |" % (
                label, r["files"], r["failed"], r["pages"], r["warm_up_s"], r["pages_per_s"], r["embedded_per_s"],
                r["embedded_per_s"] / r["bare_embedded_per_s"],
                ", ".join("%s %d MB" % (m["process"], m["peak_bytes"] / 1e6) for m in r["memory"])))
    return lines, raw


RUNS = 5  # of which the fastest counts, as of the rival's, one for each size of its batches


def embedding(pairs=3):
    """carrel bench embed beside onnxruntime's own package with the same int8 model: the same texts and threads."""
    twin = ROOT / "build/deps/onnxruntime/all-MiniLM-L6-v2.int8.onnx"
    for file in (XQUAD, twin):
        if not file.is_file():
            return ["skipped: %s is not there" % file], None
    rival = pathlib.Path(out(str(ROOT / "build/bench/onnxruntime/setup.sh")).strip())
    articles = json.loads(XQUAD.read_text())["data"]
    ours, theirs = [], []
    with tempfile.TemporaryDirectory() as work:
        texts = pathlib.Path(work) / "texts.json"
        texts.write_text(json.dumps([p["context"] for a in articles for p in a["paragraphs"]]))
        for _ in range(pairs):
            ours.append(json.loads(out(CARREL, "bench", "embed", str(texts), "-t", str(THREADS), "-r", str(RUNS), "--json",
                                       "--home", work + "/home")))
            theirs.append(json.loads(out(str(rival / "venv/bin/python"), str(ROOT / "build/bench/onnxruntime/embed.py"),
                                         str(twin), str(rival / "model/tokenizer.json"), str(THREADS), str(texts))))
    # Vectors of the same texts by both: the cosine says that the work was the same.
    cosines = [sum(a * b for a, b in zip(v, w)) for v, w in zip(ours[0]["vectors"], theirs[0]["vectors"])]
    for r in ours + theirs:
        del r["vectors"]
    ratios = [a["texts_per_s"] / b["texts_per_s"] for a, b in zip(ours, theirs)]
    tokens = theirs[0]["tokens"] / theirs[0]["texts"]
    rate = lambda runs: statistics.median(r["texts_per_s"] for r in runs)
    engine = max(m["peak_bytes"] for r in ours for m in r["memory"] if m["process"] == "engine")
    lines = ["| %d texts of %.0f tokens, %d threads | carrel | onnxruntime int8 (best of batches of %s) | ratio, median of %d pairs (min–max) | wanted |" % (
                 theirs[0]["texts"], tokens, THREADS, "/".join(theirs[0]["texts_per_s_by_batch"]), pairs),
             "|---|---|---|---|---|",
             "| texts/s | %.1f | %.1f | **%.2f** (%.2f–%.2f) | 0.95 |" % (
                 rate(ours), rate(theirs), statistics.median(ratios), min(ratios), max(ratios)),
             "| tokens/s | %.0f | %.0f | | |" % (rate(ours) * tokens, rate(theirs) * tokens),
             "| peak memory | %.0f MB (engine) | %.0f MB | | |" % (engine / 1e6, max(r["peak_bytes"] for r in theirs) / 1e6),
             "| cosine of their vectors | mean %.4f, least %.4f | | | |" % (statistics.mean(cosines), min(cosines))]
    return lines, {"carrel": ours, "onnxruntime": theirs}


def search():
    """Search over synthetic passages, chromem-go beside it on the same vectors."""
    keep = ["--keep", os.environ["KEEP"]] if os.environ.get("KEEP") else []
    r = json.loads(out(CARREL, "bench", "search", "--passages", os.environ.get("PASSAGES", "10000,100000,1000000"), *keep, "--json"))
    lines = ["| passages | lexical p50 / p95 ms | vector | fused | fused, in a tenth of the documents | chromem-go | open to first answer, ms | peak memory | on disk | stored / s |",
             "|---|---|---|---|---|---|---|---|---|---|"]
    for s in r["sizes"]:
        cells = ["%.1f / %.1f" % (s[k]["p50_ms"], s[k]["p95_ms"]) if s[k]["p50_ms"] else "–"
                 for k in ("lexical", "vector", "fused", "filtered", "chromem")]
        lines.append("| %d | %s | %.0f | %.0f MB | %.0f MB | %.0f |" % (
            s["passages"], " | ".join(cells), s["load_ms"], s["memory_bytes"] / 1e6, s["disk_bytes"] / 1e6, s["build_passages_per_s"]))
    return lines, r


def answers():
    """Questions whose answers are known, asked of the paragraphs of XQuAD English with the bundled model (docs/cli.md, bench answers)."""
    if not XQUAD.is_file():
        return ["skipped: %s is not there" % XQUAD], None
    with tempfile.TemporaryDirectory() as home:
        r = json.loads(out(CARREL, "bench", "answers", str(XQUAD), "--questions", os.environ.get("QUESTIONS", "200"), "--json", "--home", home))
    halves = r["halves"] + [r["all"]]
    lines = ["%d questions drawn by %d, %d paragraphs, %s with prompt %s" % (r["questions"], r["seed"], r["paragraphs"], r["model"], r["prompt"]), "",
             "| | " + " | ".join("%s (%d)" % (h["name"], h["questions"]) for h in halves) + " | wanted |", "|---" * (len(halves) + 2) + "|"]
    for name, label, wanted in (
            ("first", "known answer in the first marked sentence", "0.82"), ("first_three", "in the first three", "0.94"),
            ("quoted", "in an answer that only quotes", ""), ("answered", "in the model's answer", ""),
            ("either", "there or in the first marked sentence", "0.60"), ("abstained", "said to have no answer", ""), ("closest", "of them with the answer among the closest sentences", ""),
            ("absent", "the same, paragraph taken out", "0.85"), ("absent_article", "the same, article taken out", "0.85")):
        lines.append("| %s | %s | %s |" % (label, " | ".join("%.3f" % (h[name] / h["questions"]) for h in halves), wanted))
    lines.append("| sentences shown as borne out, of them to be looked at | %s | at most 1%% wrong |" % " | ".join("%d, %d" % (h["borne_out"], h["doubtful"]) for h in halves))
    lines += ["", "| ms, p50 / p95 / most | | wanted |", "|---|---|---|",
              "| question to evidence, %d passages | %s | 300 |" % (r["evidence_passages"], "%.0f / %.0f / %.0f" % tuple(r["evidence"][k] for k in ("p50_ms", "p95_ms", "max_ms"))),
              "| a sentence's last token to its state | %s | 50 |" % "%.1f / %.1f / %.1f" % tuple(r["state"][k] for k in ("p50_ms", "p95_ms", "max_ms"))]
    for doubt in r["doubts"]:
        lines += ["", "To be looked at: %s — %s — %s" % (doubt["question"], doubt["sentence"], " / ".join(doubt["cited"] or []))]
    return lines, r


def position():
    """Whether what is marked in the reader covers the words that it stands for: quotations drawn from PDFs, and what poppler reads under their boxes."""
    if not CORPUS.is_dir() or not shutil.which("pdftotext"):
        return ["skipped: %s or pdftotext is not there" % CORPUS], None
    results, unread = marks.measure(CARREL, CORPUS)
    return marks.table(results, unread), {"unread": unread, "results": results}


def start():
    """From starting the process to a painted, answering window, and to the first word of a first answer."""
    text = out(str(ROOT / "build/bench/start.sh"), "5", stderr=subprocess.DEVNULL)
    rows = [[int(n) for n in line.split()] for line in text.splitlines() if line.replace(" ", "").isdigit()]
    window, word = ([r[i] for r in rows] for i in (0, 1))
    lines = ["| from process start, ms | median of %d | min–max |" % len(rows), "|---|---|---|"]
    for label, figures in (("window painted and answering", window), ("first word of the first answer", word)):
        lines.append("| %s | **%d** | %d–%d |" % (label, statistics.median(figures), min(figures), max(figures)))
    return lines, rows


def machine():
    model = next((l.split(":", 1)[1].strip() for l in open("/proc/cpuinfo") if l.startswith("model name")), "unknown processor")
    memory = next(int(l.split()[1]) for l in open("/proc/meminfo") if l.startswith("MemTotal")) / 2**20
    version = json.loads(out(CARREL, "version", "--json"))
    # Machines that are called alike differ twofold by what their processors can.
    backends = json.loads(subprocess.run([CARREL, "doctor", "--json"], text=True, stdout=subprocess.PIPE).stdout)["engine"]["backends"]
    return [
        "- machine: %s, %d cores, %.0f GiB, Linux %s" % (model, THREADS, memory, platform.release()),
        "- the engine computes by: %s" % ", ".join(backends),
        "- load average at the start: %s" % ", ".join("%.2f" % l for l in os.getloadavg()),
        "- carrel: %s" % json.dumps(version),
        "- engine libraries: %s" % (ROOT / "build/deps/engine/PACK").read_text().strip() +
        " (llama.cpp " + (ROOT / "build/deps/engine/VERSION").read_text().strip() + "); the rival is its own llama-bench",
        "- model: SmolLM2-135M-Instruct Q8_0; embeddings: all-MiniLM-L6-v2 Q8_0",
    ]


PARTS = {f.__name__: f for f in (engine, serving, busy, ollama, embedding, index, search, answers, position, start)}


def main(names):
    unknown = [n for n in names if n not in PARTS]
    if unknown:
        raise SystemExit("run.py: there is no part %s; parts: %s" % (", ".join(unknown), " ".join(PARTS)))
    now = datetime.datetime.now().astimezone()
    report = ["# %s" % now.strftime("%Y-%m-%d %H:%M"), "", "`make bench%s`" % (" PARTS='%s'" % " ".join(names) if names else ""), ""]
    report += machine()
    raw = {}
    path = ROOT / "build/bench/runs" / (now.strftime("%Y-%m-%d-%H%M") + ".md")
    path.parent.mkdir(exist_ok=True)
    if path.exists():  # of the same minute
        path = path.with_stem(now.strftime("%Y-%m-%d-%H%M%S"))
    for name in names or PARTS:
        began = time.monotonic()
        print("== %s" % name, flush=True)
        lines, raw[name] = PARTS[name]()
        print("\n".join(lines), flush=True)
        report += ["", "## %s" % name, "", PARTS[name].__doc__, ""] + lines + ["", "(%.0f s)" % (time.monotonic() - began)]
        # After each part: a run that is cut short keeps what it has.
        figures = ["", "## Raw figures", "", "```json", json.dumps(raw, separators=(",", ":")), "```", ""]
        path.write_text("\n".join(report + figures))
    print("\nwritten: %s" % path.relative_to(ROOT))


if __name__ == "__main__":
    main(sys.argv[1:])
