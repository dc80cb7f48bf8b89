"""Whether the boxes that Carrel marks cover the words they stand for.

Quotations of 5 to 20 words are drawn from PDFs as Carrel read them, and the
boxes of each are asked for as the reader does. What stands under the boxes is
taken from poppler (pdftotext -bbox), which shares no code with Carrel's parser,
and compared: NFKC, without white space and hyphens (a word that is divided at
a line's end is one word in Carrel's text), quotation marks alike, each
character of the page once. A quotation with a word that poppler does not read
anywhere on the page (a font whose characters it does not know) is drawn again.
"""

import collections
import contextlib
import html
import json
import pathlib
import random
import re
import subprocess
import tempfile
import unicodedata
import urllib.request

MOST_PAGES = 100  # longer manuals say nothing that their first pages don't, and take long to read


@contextlib.contextmanager
def served(carrel):
    """A Carrel with an empty home; gives a function that calls its API."""
    with tempfile.TemporaryDirectory() as home:
        process = subprocess.Popen([carrel, "serve", "--home", home], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   stderr=subprocess.DEVNULL, text=True)
        try:
            address, token = process.stdout.readline().strip().split("/?token=")

            def call(method, path, body=None):
                request = urllib.request.Request(address + path, method=method, headers={"Authorization": "Bearer " + token, "Content-Type": "application/json"},
                                                 data=None if body is None else json.dumps(body).encode())
                with urllib.request.urlopen(request) as reply:
                    return json.load(reply)

            yield call
        finally:
            process.terminate()
            process.wait()


