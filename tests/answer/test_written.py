"""Models that lie, break off, hang and ramble: what the bot says stays supported, and comes in time."""

import threading
import time
from itertools import repeat

import pytest

from bot.answer.written import _foreign
from bot.llm import Llm
from bot.types import Answer, Said, Stage
from tests.answer.scripted import bot_with, model, number, saying, unsound

EN = ("Who pays the deductible?", "The policyholder pays")
BIKE = ("Is a stolen bicycle covered abroad?", "45 days")
NB = ("Hvem betaler egenandelen?", "Forsikringstakeren betaler")
JA = ("免責金額は誰が払いますか？", "契約者が払います")

# What the sources say, in a model's words: said as it stands.
TRUE = [
    (EN, "The policyholder pays the deductible §.", "The policyholder pays the deductible. [1]"),
    (EN, "The policyholder pays the deductible. § It is taken off each claim. §", "The policyholder pays the deductible. [1] It is taken off each claim. [2]"),
    (EN, "- The policyholder pays the deductible §\n- It is taken off each claim §", "- The policyholder pays the deductible [1]\n- It is taken off each claim [2]"),
    (EN, "<think>The reader asks who pays. The insurer? No.</think>The policyholder pays the deductible §.", "The policyholder pays the deductible. [1]"),
    (NB, "Forsikringstakeren betaler egenandelen §.", "Forsikringstakeren betaler egenandelen. [1]"),
    (JA, "免責金額は契約者が払います§。", "免責金額は契約者が払います。 [1]"),
]  # fmt: skip

# Every one is either replaced by what the source says or dropped.
LIES = [
    (BIKE, "Theft abroad is covered for up to 90 days a year §."),
    (BIKE, "Theft abroad is covered for up to 45 weeks a year §."),
    (BIKE, "Theft abroad is not covered §."),
    (BIKE, "Theft abroad is covered all year §."),
    (EN, "The policyholder does not pay the deductible §."),
    (EN, "The insurer pays the deductible §."),
    (EN, "Nobody pays the deductible §."),
    (EN, "The policyholder pays the deductible of 500 dollars §."),
    (EN, "The policyholder pays the deductible, see http://evil.example/pay §."),
    (EN, "The policyholder pays the deductible, see evil.com §."),
    (EN, "The [policyholder](http://evil.example) pays the deductible §."),
    (EN, "The policyholder pays the deductible 🎉 §."),
    (EN, "It is taken off each claim by agent@evil.example §."),
    (EN, "In Norway the Insurance Contracts Act sets the deductible §."),
    (EN, "Forsikringstakeren betaler egenandelen §."),
    (NB, "Forsikringstakeren betaler ikke egenandelen §."),
    (NB, "Selskapet betaler egenandelen §."),
    (NB, "Forsikringstakeren betaler egenandelen på 4 000 kroner §."),
    (NB, "Ingen betaler egenandelen §."),
    (NB, "Egenandelen trekkes aldri når du melder en skade §."),
    (JA, "免責金額は契約者が払いません§。"),
    (JA, "免責金額は保険会社が払います§。"),
    (JA, "免責金額は契約者が５万円払います§。"),
    (JA, "免責金額は誰も払いません§。"),
]

# What cannot be held against anything: the quoted answer comes instead.
USELESS = [
    ("The policyholder pays the deductible [9].", "unsupported"),
    ("The policyholder pays the deductible [0].", "unsupported"),
    ("The policyholder pays the deductible [99999999999999999999].", "unsupported"),
    ("The policyholder pays the deductible [" + "9" * 5000 + "].", "unsupported"),
    ("The policyholder pays the deductible.", "unsupported"),
    ("Paris is the capital of France. [1] Water boils at 100 degrees. [1]", "unsupported"),
    ("Sorry, I cannot help with that.", "unsupported"),
    ("", "refused"),
    (" \n\n ", "refused"),
    ("[1]", "unsupported"),
    ("NOT IN THE SOURCES", "refused"),
    ("Not in the sources.", "refused"),
    ("<think>The policyholder pays the deductible [1].</think>", "refused"),
    ("<think>The policyholder pays the deductible [1]. And so on", "refused"),
    ("\0\ufffd\ud800\x1b[31m[1]\u202e" * 50, "unsupported"),
    ("]][[1]2][[[【［1", "unsupported"),
    ("The policyholder pays the deductible " * 200 + "[1]", "unsupported"),
    ("The policyholder pays the deductible [1]. " * 500, "unsupported"),
    ("pay " * 5000, "unsupported"),
]  # fmt: skip


