"""Uses Carrel through OpenAI's own client for Python; TestOfficialClients runs it.

Every check is an assertion; the program ends with 0 where all hold.
"""
import concurrent.futures
import json
import math
import threading
import typing

import openai
import pydantic

CHAT, EMBEDDING, LIBRARY = "smollm2-135m", "minilm-l6", "carrel/library"
client = openai.OpenAI(max_retries=0)  # address and key are in the environment


def user(text):
    return [{"role": "user", "content": text}]


def fails(kind, status, code, call):
    try:
        call()
    except kind as error:
        assert error.status_code == status and error.code == code, (error.status_code, error.code, error)
        assert len(error.message) > 10
    else:
        raise AssertionError(f"{kind.__name__} was expected")


def models():
    listed = {model.id for model in client.models.list()}
    assert {CHAT, EMBEDDING, LIBRARY} <= listed, listed
    assert client.models.retrieve(LIBRARY).id == LIBRARY


def chat_and_stream():
    asked = dict(model=CHAT, messages=user("Tell a story about the sea."), max_tokens=10, seed=5, temperature=0.8)
    whole = client.chat.completions.create(**asked, logprobs=True, top_logprobs=3)
    text = whole.choices[0].message.content
    tokens = whole.choices[0].logprobs.content
    assert len(tokens) == whole.usage.completion_tokens == 10, whole.usage
    assert b"".join(bytes(token.bytes) for token in tokens).decode() == text
    for token in tokens:
        assert token.logprob <= 0 and sum(math.exp(top.logprob) for top in token.top_logprobs) <= 1.000001
    streamed, usage = "", None
    for part in client.chat.completions.create(**asked, stream=True, stream_options={"include_usage": True}):
        streamed += "".join(choice.delta.content or "" for choice in part.choices)
        usage = part.usage or usage
    assert streamed == text, (streamed, text)  # the seed reproduces
    assert usage == whole.usage, (usage, whole.usage)
    word = text.split()[2]
    stopped = client.chat.completions.create(**asked, stop=[word])
    assert stopped.choices[0].message.content == text[: text.index(word)], stopped
    assert stopped.choices[0].finish_reason == "stop"


class Person(pydantic.BaseModel):
    age: int
    mood: typing.Literal["good", "bad"]
    gardener: bool
    nickname: typing.Optional[typing.Literal["Ann", "Annie"]]


def schemas():
    reply = client.chat.completions.parse(
        model=CHAT, messages=user("Describe Anna, 34, a gardener."), response_format=Person, max_tokens=200, temperature=0)
    assert isinstance(reply.choices[0].message.parsed, Person), reply
    fails(openai.BadRequestError, 400, "unsupported_parameter", lambda: client.chat.completions.create(
        model=CHAT, messages=user("x"), response_format={"type": "json_schema", "json_schema": {
            "name": "x", "schema": {"type": "string", "pattern": "a+"}}}))


def functions():
    weather = {"type": "function", "function": {"name": "weather", "parameters": {
        "type": "object", "properties": {"city": {"type": "string", "maxLength": 20}}, "required": ["city"], "additionalProperties": False}}}
    reply = client.chat.completions.create(
        model=CHAT, messages=user("What is the weather in Paris?"), tools=[weather], tool_choice="required", max_tokens=80, temperature=0)
    call = reply.choices[0].message.tool_calls[0].function
    assert reply.choices[0].finish_reason == "tool_calls" and call.name == "weather"
    assert set(json.loads(call.arguments)) == {"city"}


def completions():
    reply = client.completions.create(model=CHAT, prompt="Once upon a time", max_tokens=5, temperature=0, logprobs=2)
    assert "".join(reply.choices[0].logprobs.tokens) == reply.choices[0].text and reply.usage.completion_tokens == 5


