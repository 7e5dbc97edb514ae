"""The child process that reads feeds: frames in, frames out, and limits that end it.

A frame is its length in four bytes, most significant first, and so many bytes. A question is
two frames, a JSON head and the page; the answer is one frame of JSON.
"""

import contextlib
import json
import struct
import sys
import time
from typing import Any, BinaryIO

CPU_S = 3  # of one page
MEMORY_MB = 512
_LENGTH = struct.Struct(">I")


def read_frame(stream: BinaryIO) -> bytes | None:
    """Return the next frame, None at the end."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (size,) = _LENGTH.unpack(head)
    body = stream.read(size)
    return body if len(body) == size else None


def frame(body: bytes) -> bytes:
    """Return bytes as a frame."""
    return _LENGTH.pack(len(body)) + body


def answer(head: bytes, page: bytes) -> dict[str, Any]:
    """Return a feed's fields, or under ``problem`` why there are none."""
    # Loaded here: whoever only speaks the protocol needs none of it.
    from bot.fetching.parsing import RefusedError, parse  # noqa: PLC0415 - see above

    try:
        asked: dict[str, str] = json.loads(head)
        return parse(page, asked["content_type"], asked["url"])
    except RefusedError as refusal:
        problem, _, hint = str(refusal).partition(" ")
        return {"problem": problem, "hint": hint}
    except (MemoryError, RecursionError):
        return {"problem": "TOO_COMPLICATED", "hint": ""}
    except Exception as error:  # noqa: BLE001 - whatever a parser trips over, the page is at fault
        return {"problem": "NOT_A_FEED", "hint": "", "error": repr(error)[:200]}


def limit_memory() -> None:
    """Let the process have so much memory and no more, where the platform can."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 - not on Windows

        size = MEMORY_MB * 1_048_576
        resource.setrlimit(resource.RLIMIT_AS, (size, resource.getrlimit(resource.RLIMIT_AS)[1]))


def limit_time() -> None:
    """Let the process work for a few seconds more: the limit counts from its start."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 - not on Windows

        until = int(time.process_time()) + 1 + CPU_S
        resource.setrlimit(resource.RLIMIT_CPU, (until, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def main() -> None:
    """Answer until the parent closes the pipe."""
    questions, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # nothing that a library prints may get between the frames
    limit_memory()
    while (head := read_frame(questions)) is not None:
        page = read_frame(questions)
        if page is None:
            return
        limit_time()
        answers.write(frame(json.dumps(answer(head, page)).encode()))
        answers.flush()


if __name__ == "__main__":
    main()
