"""What stands before the web app: who may ask from where, how often, how much and how many at once."""

from collections.abc import Callable

from starlette.types import ASGIApp

from bot.errors import SettingsError
from bot.settings import Settings
from bot.web.guard.addresses import believe_proxies
from bot.web.guard.admission import admit
from bot.web.guard.bodies import bound_bodies
from bot.web.guard.headers import add_headers
from bot.web.guard.hosts import check_hosts
from bot.web.guard.keys import require_keys
from bot.web.guard.origins import judge_origins
from bot.web.guard.paths import close_paths
from bot.web.guard.rates import limit_rates


def guard(app: ASGIApp, settings: Settings, watch: Callable[[int], object] = lambda waiting: None) -> ASGIApp:
    """Return the app behind its guard; a request passes the steps from the last line to the first.

    Bodies are read before a request queues, so that slow senders take no place from others. What was found
    out stands in ``scope["state"]``: ``caller`` (see ``addresses`` and ``keys``) and ``site`` (``origins``).

    Raises:
        SettingsError: requests would fail before the model's time is up.
    """
    if settings.llm and settings.request_seconds <= settings.llm_seconds:
        raise SettingsError(
            "BOT_REQUEST_SECONDS must be longer than BOT_LLM_SECONDS, after which the quoted answer is given"
        )
    app = admit(app, settings.concurrency, settings.queue, settings.request_seconds, watch)
    app = bound_bodies(app, settings.max_body_bytes)
    app = limit_rates(app, settings.rate)
    app = require_keys(app, settings.api_keys)
    app = judge_origins(app, settings.origins)
    app = close_paths(app)
    app = check_hosts(app, settings.host, settings.hosts)
    app = add_headers(app, settings.origins)
    return believe_proxies(app, settings.trusted_proxies)
