// Uses Carrel through OpenAI's own client for JavaScript; TestOfficialClients
// runs it. It ends with 0 where every assertion holds.
import assert from "node:assert/strict";
import { createRequire } from "node:module";

const { OpenAI } = createRequire(process.env.OPENAI_MODULES + "/")("openai");
const chat = "smollm2-135m";
const client = new OpenAI({ maxRetries: 0 }); // address and key are in the environment
const user = (content) => [{ role: "user", content }];

async function fails(kind, status, code, call) {
  await assert.rejects(call, (error) => {
    assert.ok(error instanceof kind, `${error.constructor.name}: ${error.message}`);
    assert.equal(error.status, status);
    assert.equal(error.code, code);
    return true;
  });
}

const ids = [];
for await (const model of client.models.list()) ids.push(model.id);
assert.ok(ids.includes("carrel/library") && ids.includes(chat));
assert.equal((await client.models.retrieve("carrel/library")).id, "carrel/library");

const asked = { model: chat, messages: user("Tell a story about the sea."), max_tokens: 8, seed: 5, temperature: 0.8 };
const whole = await client.chat.completions.create(asked);
let text = "";
let usage;
for await (const part of await client.chat.completions.create({ ...asked, stream: true, stream_options: { include_usage: true } })) {
  text += part.choices[0]?.delta.content ?? "";
  usage = part.usage ?? usage;
}
assert.equal(text, whole.choices[0].message.content);
assert.deepEqual(usage, whole.usage);

let told = "";
let final;
for await (const event of await client.responses.create({ model: chat, input: "Tell a story about the sea.", max_output_tokens: 5, temperature: 0, stream: true })) {
  if (event.type === "response.output_text.delta") told += event.delta;
  if (event.type === "response.incomplete") final = event.response;
}
assert.ok(told.length > 0);
assert.equal(final.output[0].content[0].text, told);

const schema = { type: "object", properties: { age: { type: "integer", minimum: 0, maximum: 120 } }, required: ["age"], additionalProperties: false };
const formed = await client.chat.completions.create({
  model: chat, messages: user("Anna is 34."), max_tokens: 60, temperature: 0,
  response_format: { type: "json_schema", json_schema: { name: "person", schema } },
});
const person = JSON.parse(formed.choices[0].message.content);
assert.ok(Number.isInteger(person.age) && person.age >= 0 && person.age <= 120);

const vectors = await client.embeddings.create({ model: "minilm-l6", input: ["a fox", "a bee"] });
assert.equal(vectors.data[1].embedding.length, 384);

const answer = await client.chat.completions.create({ model: "carrel/library", messages: user("How many pear trees does the orchard have?"), seed: 1 });
assert.ok(answer.choices[0].message.annotations.every((a) => a.file_citation.filename === "orchard.md"));
assert.ok(answer.choices[0].message.annotations.length > 0);

await fails(OpenAI.AuthenticationError, 401, "invalid_api_key", () => new OpenAI({ apiKey: "wrong", maxRetries: 0 }).models.list());
await fails(OpenAI.NotFoundError, 404, "model_not_found", () => client.chat.completions.create({ model: "gpt-5", messages: user("x") }));
await fails(OpenAI.BadRequestError, 400, "context_length_exceeded", () => client.chat.completions.create({ model: chat, messages: user("word ".repeat(9000)) }));

// Who goes away is forgotten: the next one is answered.
const leaver = new AbortController();
const left = await client.chat.completions.create({ model: chat, messages: user("Tell a long story."), stream: true }, { signal: leaver.signal });
for await (const _ of left) {
  leaver.abort();
  break;
}
assert.ok((await client.chat.completions.create({ model: chat, messages: user("Hello"), max_tokens: 3 })).choices[0].message.content);
console.log("holds: all");