def responses():
    asked = dict(model=CHAT, input="Tell a story about the sea.", instructions="Be brief.", max_output_tokens=6, temperature=0)
    reply = client.responses.create(**asked)
    assert reply.output_text and reply.status == "incomplete" and reply.usage.output_tokens == 6, reply
    whole = client.chat.completions.create(
        model=CHAT, messages=[{"role": "system", "content": "Be brief."}] + user("Tell a story about the sea."), max_tokens=6, temperature=0)
    assert reply.output_text == whole.choices[0].message.content and reply.usage.input_tokens == whole.usage.prompt_tokens
    events = list(client.responses.create(**asked, stream=True))
    streamed = "".join(event.delta for event in events if event.type == "response.output_text.delta")
    assert events[-1].type == "response.incomplete", events[-1]
    final = events[-1].response
    assert streamed == final.output_text == reply.output_text and final.status == "incomplete", (streamed, final)
    assert final.usage.input_tokens == reply.usage.input_tokens and final.usage.output_tokens == 6, final.usage


def embeddings():
    texts = ["The fox has a red tail.", "Bees live in the wall."]
    packed = client.embeddings.create(model=EMBEDDING, input=texts)  # base64 by itself
    plain = client.embeddings.create(model=EMBEDDING, input=texts, encoding_format="float")
    for one, other in zip(packed.data, plain.data):
        assert one.index == other.index
        assert abs(sum(a * b for a, b in zip(one.embedding, other.embedding)) - 1) < 1e-5
    assert packed.usage.prompt_tokens == plain.usage.prompt_tokens > 10


def library():
    asked = dict(model=LIBRARY, messages=user("How many pear trees does the orchard have?"), seed=1)
    message = client.chat.completions.create(**asked).choices[0].message
    cited = [annotation.file_citation for annotation in message.annotations]
    assert cited and all(c["filename"] == "orchard.md" and "312" in c["quote"] for c in cited), message
    text, annotations = "", []
    for part in client.chat.completions.create(**asked, stream=True):
        text += part.choices[0].delta.content or ""
        annotations += getattr(part.choices[0].delta, "annotations", None) or []
    assert text == message.content and len(annotations) == len(cited), (text, message)


def refusals():
    fails(openai.AuthenticationError, 401, "invalid_api_key", lambda: client.with_options(api_key="wrong").models.list())
    fails(openai.NotFoundError, 404, "model_not_found", lambda: client.chat.completions.create(model="gpt-5", messages=user("x")))
    fails(openai.BadRequestError, 400, "context_length_exceeded", lambda: client.chat.completions.create(model=CHAT, messages=user("word " * 9000)))
    fails(openai.BadRequestError, 400, "context_length_exceeded", lambda: client.embeddings.create(model=EMBEDDING, input="word " * 600))
    fails(openai.BadRequestError, 400, None, lambda: client.chat.completions.create(model=CHAT, messages=[]))
    fails(openai.APIStatusError, 413, None, lambda: client.completions.create(model=CHAT, prompt="x" * (9 << 20)))


def many_at_once():
    asked = dict(model=CHAT, messages=user("Hello"), max_tokens=3, temperature=0)
    alone = client.chat.completions.create(**asked)
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: client.chat.completions.create(**asked), range(16)))
    assert {a.choices[0].message.content for a in answers} == {alone.choices[0].message.content}
    assert sum(a.usage.total_tokens for a in answers) == 16 * alone.usage.total_tokens


def the_second_client():
    listing = {"type": "array", "minItems": 400, "items": {"enum": ["sea", "wave"]}}
    first = client.chat.completions.create(
        model=CHAT, messages=user("Tell a long story."), stream=True,
        response_format={"type": "json_schema", "json_schema": {"name": "x", "schema": listing}})
    begun, ended = threading.Event(), threading.Event()

    def follow():
        try:
            for _ in first:
                begun.set()
        except Exception:  # it is closed below
            pass
        ended.set()

    threading.Thread(target=follow, daemon=True).start()
    assert begun.wait(60)
    answer = client.chat.completions.create(model=CHAT, messages=user("Hello"), max_tokens=4)
    assert answer.choices[0].message.content and not ended.is_set(), "it waited for the first one's end"
    first.close()


def seeds_together():
    def story(seed):
        return client.chat.completions.create(
            model=CHAT, messages=user("Tell a story about the sea."), max_tokens=12, seed=seed, temperature=1).choices[0].message.content

    alone = [story(seed) for seed in range(4)]
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        assert list(pool.map(story, [seed % 4 for seed in range(16)])) == 4 * alone


for check in (models, chat_and_stream, schemas, functions, completions, responses, embeddings, library, refusals, many_at_once, seeds_together, the_second_client):
    check()
    print("holds:", check.__name__, flush=True)
