"""Errors whose message is one sentence for the person who can mend them."""


class BotError(Exception):
    """Something expected went wrong; the command line prints the message and exits with 2."""


class SettingsError(BotError):
    """A setting has a value that cannot be used."""


class UsageError(BotError):
    """What was asked for cannot be done."""


class EncoderError(BotError):
    """The encoder could not be loaded."""


class IndexUnusable(BotError):
    """The index cannot be read or written."""
