"""Parses the command line and runs one command; mistakes are sentences, not tracebacks."""

import argparse
import asyncio
import datetime as dt
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from dotenv import dotenv_values

from bot.errors import DamagedError, SequelwatchError, SettingsError
from bot.logs import set_up_logging
from bot.settings import ROOT, Settings, read_settings

OK, FAILED, MISUSED = 0, 1, 2


def main(arguments: Sequence[str]) -> int:
    """Run a command and return its exit code: 0 done, 1 failed, 2 misused or badly set up."""
    options = _parser().parse_args(arguments)
    try:
        settings = read_settings({**_from_file(), **os.environ})
        secret, level = settings.token, "WARNING" if options.quiet else settings.log_level
        set_up_logging(level, settings.log_format, secret)
        return _run_command(options, settings)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return MISUSED
    except SequelwatchError as error:
        print(error, file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        return FAILED


def _run_command(options: argparse.Namespace, settings: Settings) -> int:
    try:
        return int(options.run(options, settings))
    except DamagedError as error:
        from bot.backups import advise  # noqa: PLC0415 - hardly ever needed

        print(error, advise(settings.backup_dir, settings.database), sep="\n", file=sys.stderr)
        return FAILED


def _from_file() -> dict[str, str]:
    values = dotenv_values(ROOT / ".env")
    return {name: value for name, value in values.items() if value is not None}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bot",
        description="A Discord bot for a fandom that waits for a sequel. "
        "Without a command it runs on Discord; settings come from .env or the environment.",
    )
    parser.set_defaults(run=_run, quiet=False)
    commands = parser.add_subparsers(title="commands", metavar="")
    sandbox = commands.add_parser(
        "sandbox", help="run in a simulated Discord in your browser; needs no token"
    )
    sandbox.add_argument("--port", type=int, default=0, help="port on this machine (any free one)")
    sandbox.add_argument("--fresh", action="store_true", help="forget what was written before")
    sandbox.add_argument(
        "--screenshot",
        type=Path,
        metavar="DIR",
        help="write pictures of the main exchanges into DIR instead of serving the page",
    )
    sandbox.set_defaults(run=_sandbox, quiet=True)
    ask = commands.add_parser("ask", help="answer a question in the terminal")
    ask.add_argument("question", nargs="?", help="the question")
    ask.add_argument(
        "--jsonl",
        type=Path,
        metavar="FILE",
        help='answer a file of {"id", "question"} lines, one line of JSON each',
    )
    ask.set_defaults(run=_ask, quiet=True)
    export = commands.add_parser(
        "export", help="write the facts that moderators added as files of a pack"
    )
    export.add_argument("folder", type=Path, help="an empty folder for the files")
    export.add_argument(
        "--guild",
        type=int,
        metavar="ID",
        help="one server's facts (without it: what newsrooms gave to every server)",
    )
    export.set_defaults(run=_export, quiet=True)
    check = commands.add_parser(
        "check", help="look at settings, pack, database and permissions; say what to mend"
    )
    check.set_defaults(run=_check, quiet=True)
    for name, text in (
        ("backup", "write a copy of the database, also while the bot runs"),
        ("restore", "replace the database by a copy, while the bot does not run"),
    ):
        command = commands.add_parser(name, help=text)
        command.add_argument("file", type=Path)
        command.set_defaults(run={"backup": _backup, "restore": _restore}[name])
    return parser


# Each command imports what it needs, so that none waits for what another one needs.


def _run(_: argparse.Namespace, settings: Settings) -> int:
    from bot.app import run_bot  # noqa: PLC0415 - see above

    asyncio.run(run_bot(settings))
    return OK


def _sandbox(options: argparse.Namespace, settings: Settings) -> int:
    # The simulator probes discord.py when it is imported, which warns about voice and intents.
    logging.getLogger("discord").setLevel(logging.ERROR)
    try:
        from bot.sandbox import app, pictures  # noqa: PLC0415 - see above
    except ImportError as error:
        raise SettingsError(
            f"The sandbox needs {error.name}: pip install 'simcord[preview]', "
            "or start it with uv run, which installs it."
        ) from error

    settings = app.sandbox_settings(settings)
    if options.screenshot is not None:
        return pictures.take_pictures(settings, options.screenshot)
    if options.fresh:
        app.forget(settings.database)
    asyncio.run(app.run_sandbox(settings, options.port))
    return OK


def _ask(options: argparse.Namespace, settings: Settings) -> int:
    from bot.cli.ask import ask_file, ask_one  # noqa: PLC0415 - see above

    if (options.question is None) == (options.jsonl is None):
        raise SettingsError('Give a question, as in: ask "Who directed it?", or --jsonl FILE.')
    if options.jsonl is not None:
        return asyncio.run(ask_file(settings, options.jsonl))
    return asyncio.run(ask_one(settings, options.question))


def _export(options: argparse.Namespace, settings: Settings) -> int:
    from bot.cli.export import export  # noqa: PLC0415 - see above

    return asyncio.run(export(settings, options.folder, options.guild))


def _check(_: argparse.Namespace, settings: Settings) -> int:
    from bot.cli.check import check_all  # noqa: PLC0415 - see above

    return asyncio.run(check_all(settings))


def _backup(options: argparse.Namespace, settings: Settings) -> int:
    from bot.store.backup import copy_database  # noqa: PLC0415 - see above

    copy_database(settings.database, options.file)
    print(f"{options.file}: a sound copy of {settings.database}")
    return OK


def _restore(options: argparse.Namespace, settings: Settings) -> int:
    from bot.store.backup import restore_database  # noqa: PLC0415 - see above

    restored = restore_database(options.file, settings.database)
    print(f"{settings.database} is now as in {options.file}.")
    if restored.kept is not None:
        days = settings.backup_keep
        until = f" for {days} days, as daily copies are" if days else ""
        print(f"What was there before is kept as {restored.kept}{until}.")
    if restored.newest is not None:
        since = dt.datetime.fromtimestamp(restored.newest, dt.UTC)
        print(
            f"The last news and alerts in it are of {since:%d %B %Y, %H:%M} UTC. What moderators "
            "published, corrected or retracted after the copy was made is not in it: channels "
            "still show those alerts, but the bot no longer knows them. Alerts that the copy "
            "holds as unsent are looked for in their channels before they are sent. Whoever "
            "had what is stored about them deleted since then is in it again."
        )
    if restored.dropped:
        print(
            f"{restored.dropped} updates waited for digests. They are left out of the next ones, "
            "since nobody can tell whether they went out; /news shows them."
        )
    return OK
