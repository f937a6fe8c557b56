"""A chat model that does what a test tells it to."""

import re
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import Field

from bot.answer.citations import problems
from bot.answer.respond import Bot
from bot.llm import Llm
from bot.types import Answer

Step = str | float | Exception | list[Any]  # text, a pause, an error, content blocks


class Scripted(BaseChatModel):
    """Plays the steps that ``script`` gives for a prompt, and keeps the prompts in ``asked``."""

    script: Callable[[str], Iterable[Step]]
    asked: list[list[BaseMessage]] = Field(default_factory=list)
    ended: list[str] = Field(default_factory=list)  # how each stream ended

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _generate(self, messages, stop=None, run_manager=None, **kwargs) -> ChatResult:
        text = "".join(step for step in self.script(str(messages[-1].content)) if isinstance(step, str))
        return ChatResult(generations=[ChatGeneration(message=AIMessage(text))])

    def _stream(self, messages, stop=None, run_manager=None, **kwargs) -> Iterator[ChatGenerationChunk]:
        self.asked.append(messages)
        how = "left"
        try:
            for step in self.script(str(messages[-1].content)):
                if isinstance(step, float):
                    time.sleep(step)
                elif isinstance(step, Exception):
                    raise step
                else:
                    yield ChatGenerationChunk(message=AIMessageChunk(content=step))
            how = "finished"
        finally:
            self.ended.append(how)


def model(script: Callable[[str], Iterable[Step]] | str, seconds: float = 20.0) -> Llm:
    """Return a model that writes the same text to whatever it is asked, or what a script says."""
    steps = script if callable(script) else (lambda prompt: [script])
    return Llm(Scripted(script=steps), seconds)


def bot_with(bot: Bot, llm: Llm) -> Bot:
    """Return the bot with a model that writes."""
    return Bot(bot._current, bot._encoder, llm)


def number(prompt: str, words: str) -> str:
    """Return the marker of the source that holds words."""
    for found in re.finditer(r'<source number="(\d+)".*?</source>', prompt, re.S):
        if words in found[0]:
            return f"[{found[1]}]"
    raise AssertionError(f"no source of the prompt holds {words!r}")


def saying(text: str, words: str) -> Callable[[str], list[Step]]:
    """Write a text in which § stands for the marker of the source that holds words, a few characters a piece."""

    def script(prompt: str) -> list[Step]:
        if "<last>" in prompt:
            return ["?"]
        full = text.replace("§", number(prompt, words))
        return [full[at : at + 5] for at in range(0, len(full), 5)]

    return script


def unsound(answer: Answer, bot: Bot) -> list[str]:
    """Return what is wrong with an answer's citations."""
    return list(problems(answer, bot._current().documents))