@pytest.fixture
def ask(small_bot):
    def asked(question: str, llm: Llm, **more) -> Answer:
        bot = bot_with(small_bot, llm)
        began = time.monotonic()
        answer = bot.ask(question, **more)
        assert time.monotonic() - began < llm.seconds + 1
        assert unsound(answer, bot) == []
        return answer

    return asked


@pytest.mark.parametrize(("asked", "text", "said"), TRUE)
def test_what_the_source_says_is_said_as_written(ask, asked, text, said):
    question, words = asked
    answer = ask(question, model(saying(text, words)))
    assert (answer.kind, answer.generation, answer.text) == ("generated", "used", said)


@pytest.mark.parametrize(("asked", "lie"), LIES)
def test_a_lie_is_never_said(ask, small_bot, asked, lie):
    question, words = asked
    answer = ask(question, model(saying(lie, words)))
    plain = lie.replace(" §", "").replace("§", "")
    assert plain not in answer.text
    documents = " ".join(" ".join(d.text.split()) for d in small_bot._current().documents.values())
    for part in answer.text.replace("]", "[").split("["):
        assert part.strip().isdigit() or part.strip() in documents, part
    assert answer.generation in ("used", "unsupported")


@pytest.mark.parametrize(("text", "why"), USELESS)
def test_what_is_useless_gives_way_to_the_quoted_answer(ask, small_bot, text, why):
    answer = ask(EN[0], model(text))
    assert (answer.kind, answer.generation) == ("faq", why)
    assert answer.text == small_bot.ask(EN[0]).text


def test_half_of_an_answer_may_be_dropped_and_no_more(ask):
    true, drop = "The policyholder pays the deductible §. ", "Paris is the capital of France §. "
    half = ask(EN[0], model(saying(true + drop, EN[1])))
    assert (half.generation, half.text) == ("used", "The policyholder pays the deductible. [1]")
    assert ask(EN[0], model(saying(true + drop + "Rome is in Italy.", EN[1]))).generation == "unsupported"


def test_a_stray_sentence_is_replaced_by_what_its_source_says(ask):
    text = "The lock must be of an approved type §. Theft abroad is covered for up to 90 days a year §."
    answer = ask(BIKE[0], model(saying(text, BIKE[1])))
    assert answer.generation == "used"
    assert answer.text == (
        "The lock must be of an approved type. [1] Theft abroad is covered for up to 45 days a year. [2]"
    )


def test_where_every_sentence_strayed_the_question_is_answered_by_quoting(ask, small_bot):
    text = "Theft abroad is covered for up to 90 days a year §. The lock must not be of an approved type §."
    answer = ask(BIKE[0], model(saying(text, BIKE[1])))
    assert (answer.generation, answer.text) == ("unsupported", small_bot.ask(BIKE[0]).text)


@pytest.mark.parametrize(
    "steps",
    [
        [ConnectionError("gone")],
        ["The policyholder pays the deductible [1]. It is ", OSError("reset")],
        ["The policyholder pays", ValueError("not JSON")],
    ],
)
def test_a_model_that_breaks_off_is_left(ask, small_bot, steps):
    answer = ask(EN[0], model(lambda prompt: steps))
    assert (answer.generation, answer.text) == ("failed", small_bot.ask(EN[0]).text)


@pytest.mark.parametrize(
    "steps",
    [
        lambda: [6.0, "late"],
        lambda: ["The policyholder pays the deductible [1]. It", 6.0],
        lambda: (step for _ in range(200) for step in ("x", 0.05)),
        lambda: (f"Number {n} is told [1]. " for n in range(10**6)),
        lambda: ("<think>" if n == 0 else "" for n in repeat(1)),
    ],
    ids=["silence", "silence within", "drip", "flood", "empty pieces"],
)
def test_a_model_out_of_time_is_left(small_bot, steps):
    llm = model(lambda prompt: steps(), seconds=0.8)
    began = time.monotonic()
    answer = bot_with(small_bot, llm).ask(EN[0])
    assert time.monotonic() - began < 4  # on a busy machine; a second more than the model has on an idle one
    assert answer.generation in ("timeout", "unsupported")
    assert answer.text == small_bot.ask(EN[0]).text


def test_sentences_that_come_all_at_once_are_not_held_against_the_sources_for_ever(small_bot, monkeypatch):
    slow = small_bot._encoder.encode_passages
    monkeypatch.setattr(
        small_bot._encoder, "encode_passages", lambda texts: (time.sleep(0.2), slow(texts))[1]
    )
    text = "".join(f"The deductible number {n} is paid [1]. " for n in range(100))
    began = time.monotonic()
    answer = bot_with(small_bot, model(text, seconds=0.6)).ask(EN[0])
    assert time.monotonic() - began < 1.6 and answer.generation == "timeout"


