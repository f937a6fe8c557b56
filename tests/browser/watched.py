"""A page in a browser of which everything is noticed that hostile text could bring about."""

from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, Response

_SCRIPT = Path(__file__).with_name("watch.js")


class Watched:
    """A page, and what went wrong on it."""

    def __init__(self, page: Page, own: tuple[str, ...]) -> None:
        self.page = page
        self.wrong: list[str] = []
        self._own = own
        self._going = ""
        self._asked: set[str] = set()
        context = page.context
        context.expose_binding("hit", lambda source: self.wrong.append(f"ran on {source['page'].url[:200]}"))
        context.add_init_script(path=_SCRIPT)
        context.on("page", lambda other: self.wrong.append(f"opened {other.url}"))
        context.on("request", lambda request: self._requested(request.url, request.resource_type))
        page.on("dialog", lambda dialog: (self.wrong.append(f"dialog {dialog.message}"), dialog.dismiss()))
        page.on("frameattached", lambda frame: self.wrong.append(f"frame {frame.url}"))
        page.on("pageerror", lambda error: self.wrong.append(f"error {error}"))
        if own[0].startswith("http"):
            page.on("response", self._answered)

    def go(self, address: str) -> Response | None:
        """Open an address, which nothing else may do."""
        self._going = address
        response = self.page.goto(address)
        self.page.wait_for_load_state()
        return response

    def consists_of(self) -> set[str]:
        """Return the elements, attributes and kinds of requests there have been since the page was opened."""
        return {*self.page.evaluate("consistsOf()"), *self._asked}

    def _requested(self, url: str, kind: str) -> None:
        if not url.startswith(self._own):
            self.wrong.append(f"asked {url}")
        elif kind != "document":
            self._asked.add(f"{kind} {urlsplit(url).path.partition('heartbeat')[0]}")
        elif url.split("#")[0] != self._going.split("#")[0]:
            self.wrong.append(f"went to {url}")

    def _answered(self, response: Response) -> None:
        kind = response.headers.get("content-type", "")
        path = urlsplit(response.url).path
        if not kind.startswith("text/html") or not response.url.startswith(self._own[0]):
            return
        policy = response.headers.get("content-security-policy", "")
        inline = "'unsafe-inline'" in policy
        if "default-src" not in policy or "*" in policy or inline != (path == "/"):
            self.wrong.append(f"{path} has the policy {policy!r}")
        if response.headers.get("x-content-type-options") != "nosniff":
            self.wrong.append(f"{path} may be sniffed")
