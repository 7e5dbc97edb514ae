"""The few exceptions whose text people see."""

import sqlite3


class SequelwatchError(Exception):
    """Something a person can mend; ``str()`` is a sentence to show to that person."""


class SettingsError(SequelwatchError):
    """A setting is missing or wrong; the text names the variable."""


class PackError(SequelwatchError):
    """A pack cannot be used; the text names file, line and remedy."""


class StoreError(SequelwatchError):
    """The database cannot be used; the text says what to do."""


class DamagedError(StoreError):
    """The database file is not sound; the text names it."""

    def __init__(self, path: object, reason: str) -> None:
        super().__init__(
            f"The database {path} is damaged: {reason}. It was left as it is, and the bot does "
            "not start with it."
        )


class DiskError(StoreError, sqlite3.OperationalError):
    """Nothing can be written; what was being written was undone."""

    def __init__(self) -> None:
        super().__init__(
            "This could not be saved: the disk of the bot's machine is full or fails. Nothing was "
            "changed. Please tell whoever runs this bot, and try again later; commands that only "
            "read still answer."
        )


class InputError(SequelwatchError):
    """A person typed something that cannot be used; the text says what to type instead."""


class NotAllowedError(SequelwatchError):
    """The person lacks a right; the text says which."""


class NotFoundError(SequelwatchError):
    """What was asked for does not exist or belongs to another server."""


class ConflictError(SequelwatchError):
    """Somebody else changed it meanwhile; the text says how it stands now."""