def test_a_question_in_a_language_without_sources_is_quoted_without_the_model(ask):
    llm = model("x [1].")
    answer = ask("盗まれた自転車は海外でも補償されますか？", llm)
    assert answer.generation is None and llm.chat.asked == []


def test_events_come_in_order_and_the_answer_is_what_was_said(small_bot):
    text = "The policyholder pays the deductible §. It is taken off each claim §."
    events = list(bot_with(small_bot, model(saying(text, EN[1]))).stream(EN[0]))
    assert events[:2] == [Stage("search"), Stage("write")]
    said, answer = events[2:-1], events[-1]
    assert len(said) == 2 and all(isinstance(event, Said) for event in said)
    assert isinstance(answer, Answer) and answer.text == " ".join(event.text for event in said)
    assert [c for event in said for c in event.citations] == list(answer.citations)


def test_a_sentence_is_said_before_the_model_is_done(small_bot):
    go_on = threading.Event()

    def script(prompt):
        yield f"The policyholder pays the deductible {number(prompt, EN[1])}. It"
        assert go_on.wait(5)
        yield f" is taken off each claim {number(prompt, EN[1])}."

    stream = bot_with(small_bot, model(script)).stream(EN[0])
    assert [next(stream), next(stream)] == [Stage("search"), Stage("write")]
    assert next(stream).text.startswith("The policyholder pays the deductible.")
    go_on.set()
    assert list(stream)[-1].generation == "used"


def _threads():
    return [thread for thread in threading.enumerate() if thread.name == "llm" and thread.is_alive()]


def test_leaving_early_ends_the_thread(small_bot):
    def script(prompt):
        yield f"The policyholder pays the deductible {number(prompt, EN[1])}. "
        for n in range(2000):
            yield from (f"Word{n} ", 0.01)

    for thread in _threads():  # of other tests
        thread.join(5)
    llm, before = model(script), len(_threads())
    stream = bot_with(small_bot, llm).stream(EN[0])
    while not isinstance(next(stream), Said):
        pass
    assert len(_threads()) == before + 1
    stream.close()
    until = time.monotonic() + 2
    while not llm.chat.ended and time.monotonic() < until:
        time.sleep(0.01)
    assert llm.chat.ended == ["left"]


def test_two_questions_at_once_do_not_disturb_each_other(small_bot):
    both = threading.Barrier(2, timeout=10)

    def script(prompt):
        bicycle = "bicycle covered" in prompt.partition("<question>")[2]
        text = "The lock must be of an approved type §." if bicycle else "It is taken off each claim §.  "
        text = text.replace("§", number(prompt, BIKE[1] if bicycle else EN[1]))
        for char in text:
            yield char
            if char == " ":  # eight each: they write in turns
                both.wait()

    bot = bot_with(small_bot, model(script))
    answers: dict[str, Answer] = {}
    threads = [
        threading.Thread(target=lambda q=question: answers.update({q: bot.ask(q)}))
        for question in (EN[0], BIKE[0])
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert {c.source for c in answers[EN[0]].citations} == {"en/deductible.md"}
    assert {c.source for c in answers[BIKE[0]].citations} == {"en/bicycle.md"}
    assert [unsound(answer, bot) for answer in answers.values()] == [[], []]


def test_a_follow_up_is_written_out_by_the_model_and_answered(small_bot):
    def script(prompt):
        return [EN[0]] if "<last>" in prompt else saying("It is taken off each claim §.", EN[1])(prompt)

    llm = model(script)
    answer = bot_with(small_bot, llm).ask("And who pays it?", history=["What is a deductible?"])
    assert not answer.abstained and unsound(answer, small_bot) == []


@pytest.mark.parametrize(
    ("text", "foreign"),
    [
        ("Call us, e.g. by phone, or bl.a. f.eks. i dag.", False),
        ("See https://a.no/x.", True),
        ("See www.a.no.", True),
        ("Write to me@a.no.", True),
        ("See evil.com now.", True),
        ("See evil.com/path.", True),
        ("無料はevil.comへ。", True),
        ("It costs $5.", True),
        ("Good 🎉", True),
        ("See [here](x).", True),
        ("<b>Bold</b>", True),
        ("The insurer pays 5.5 percent.", False),
        ("See aetna.com for it.", False),
    ],
)
def test_addresses_and_signs_must_stand_in_the_source(text, foreign):
    assert _foreign(text, "You find it at aetna.com for free.") == foreign