def pdfinfo(path):
    """Pages' (rotation, media box), or None where poppler does not open the file."""
    run = subprocess.run(["pdfinfo", "-box", "-f", "1", "-l", "100000", str(path)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, errors="replace")
    rotations = dict((int(n), int(r)) for n, r in re.findall(r"^Page +(\d+) rot: +(\d+)", run.stdout, re.M))
    boxes = {int(n): tuple(map(float, b.split())) for n, b in re.findall(r"^Page +(\d+) MediaBox: +(.*)$", run.stdout, re.M)}
    return {n: (rotations.get(n, 0), boxes[n]) for n in boxes} or None


def words_of(path, page):
    """Poppler's words of a page: (left, top, right, bottom, text) from the top left of the page as it is shown."""
    out = subprocess.run(["pdftotext", "-bbox", "-f", str(page), "-l", str(page), str(path), "-"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                         text=True, errors="replace").stdout
    return [(*map(float, m[:4]), html.unescape(m[4])) for m in re.findall(
        r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>', out, re.S)]


def shown(box, rotation, media):
    """A box of PDF user space on the page as it is shown, from its top left."""
    left, bottom, right, top = media
    points = [(box["left"], box["bottom"]), (box["right"], box["top"])]
    turn = {0: lambda x, y: (x - left, top - y), 90: lambda x, y: (y - bottom, x - left),
            180: lambda x, y: (right - x, y - bottom), 270: lambda x, y: (top - y, right - x)}[rotation % 360]
    (x1, y1), (x2, y2) = (turn(*p) for p in points)
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def cells(word):
    """Each character of a word with its cell; poppler gives the word's box alone, so that they share it evenly."""
    left, top, right, bottom, text = word
    n = len(text)
    upright = bottom - top > 1.5 * (right - left) and n > 4  # no level word of so many is so narrow
    for i, c in enumerate(text):
        a, b = i / n, (i + 1) / n
        if upright:
            yield left, top + a * (bottom - top), right, top + b * (bottom - top), c
        else:
            yield left + a * (right - left), top, left + b * (right - left), bottom, c


def share(low, high, from_, to):
    """How much of low..high lies in from_..to."""
    return (min(high, to) - max(low, from_)) / max(high - low, 1e-6)


def under(boxes, words):
    """The text under boxes: each character of the page once, in poppler's order.

    A character counts where a box covers a quarter of its cell's width (a mark
    hugs the ink, and that of a wide bracket fills half of its cell) and a third of
    its height (a line above or below may touch the box).
    """
    return "".join(c for word in words for left, top, right, bottom, c in cells(word) if any(
        share(left, right, b[0] - 0.5, b[2] + 0.5) >= 0.25 and max(share(top, bottom, b[1], b[3]), share(b[1], b[3], top, bottom)) >= 0.34 for b in boxes))


ALIKE = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "„": '"', "−": "", "–": "", "—": "", "-": "", "‐": "", "‑": "", "\u00ad": "", "\u200b": "", "\ufeff": ""})


# The dots of a table of contents quote nothing, and poppler leaves many of them out.
LEADER = re.compile(r"(?:^|\s)[.·…_]{1,2}(?=\s|$)|[.·…_]{4}")


def plain(text):
    return "".join(unicodedata.normalize("NFKC", text).translate(ALIKE).split())


def same(wanted, found):
    """Whether the text under the boxes is the quotation. The two programs may read parts of a line in another order."""
    return sorted(plain(wanted)) == sorted(plain(found))


def quotations(draw, documents, many):
    """Draws quotations: (kind, document, [(page, start, end), ...])."""
    made = []
    for i in range(50 * many):
        if len(made) == many:
            break
        document = documents[i % len(documents)]
        pages = document["pages"]
        kind = ("anywhere", "over a line's end", "over a page's end", "turned page")[i // len(documents) % 4]
        at = draw.randrange(len(pages))
        if kind == "turned page":
            turned = [n for n, p in enumerate(pages) if document["info"][p["number"]][0] % 360]
            if not turned:
                continue
            at = draw.choice(turned)
        page = pages[at]
        words = list(re.finditer(r"\S+", page["text"]))
        count = draw.randint(5, 20)
        if len(words) < 2 * count:
            continue
        first = draw.randrange(len(words) - count)
        if kind == "over a page's end":
            if at + 1 == len(pages):
                continue
            after = list(re.finditer(r"\S+", pages[at + 1]["text"]))
            if len(after) < count:
                continue
            half = count // 2
            spans = [(page["number"], words[-half].start(), words[-1].end()), (pages[at + 1]["number"], after[0].start(), after[count - half - 1].end())]
        else:
            spans = [(page["number"], words[first].start(), words[first + count - 1].end())]
        if any(LEADER.search(document["texts"][n][a:b]) for n, a, b in spans):
            continue
        if kind == "over a line's end" and "\n" not in page["text"][spans[0][1]:spans[0][2]]:
            continue
        made.append((kind, document, spans))
    return made


def measure(carrel, corpus, files=30, many=200, seed=1):
    """Gives the results and how many quotations were drawn again."""
    draw = random.Random(seed)
    chosen = []
    for path in draw.sample(sorted(corpus.glob("*.pdf")), len(list(corpus.glob("*.pdf")))):
        info = pdfinfo(path)
        if info and len(info) <= MOST_PAGES:
            chosen.append((path, info))
    with served(carrel) as call:
        ids = {}
        for path, _ in chosen[:4 * files]:
            for d in call("POST", "/api/documents", {"paths": [str(path)]})["documents"]:
                ids[path] = d["id"]
        there = {d["id"]: d for d in call("POST", "/api/documents/wait", {"documents": list(ids.values()), "until": "searchable"})["documents"]}
        call("POST", "/api/library/pause")  # nobody searches by meaning here
        documents = []
        for path, info in chosen:
            got = there.get(ids.get(path))
            if len(documents) == files or not got or got["state"] == "failed" or got.get("scans"):
                continue  # of pages that are pictures poppler has no words
            pages = call("GET", "/api/documents/%s/text" % got["id"])["pages"]
            if sum(len(p["text"].split()) for p in pages) >= 80:
                documents.append({"id": got["id"], "path": path, "info": info, "pages": pages, "texts": {p["number"]: p["text"] for p in pages}})
        results, unread = [], 0
        for kind, document, spans in quotations(draw, documents, 3 * many):
            if len(results) == many:
                break
            theirs = {page: words_of(document["path"], page) for page, _, _ in spans}
            if not all(plain(word) in plain("".join(w[4] for w in theirs[page]))
                       for page, start, end in spans for word in re.split(r"[\s\-\u2010\u00ad]+", document["texts"][page][start:end])):
                unread += 1
                continue
            wanted, found = "", ""
            for page, start, end in spans:
                boxes = call("GET", "/api/documents/%s/pages/%d/boxes?start=%d&end=%d" % (document["id"], page, start, end))["boxes"]
                rotation, media = document["info"][page]
                wanted += document["texts"][page][start:end]
                found += under([shown(b, rotation, media) for b in boxes], theirs[page])
            results.append({"kind": kind, "file": document["path"].name, "spans": spans, "quotation": wanted, "under": found, "covers": same(wanted, found)})
    return results, unread


def table(results, unread):
    """A Markdown table of the results, and the misses."""
    kinds = collections.Counter(r["kind"] for r in results)
    right = collections.Counter(r["kind"] for r in results if r["covers"])
    files = len({r["file"] for r in results})
    lines = ["| quotations from %d PDFs | drawn | covered exactly | share | wanted |" % files, "|---|---|---|---|---|"]
    for kind in kinds:
        lines.append("| %s | %d | %d | %.3f | |" % (kind, kinds[kind], right[kind], right[kind] / kinds[kind]))
    total = sum(right.values())
    lines.append("| all | %d | %d | **%.3f** | 0.98 |" % (len(results), total, total / max(1, len(results))))
    lines += ["", "%d further quotations were drawn where poppler does not read the same words." % unread]
    for r in results:
        if not r["covers"]:
            lines += ["", "Not so: %s, %s — “%s” — under the boxes “%s”" % (r["file"], ", ".join("page %d, %d–%d" % tuple(s) for s in r["spans"]),
                                                                          " ".join(r["quotation"].split())[:300], r["under"][:300])]
    return lines


if __name__ == "__main__":
    import sys
    root = pathlib.Path(__file__).resolve().parents[2]
    print("\n".join(table(*measure(str(root / "build/bin/carrel"), root.parent / "shared/corpus/pdf",
                                  files=int(sys.argv[1]) if len(sys.argv) > 1 else 30, many=int(sys.argv[2]) if len(sys.argv) > 2 else 200))))
