"""Starts the web app."""

import sys

from bot.errors import BotError
from bot.settings import load_settings

if __name__ == "__main__":
    try:
        from bot.web.server import run

        run(load_settings())
    except BotError as error:
        sys.stderr.write(f"bot: {error}\n")
        sys.exit(2)
