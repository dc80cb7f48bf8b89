"""Converts all-MiniLM-L6-v2 from safetensors to the GGUF that llama.cpp loads.

usage: convert.py FOLDER OUT.gguf

FOLDER holds model.safetensors, tokenizer.json and config.json as published.
Matrices become Q8_0; what is one-dimensional, and the position and token-type
embeddings, stay float32, as llama.cpp's own converter does for BERT.
"""

import json
import pathlib
import sys

import gguf
import numpy as np
from safetensors.numpy import load_file

LAYER = "encoder.layer.{}."
# Hugging Face's names of a layer's parts, and llama.cpp's.
PARTS = {
    "attention.self.query": "attn_q",
    "attention.self.key": "attn_k",
    "attention.self.value": "attn_v",
    "attention.output.dense": "attn_output",
    "attention.output.LayerNorm": "attn_output_norm",
    "intermediate.dense": "ffn_up",
    "output.dense": "ffn_down",
    "output.LayerNorm": "layer_output_norm",
}
EMBEDDINGS = {
    "embeddings.word_embeddings.weight": "token_embd.weight",
    "embeddings.position_embeddings.weight": "position_embd.weight",
    "embeddings.token_type_embeddings.weight": "token_types.weight",
    "embeddings.LayerNorm.weight": "token_embd_norm.weight",
    "embeddings.LayerNorm.bias": "token_embd_norm.bias",
}
KEEP_FLOAT = {"position_embd.weight", "token_types.weight"}
# Not part of the encoder: an index 0, 1, 2 ... and a head that mean pooling does not use.
SKIP = ("embeddings.position_ids", "pooler.")


def tensor_name(name, layers):
    """llama.cpp's name of a tensor, or None where it has no use for it."""
    if name.startswith(SKIP):
        return None
    if name in EMBEDDINGS:
        return EMBEDDINGS[name]
    for i in range(layers):
        if name.startswith(LAYER.format(i)):
            part, kind = name[len(LAYER.format(i)) :].rsplit(".", 1)
            return f"blk.{i}.{PARTS[part]}.{kind}"
    raise SystemExit(f"convert.py: a tensor without a known place: {name}")


def vocabulary(tokenizer, size):
    """Tokens as llama.cpp's WordPiece expects them: word starts marked with
    U+2581, continuations without their ##."""
    ids = {i: t for t, i in tokenizer["model"]["vocab"].items()}
    special = {t["id"] for t in tokenizer["added_tokens"] if t["special"]}
    tokens, types = [], []
    for i in range(size):
        token = ids[i]
        if i in special:
            types.append(gguf.TokenType.CONTROL)
        else:
            token = token[2:] if token.startswith("##") else "\u2581" + token
            types.append(gguf.TokenType.NORMAL)
        tokens.append(token.encode())
    return tokens, types


def main(folder, out):
    folder = pathlib.Path(folder)
    config = json.loads((folder / "config.json").read_text())
    tokenizer = json.loads((folder / "tokenizer.json").read_text())
    layers = config["num_hidden_layers"]

    w = gguf.GGUFWriter(out, "bert")
    w.add_name("all-MiniLM-L6-v2")
    w.add_license("apache-2.0")
    w.add_file_type(gguf.LlamaFileType.MOSTLY_Q8_0)
    w.add_quantization_version(gguf.GGML_QUANT_VERSION)
    # As many as the position table has rows; the model was trained on 256 tokens,
    # and passages are cut to that.
    w.add_context_length(config["max_position_embeddings"])
    w.add_embedding_length(config["hidden_size"])
    w.add_block_count(layers)
    w.add_feed_forward_length(config["intermediate_size"])
    w.add_head_count(config["num_attention_heads"])
    w.add_layer_norm_eps(config["layer_norm_eps"])
    w.add_causal_attention(False)
    w.add_pooling_type(gguf.PoolingType.MEAN)

    tokens, types = vocabulary(tokenizer, config["vocab_size"])
    at = {t: i for i, t in enumerate(tokens)}
    w.add_tokenizer_model("bert")
    w.add_token_list(tokens)
    w.add_token_types(types)
    w.add_token_type_count(config["type_vocab_size"])
    w.add_bos_token_id(at[b"[CLS]"])
    w.add_eos_token_id(at[b"[SEP]"])
    w.add_unk_token_id(at[b"[UNK]"])
    w.add_sep_token_id(at[b"[SEP]"])
    w.add_pad_token_id(at[b"[PAD]"])
    w.add_mask_token_id(at[b"[MASK]"])

    tensors = load_file(folder / "model.safetensors")
    for source in sorted(tensors):
        name = tensor_name(source, layers)
        if name is None:
            continue
        data = tensors[source].astype(np.float32)
        if data.ndim < 2 or name in KEEP_FLOAT:
            w.add_tensor(name, data)
            continue
        quantised = gguf.quants.quantize(data, gguf.GGMLQuantizationType.Q8_0)
        w.add_tensor(name, quantised, raw_dtype=gguf.GGMLQuantizationType.Q8_0)
    w.write_header_to_file()
    w.write_kv_data_to_file()
    w.write_tensors_to_file()
    w.close()


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    main(*sys.argv[1:])
