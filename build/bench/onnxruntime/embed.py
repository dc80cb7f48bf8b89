"""Embeds texts with all-MiniLM-L6-v2 under onnxruntime, int8: the rival of `carrel bench embed`.

usage: embed.py MODEL.onnx TOKENIZER.json THREADS TEXTS.json

MODEL.onnx is the file that Carrel uses (build/models/onnx_twin.py): this is
onnxruntime by its own Python package, with its own threads, tokens by Hugging
Face's tokenizers made before the clock starts, and texts cut where Carrel cuts
them. They are sorted by length; of several batch sizes the fastest counts.
Prints one JSON object; "vectors" are those of the fastest, in the order of the texts.
"""

import json
import pathlib
import resource
import sys
import time

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

WIDTH, LONGEST = 384, 512
BATCHES = (1, 4, 8, 16, 32)


def session(model, threads):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def run(model, encoded, size):
    """Seconds for all, and the vectors. Texts of like length share a batch."""
    order = sorted(range(len(encoded)), key=lambda i: len(encoded[i]))
    vectors = np.zeros((len(encoded), WIDTH), np.float32)
    began = time.monotonic()
    for start in range(0, len(order), size):
        rows = order[start:start + size]
        ids = np.zeros((len(rows), max(len(encoded[i]) for i in rows)), np.int64)
        mask = np.zeros_like(ids)
        for r, i in enumerate(rows):
            ids[r, :len(encoded[i])] = encoded[i]
            mask[r, :len(encoded[i])] = 1
        vectors[rows] = model.run(None, {"ids": ids, "mask": mask})[0]
    return time.monotonic() - began, vectors


def main(model, tokenizer, threads, texts):
    texts = json.loads(pathlib.Path(texts).read_text())
    tokenizer = Tokenizer.from_file(tokenizer)
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST)
    encoded = [e.ids for e in tokenizer.encode_batch(texts)]
    model = session(model, int(threads))
    run(model, encoded[:4], 4)  # the first run allocates
    runs = {size: run(model, encoded, size) for size in BATCHES}
    best = min(runs, key=lambda size: runs[size][0])
    tokens = sum(map(len, encoded))
    print(json.dumps({
        "texts": len(texts), "tokens": tokens, "batch": best,
        "texts_per_s": len(texts) / runs[best][0], "tokens_per_s": tokens / runs[best][0],
        "texts_per_s_by_batch": {str(size): len(texts) / seconds for size, (seconds, _) in runs.items()},
        "peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        "vectors": [[round(float(x), 6) for x in v] for v in runs[best][1]],
    }))


if __name__ == "__main__":
    main(*sys.argv[1:])
