// Model files that no package has: a small LoRA adapter, and the bundled model as one that thinks.

/** Bytes of a GGUF file, little by little. */
class Writer {
  #parts = [];
  length = 0;

  add(bytes) {
    this.#parts.push(bytes);
    this.length += bytes.length;
    return this;
  }
  u32(n) {
    const b = Buffer.alloc(4);
    b.writeUInt32LE(n);
    return this.add(b);
  }
  u64(n) {
    const b = Buffer.alloc(8);
    b.writeBigUInt64LE(BigInt(n));
    return this.add(b);
  }
  f32(n) {
    const b = Buffer.alloc(4);
    b.writeFloatLE(n);
    return this.add(b);
  }
  text(s) {
    const b = Buffer.from(s);
    return this.u64(b.length).add(b);
  }
  pad() {
    return this.add(Buffer.alloc((32 - (this.length % 32)) % 32));
  }
  bytes() {
    return Buffer.concat(this.#parts);
  }
}

/**
 * A LoRA adapter (Hu et al., 2021) of rank 1 that changes one matrix.
 * @param {string} title
 * @param {number} [width] of the model; SmolLM2-135M's where it is left out
 */
export function adapter(title, width = 576) {
  const file = new Writer();
  const texts = { "general.type": "adapter", "general.architecture": "llama", "general.name": title, "general.base_model.0.name": "SmolLM2 135M Instruct", "adapter.type": "lora" };
  const tensors = ["lora_a", "lora_b"].map((end) => ({ name: `blk.15.attn_output.weight.${end}`, dims: end === "lora_a" ? [width, 1] : [1, width] }));
  file.add(Buffer.from("GGUF")).u32(3).u64(tensors.length).u64(Object.keys(texts).length + 1);
  for (const [key, value] of Object.entries(texts)) file.text(key).u32(8).text(value);
  file.text("adapter.lora.alpha").u32(6).f32(1);
  tensors.forEach(({ name, dims }, i) => {
    file.text(name).u32(2).u64(dims[0]).u64(dims[1]).u32(0).u64(i * Math.ceil((width * 4) / 32) * 32);
  });
  file.pad();
  const values = Array.from({ length: width }, (_, i) => Math.sin(i) / 50);
  tensors.forEach(() => {
    values.forEach((value) => file.f32(value));
    file.pad();
  });
  return file.bytes();
}

/** The bundled chat model whose template opens a thought, as those of models that think do: of the same length, in place. */
export function thinking(model) {
  const made = Buffer.from(model);
  const swap = (from, to) => {
    const at = made.indexOf(from);
    if (at < 0) throw new Error(`the template has no ${from}`);
    made.write(to, at, "latin1");
  };
  const [start, end] = ["You are a helpful AI assistant", "{{ '<|im_start|>assistant\n' }}{% endif %}"];
  const from = made.indexOf(start);
  const tail = made.indexOf(end, from);
  if (from < 0 || tail < 0) throw new Error("the bundled model's template is another one");
  const between = made.subarray(from + start.length, tail).toString("latin1");
  // Eight bytes less there, eight more here.
  swap(start + between + end, "You are an AI helper".padEnd(start.length - 8) + between + "{{ '<|im_start|>assistant\n<think>\n' }}{% endif %}");
  return made;
}
