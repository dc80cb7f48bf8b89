"""Embeds texts with all-MiniLM-L6-v2 under onnxruntime, int8: the rival of `carrel bench embed`.

usage: embed.py MODEL_FOLDER THREADS TEXTS.json      MODEL_FOLDER has model.safetensors and tokenizer.json

The graph is BERT as onnxruntime's own optimizer leaves it (com.microsoft
Attention, SkipLayerNormalization, Gelu), quantised by onnxruntime's
quantize_dynamic to int8 weights per channel, and kept beside the model. Texts
are sorted by length; of several batch sizes the fastest counts. Prints one
JSON object; "vectors" are those of the fastest, in the order of the texts.
"""

import json
import pathlib
import resource
import sys
import time

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.numpy import load_file
from tokenizers import Tokenizer

LAYERS, HEADS, WIDTH, LONGEST, EPSILON = 6, 12, 384, 256, 1e-12
BATCHES = (1, 4, 8, 16, 32)


def graph(weights):
    """BERT up to the mean over each text's tokens, of length 1."""
    nodes, constants = [], []

    def constant(name, array):
        constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def weight(name, transposed=False):
        array = weights[name].astype(np.float32)
        return constant(name + (".T" if transposed else ""), array.T if transposed else array)

    def node(kind, inputs, outputs=1, domain="", **attributes):
        names = ["%s_%d_%d" % (kind, len(nodes), i) for i in range(outputs)]
        nodes.append(helper.make_node(kind, inputs, names, domain=domain, **attributes))
        return names[0]

    def dense(x, prefix):
        return node("MatMul", [x, weight(prefix + ".weight", True)]), weight(prefix + ".bias")

    def added(x, skip, prefix, bias):
        return node("SkipLayerNormalization", [x, skip, weight(prefix + ".weight"), weight(prefix + ".bias"), bias],
                    domain="com.microsoft", epsilon=EPSILON)

    words = node("Gather", [weight("embeddings.word_embeddings.weight"), "ids"])
    one = constant("embeddings.token_type_0", weights["embeddings.token_type_embeddings.weight"][0].astype(np.float32))
    length = node("Gather", [node("Shape", ["ids"]), constant("second", np.array([1], np.int64))])
    places = node("Slice", [weight("embeddings.position_embeddings.weight"), constant("zero", np.array([0], np.int64)),
                            length, constant("first_axis", np.array([0], np.int64))])
    x = node("LayerNormalization", [node("Add", [node("Add", [words, places]), one]),
                                    weight("embeddings.LayerNorm.weight"), weight("embeddings.LayerNorm.bias")],
             epsilon=EPSILON, axis=-1)
    mask = node("Cast", ["mask"], to=TensorProto.INT32)
    for i in range(LAYERS):
        p = "encoder.layer.%d." % i
        parts = [p + "attention.self." + n for n in ("query", "key", "value")]
        matrix = constant(p + "qkv", np.concatenate([weights[n + ".weight"].T for n in parts], axis=1).astype(np.float32))
        bias = constant(p + "qkv.bias", np.concatenate([weights[n + ".bias"] for n in parts]).astype(np.float32))
        a = node("Attention", [x, matrix, bias, mask], domain="com.microsoft", num_heads=HEADS)
        y, b = dense(a, p + "attention.output.dense")
        x = added(y, x, p + "attention.output.LayerNorm", b)
        h, b = dense(x, p + "intermediate.dense")
        h = node("BiasGelu", [h, b], domain="com.microsoft")
        y, b = dense(h, p + "output.dense")
        x = added(y, x, p + "output.LayerNorm", b)
    last = constant("last", np.array([2], np.int64))
    kept = node("Unsqueeze", [node("Cast", ["mask"], to=TensorProto.FLOAT), last])
    total = node("ReduceSum", [node("Mul", [x, kept]), constant("tokens", np.array([1], np.int64))], keepdims=0)
    nodes.append(helper.make_node("LpNormalization", [total], ["vectors"], axis=-1, p=2))
    dims = ["batch", "length"]
    return helper.make_model(
        helper.make_graph(nodes, "MiniLM",
                          [helper.make_tensor_value_info(n, TensorProto.INT64, dims) for n in ("ids", "mask")],
                          [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["batch", WIDTH])], constants),
        opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)], ir_version=8)


def session(folder, threads):
    int8 = folder / "model.int8.onnx"
    if not int8.exists():
        full = folder / "model.onnx"
        onnx.save(graph(load_file(folder / "model.safetensors")), full)
        quantize_dynamic(full, int8, weight_type=QuantType.QInt8, per_channel=True,
                         extra_options={"DefaultTensorType": TensorProto.FLOAT})
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    return onnxruntime.InferenceSession(str(int8), options, providers=["CPUExecutionProvider"])


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


def main(folder, threads, texts):
    folder = pathlib.Path(folder)
    texts = json.loads(pathlib.Path(texts).read_text())
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST)
    encoded = [e.ids for e in tokenizer.encode_batch(texts)]
    model = session(folder, int(threads))
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
