"""Text that people or feeds wrote: cleaned before it is stored, made inert before it is shown."""

import re
import unicodedata

from yarl import URL

from bot.errors import InputError

_MARKS = 4  # stacked combining marks kept; the most that living scripts need
_URL_LENGTH = 500
_BAR = "\u2502"  # looks like a bar and cannot end a spoiler

# Characters that may start an emoji or follow a joiner in one (Unicode's emoji-data.txt, rounded).
_PICTURES = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u2199\u21a9\u21aa\u2300-\u23ff\u24c2\u25aa-\u27bf"
    "\u2934\u2935\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55\u3030\u303d\u3297\u3299"
    "\U0001f000-\U0001faff"
)
_FLAGS = "|".join(
    f"\U0001f3f4{''.join(chr(0xE0000 + ord(letter)) for letter in region)}\U000e007f"
    for region in ("gbeng", "gbsct", "gbwls")
)
_PICTURE = rf"[{_PICTURES}][\ufe0e\ufe0f]?"
_CHARACTER = re.compile(
    rf"{_FLAGS}|{_PICTURE}(?:\u200d{_PICTURE})*|[0-9#*]\ufe0f\u20e3|.", re.DOTALL
)
# Invisible without being format characters: Unicode's Default_Ignorable_Code_Point.
_IGNORABLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8"
    "\U000e0000-\U000e0fff]"
)

_ACTIVE = re.compile(
    r"[\\*_~|`<\[@]|:(?=//|[\w+-]+:)|(?<=discord)\.|(?<=discordapp)\.", re.IGNORECASE
)
_BLOCK = re.compile(r"^([^\S\n]*\d*)([#>+\-.)])", re.MULTILINE)
_SPOILER = re.compile(r"\\.|(\|\|)", re.DOTALL)

