"""What answers and votes report, whoever asked: to the metrics, the traces, and the line of their request."""

from dataclasses import dataclass

from bot.types import Answer
from bot.web.observe.metrics import Metrics
from bot.web.observe.redact import redact
from bot.web.observe.requests import current_request, note
from bot.web.observe.tracing import Tracing


@dataclass(frozen=True, slots=True)
class Reports:
    """Takes reports; with ``text``, what was asked and said goes into the log, redacted."""

    metrics: Metrics
    tracing: Tracing | None
    text: bool

    def answered(self, answer: Answer) -> None:
        """Report an answer, from the thread that serves the request it was given to."""
        request = current_request()
        self.metrics.answer(answer, request.route if request else "")
        if self.tracing:
            self.tracing.stages(answer.timings)
        note(
            language=answer.language,
            kind=answer.kind,
            stages={stage: round(seconds, 4) for stage, seconds in answer.timings.items()},
        )
        if answer.generation:
            note(generation=answer.generation)
        if self.text:
            note(question=redact(answer.question), answer=redact(answer.text))

    def voted(self, vote: str, comment: str, again: bool) -> None:
        """Report a vote that was stored; one that says ``again`` what it said is not counted again."""
        if not again:
            self.metrics.vote(vote)
        note(vote=vote)
        if self.text and comment:
            note(comment=redact(comment))
