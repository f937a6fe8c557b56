"""How often one caller may ask."""

import math
import time
from array import array
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable

from limits import parse_many
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.web.guard.paths import costs
from bot.web.guard.refusals import refuse

# That are remembered; beyond, those not seen for longest are forgotten.
CALLERS = 50_000


class MovingWindow:
    """The times of each caller's requests within the last ``period`` seconds, at most ``amount`` of them.

    Those that ``limits`` keeps in memory are not used: its moving window never forgets a caller, the others
    start threads that look at all callers again and again, and none bounds their number.
    """

    def __init__(self, amount: int, period: float, callers: int = CALLERS) -> None:
        self._amount = amount
        self._period = period
        self._callers = callers
        # The caller seen last comes last. A plain dict is slow to find its first entry after many removals.
        self._times: OrderedDict[str, array[float]] = OrderedDict()

    def wait(self, caller: str, now: float) -> float:
        """Return the seconds until the caller may ask again, 0 for at once."""
        times = self._times.get(caller, ())
        recent = len(times) - bisect_right(times, now - self._period)
        return times[-self._amount] + self._period - now if recent >= self._amount else 0.0

    def add(self, caller: str, now: float) -> None:
        """Count a request."""
        times = self._times.pop(caller, None) or array("d")
        del times[: bisect_right(times, now - self._period)]
        times.append(now)
        self._times[caller] = times
        # Two at most with each one added: so what has run out goes without ever looking at all of it.
        for _ in range(2):
            unseen = next(iter(self._times))
            if len(self._times) > self._callers or self._times[unseen][-1] <= now - self._period:
                del self._times[unseen]

    def __len__(self) -> int:
        return len(self._times)


def limit_rates(app: ASGIApp, notation: str, clock: Callable[[], float] = time.monotonic) -> ASGIApp:
    """Refuse requests (429) beyond the rates in ``notation``, such as "10/second;60/minute", of one caller.

    Counted is what costs: questions and feedback. What was refused does not count.
    """
    windows = [MovingWindow(item.amount, item.get_expiry()) for item in parse_many(notation)]

    async def middleware(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not costs(scope):
            await app(scope, receive, send)
            return
        caller, now = scope["state"]["caller"], clock()
        seconds = math.ceil(max(window.wait(caller, now) for window in windows))
        if not seconds:
            for window in windows:
                window.add(caller, now)
            await app(scope, receive, send)
            return
        detail = f"More than {notation} was asked; ask again in {seconds} s."
        await refuse(scope, receive, send, 429, detail, {"Retry-After": str(seconds)})

    return middleware
