"""What goes wrong with an address, in sentences for the moderator who gave it."""

from enum import StrEnum

from bot.errors import InputError

MOST_MB = 5


class Problem(StrEnum):
    """Why nothing could be read at an address."""

    ADDRESS = "That is no address of a feed. Write it whole, like https://example.com/feed.xml."
    SIGNS_IN = "That address carries a name or a password before the @. Write it without."
    PORT = "Feeds are read from the usual web ports only (80 and 443). Write it without the port."
    PRIVATE = "That address leads into a private network, where feeds are never read from."
    UNKNOWN_HOST = "No website of that name is found. Is the address spelt right?"
    UNREACHABLE = "That website does not answer."
    CERTIFICATE = "The certificate of that website is not valid, so what it says is not trusted."
    TIMEOUT = "That website took too long to answer."
    SLOW = "That website sends its feed so slowly that reading it was given up."
    REDIRECTS = "That address leads on from one address to the next too many times."
    MISSING = "There is no page at that address (the website says 404, not found)."
    GONE = "The website says that this feed is gone for good (410)."
    REFUSED = "The website does not let the bot read that page (it says {status})."
    BUSY = "The website asks to come back later (it says {status})."
    BROKEN = "The website has an error of its own (it says {status})."
    ANSWER = "The website gave an answer that is no web page (it says {status})."
    GARBLED = "What the website sent cannot be unpacked or was cut off."
    TOO_LARGE = f"That page is larger than {MOST_MB} MB, which no feed should be."
    NOT_A_FEED = "That page is no feed: neither RSS nor Atom nor JSON Feed."
    CHARSET = "The feed is written in a character set that is not read here. UTF-8 always works."
    TOO_COMPLICATED = "Reading that feed took too long and was given up."


class FetchError(InputError):
    """Nothing could be read; ``retry_after`` is how long the website asks to wait (seconds)."""

    def __init__(
        self, problem: Problem, *, status: int = 0, retry_after: int | None = None, hint: str = ""
    ) -> None:
        super().__init__(f"{problem.format(status=status)} {hint}".strip())
        self.problem = problem
        self.status = status
        self.retry_after = retry_after
