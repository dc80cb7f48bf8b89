"""Makes the 8-bit ONNX graph of all-MiniLM-L6-v2 that ONNX Runtime embeds with.

usage: onnx_twin.py FOLDER OUT.onnx

FOLDER holds model.safetensors as published. The graph is BERT as ONNX Runtime's
own optimizer leaves it (com.microsoft Attention, SkipLayerNormalization,
BiasGelu), and quantised by its quantize_dynamic to int8 weights, a scale for
each column. Its inputs are ids and mask, its output vectors of length 1.
"""

import pathlib
import sys
import tempfile

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.numpy import load_file

LAYERS, HEADS, WIDTH, EPSILON = 6, 12, 384, 1e-12


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


def main(folder, out):
    with tempfile.TemporaryDirectory() as work:
        full = pathlib.Path(work) / "full.onnx"
        onnx.save(graph(load_file(pathlib.Path(folder) / "model.safetensors")), full)
        quantize_dynamic(full, out, weight_type=QuantType.QInt8, per_channel=True,
                         extra_options={"DefaultTensorType": TensorProto.FLOAT})


if __name__ == "__main__":
    main(*sys.argv[1:])
