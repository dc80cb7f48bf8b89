"""Writes the chat model's Q4_1 matrices as Q8_0.

usage: requantise.py IN.gguf OUT.gguf

The values stay what they are but for 0.6 % (root mean square), a tenth of what
Q4_1 itself costs. What changes is which of llama.cpp's kernels multiply them:
those of Q4_1 take one token after the other, those of Q8_0 several at once, so
that prompts are read at twice the speed (docs/decisions.md, Engine).
"""

import sys

import gguf

OLD = gguf.GGMLQuantizationType.Q4_1
NEW = gguf.GGMLQuantizationType.Q8_0
ARCHITECTURE = "general.architecture"  # the writer's own
FILE_TYPE = "general.file_type"


def main(source, out):
    reader = gguf.GGUFReader(source)
    writer = gguf.GGUFWriter(out, reader.fields[ARCHITECTURE].contents())
    for field in reader.fields.values():
        if field.name == ARCHITECTURE or field.name.startswith("GGUF."):
            continue
        value = gguf.LlamaFileType.MOSTLY_Q8_0 if field.name == FILE_TYPE else field.contents()
        of = field.types[-1] if field.types[0] == gguf.GGUFValueType.ARRAY else None
        writer.add_key_value(field.name, value, field.types[0], sub_type=of)
    for tensor in reader.tensors:
        data, kind = tensor.data, tensor.tensor_type
        if kind == OLD:
            data, kind = gguf.quants.quantize(gguf.quants.dequantize(data, OLD), NEW), NEW
        writer.add_tensor(tensor.name, data, raw_dtype=kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    main(*sys.argv[1:])