_NOT_IN_URL = re.compile(r"""[\s<>\[\]{}\\^`"]""")
_ENCODED = re.compile(r"[()*|<>\[\]{}\\^`\"]|~~|__")
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]+)")
_PRIVATE = ("localhost", "local", "internal")
# Scripts that real names mix (Unicode UTS 39, section 5.2, "highly restrictive").
_TOGETHER = (
    {"LATIN", "CJK", "IDEOGRAPHIC", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"},
    {"LATIN", "CJK", "HANGUL"},
    {"LATIN", "CJK", "BOPOMOFO"},
)
_NOT_IN_LABEL = re.compile(
    r"[\\*_`<>\[\]]|\|\||~~|//|@(?:everyone|here)|:\w+:"
    rf"|(?![\u00a9\u00ae\u2122])[{_PICTURES}]"
)
_DOMAIN = re.compile(r"(?:[^\W_][\w-]*[.\u2024\uff0e])+[^\W\d_]{2,}")
_EXAMPLE = "Write the whole address of the page, like https://example.com/news."


def clean(text: str, *, multiline: bool = False) -> str:
    """Return typed text as it is stored: NFC, nothing invisible, single spaces, few stacked marks.

    Controls, format characters (bidi, zero width) and lone surrogates go, except for what emoji
    are made of; ``multiline`` keeps line breaks, at most one empty line at a time.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text = unicodedata.normalize("NFC", _visible(unicodedata.normalize("NFC", text)))
    if not multiline:
        return " ".join(text.split())
    lines = "\n".join(" ".join(line.split()) for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


def escape(text: str) -> str:
    r"""Return cleaned text as Discord markdown that shows exactly this text and does nothing.

    Every sign that could begin something gets a backslash: mentions, timestamps, commands and
    emoji at ``<``, masked links at ``[``, bare links as ``https\://``, and invites as
    ``discord\.gg``, since clients preview them without a scheme and take a backslash for a slash.
    ``discord.utils.escape_markdown`` does not do: it leaves a second masked link, URLs and what
    stands inside brackets active; nor does ``escape_mentions``, whose zero width space Discord
    has ignored since 2020. Pings are ruled out by AllowedMentions alone; here they only look
    inert. Not for plain fields (footers, labels, choices), which would show the backslashes.
    """
    return _BLOCK.sub(r"\1\\\2", _ACTIVE.sub(r"\\\g<0>", text))


def cut(text: str, limit: int) -> str:
    """Return text or markdown of at most ``limit`` UTF-16 units, with "…" where it was cut.

    Discord's API counts code points (discord-api-docs issue 1315) and its clients UTF-16 units,
    which are never fewer. Keeps graphemes, words and backslash escapes whole and closes a spoiler;
    other formatting and links have to be put around the text afterwards.
    """
    if _units(text) <= limit:
        return text
    kept = _start(text, limit - 1)
    if not _open_spoiler(kept):
        return f"{kept}…" if limit > 0 else ""
    kept = _start(text, limit - 3)
    return f"{kept}…||" if _open_spoiler(kept) else f"{kept}…"


def spoiler(text: str) -> str:
    """Hide markdown behind spoiler bars, which bars inside cannot break; empty text stays so."""
    hidden = re.sub(r"\\?\|", _BAR, text)
    return f"||{_whole_escapes(hidden)}||" if hidden.strip() else ""


def checked_link(text: str) -> str:
    """Return a typed web address, normalised for a masked link; InputError says what to write."""
    text = text.strip()
    if not re.match(r"https?://", text, re.IGNORECASE):
        raise InputError(f"A link starts with https://. {_EXAMPLE}")
    if _NOT_IN_URL.search(text) or any(unicodedata.category(char)[0] == "C" for char in text):
        raise InputError(f"That link has a space or another sign no address has. {_EXAMPLE}")
    if "@" in text.split("/")[2]:
        raise InputError(f"That link hides where it leads behind a name and @. {_EXAMPLE}")
    url = _url(text)
    host = (url.raw_host or "").rstrip(".")
    if not _HOST.fullmatch(host) or host.rpartition(".")[2] in _PRIVATE:
        raise InputError(f"That link leads to no public website. {_EXAMPLE}")
    if _mixed_scripts(url.host or ""):
        raise InputError(
            "The name of that website mixes alphabets to look like another one. "
            "Write the address of the real website."
        )
    if _is_invite(host, url.path):
        raise InputError(
            "Discord invites cannot be posted here. Write the address of the page with the news."
        )
    target = _target(url.with_host(host))
    if len(target) > _URL_LENGTH:
        raise InputError(
            f"That link is longer than {_URL_LENGTH} characters. "
            "Try it without everything from the question mark on."
        )
    return target


def host_of(url: str) -> str:
    """Return the real host for showing, in punycode, without "www."; empty when there is none."""
    return (_url(url).raw_host or "").rstrip(".").removeprefix("www.")


def link(label: str, url: str | None) -> str:
    """Return a masked link, or the escaped label when there is no address.

    Discord takes no backslashes inside a masked link (discord-api-docs issue 6185) and shows it
    raw with an emoji or another address in it (issue 7721), so that a label with any of these, or
    one that names another website, stands before a link that shows the host.
    """
    label = " ".join(label.split())
    host = host_of(url or "")
    if not host:
        return escape(label)
    target = _target(_url(url or ""))
    names = [name.lower().removeprefix("www.") for name in _DOMAIN.findall(label)]
    others = [name for name in names if not f".{host}".endswith(f".{name}")]
    if _NOT_IN_LABEL.search(label) or others:
        return f"{escape(label)} ([{host}]({target}))"
    return f"[{label or host}]({target})"


def _visible(text: str) -> str:
    """Drop what cannot be seen; white space stays."""
    kept: list[str] = []
    marks = 0
    for character in _CHARACTER.findall(text.replace("\u2800", " ")):
        if len(character) > 1:
            marks = 0
        else:
            category = unicodedata.category(character)
            if category in ("Cc", "Cf") and not character.isspace():
                continue
            if _IGNORABLE.match(character):
                continue
            marks = marks + 1 if category in ("Mn", "Me") else 0
            if marks > _MARKS:
                continue
        kept.append(character)
    return "".join(kept)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _start(text: str, room: int) -> str:
    """Return the beginning of a longer text that fits, ending after a word where one is near."""
    at = 0
    while (room := room - (2 if text[at] > "\uffff" else 1)) >= 0:
        at += 1
    while at and _joined(text, at):
        at -= 1
    space = max(text.rfind(" ", 0, at + 1), text.rfind("\n", 0, at + 1))
    kept = text[: space if space > at * 0.6 else at]
    return _whole_escapes(kept).rstrip(" \n,;")


def _whole_escapes(text: str) -> str:
    """Drop a last backslash that would escape what follows."""
    backslashes = len(text) - len(text.rstrip("\\"))
    return text[:-1] if backslashes % 2 else text


def _joined(text: str, at: int) -> bool:
    """Tell whether cutting here would split a grapheme (Unicode UAX 29) or a pair of bars."""
    before, after = text[at - 1], text[at]
    if _is_flag_letter(before) and _is_flag_letter(after):
        start = at
        while start and _is_flag_letter(text[start - 1]):
            start -= 1
        return (at - start) % 2 == 1
    return (
        before == "\u200d"
        or (before + after) in ("\r\n", "||")
        or after in "\u200d\u0e33\u0eb3"
        or unicodedata.category(after)[0] == "M"
        or "\u1160" <= after <= "\u11ff"
        or "\U0001f3fb" <= after <= "\U0001f3ff"
        or "\U000e0020" <= after <= "\U000e007f"
    )


def _is_flag_letter(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _open_spoiler(text: str) -> bool:
    return len([bars for bars in _SPOILER.findall(text) if bars]) % 2 == 1


def _url(text: str) -> URL:
    """Parse an http address; anything else becomes an empty one, without a host."""
    try:
        url = URL(text)
    except ValueError:
        return URL()
    return url if url.scheme in ("http", "https") else URL()


def _target(url: URL) -> str:
    """Encode what would end a masked link or format its surroundings."""
    return _ENCODED.sub(lambda found: "".join(f"%{ord(char):02X}" for char in found[0]), str(url))


def _mixed_scripts(host: str) -> bool:
    for label in host.split("."):
        scripts = {unicodedata.name(char, "?").split()[0] for char in label if char.isalpha()}
        if len(scripts) > 1 and not any(scripts <= together for together in _TOGETHER):
            return True
    return False


def _is_invite(host: str, path: str) -> bool:
    site = ".".join(host.rsplit(".", 2)[-2:])
    steps = [step.lower() for step in path.split("/") if step]
    return site == "discord.gg" or (
        site in ("discord.com", "discordapp.com") and "invite" in steps[:1]
    )
