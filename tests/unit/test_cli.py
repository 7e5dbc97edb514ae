"""The command line: help, exit codes, and errors without a traceback."""

import json
import logging
from collections.abc import Generator
from pathlib import Path

import pytest

from bot.cli.main import FAILED, MISUSED, OK, main
from bot.settings import ROOT


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the commands away from the checkout's own database and token."""
    database = tmp_path / "cli.db"
    monkeypatch.setenv("DATABASE_PATH", str(database))
    monkeypatch.setenv("DISCORD_TOKEN", "")
    monkeypatch.setenv("PACK", "alita")
    return database


@pytest.fixture(autouse=True)
def own_logging() -> Generator[None, None, None]:
    """Put logging back: the commands log to the standard error of the test."""
    root, logger = logging.getLogger(), logging.getLogger("discord")
    handlers, level, discords = root.handlers[:], root.level, logger.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logger.setLevel(discords)


@pytest.mark.parametrize("command", ["sandbox", "ask", "export", "check", "backup", "restore", ""])
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*command.split(), "--help"])

    assert ended.value.code == 0
    assert "usage: python -m bot" in capsys.readouterr().out


def test_running_without_a_token_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == MISUSED
    assert "DISCORD_TOKEN is not set" in capsys.readouterr().err


def test_check_counts_the_pack_and_finds_nothing_to_mend(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["check"]) == OK

    told = capsys.readouterr().out
    assert "430 facts" in told
    assert "Nothing to mend" in told


def test_check_tells_of_backups_figures_and_shards(
    own_store: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SHARD_COUNT", "4")
    monkeypatch.setenv("SHARD_IDS", "1-3")
    monkeypatch.setenv("METRICS_PORT", "9101")
    assert main(["ask", "Who directed it?"]) == OK  # makes the store
    copy = own_store.parent / "backups" / f"{own_store.stem}-20261122-040000Z.db"
    assert main(["backup", str(copy)]) == OK
    capsys.readouterr()

    assert main(["check"]) == OK

    told = capsys.readouterr().out
    assert "the newest of 1 is of 22 November 2026, 04:00 UTC" in told
    assert "shards: 1, 2, 3 of 4, with 30 alerts a second" in told
    assert "by the process with shard 0" in told
    nothing: dict[str, None] = {}
    monkeypatch.setattr("bot.cli.check.find_spec", nothing.get)
    assert main(["check"]) == FAILED
    assert "METRICS_PORT needs prometheus-client" in capsys.readouterr().out


def test_check_names_a_damaged_database(
    own_store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own_store.write_bytes(b"SQLite format 3\x00" + b"\xff" * 5_000)

    assert main(["check"]) == FAILED
    assert str(own_store) in capsys.readouterr().out


def test_a_damaged_database_is_not_started_with_and_the_way_back_is_said(
    own_store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ask", "Who directed it?"]) == OK  # makes the store
    copy = own_store.parent / "backups" / f"{own_store.stem}-20261122-040000Z.db"
    assert main(["backup", str(copy)]) == OK
    with own_store.open("r+b") as file:
        file.seek(5 * 4_096)
        file.write(b"\x5a" * 64)

    assert main(["ask", "Who directed it?"]) == FAILED

    told = capsys.readouterr().err
    assert f"{own_store} is damaged" in told
    assert f"python -m bot restore {copy}" in told
    assert "Traceback" not in told
    assert main(["restore", str(copy)]) == OK
    assert main(["ask", "Who directed it?"]) == OK


def test_asking_answers_with_a_source(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "Who directed Alita: Battle Angel?"]) == OK

    told = capsys.readouterr().out
    assert "Robert Rodriguez" in told
    assert "Source" in told


def test_a_file_of_questions_becomes_lines_of_answers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    questions = tmp_path / "questions.jsonl"
    lines = [
        {"id": "a", "question": "Who directed Alita: Battle Angel?"},
        {"id": "b", "question": "What is the capital of Mongolia?"},
    ]
    questions.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")

    assert main(["ask", "--jsonl", str(questions)]) == OK

    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert (first["id"], first["abstained"]) == ("a", False)
    assert first["citations"]
    assert (second["id"], second["abstained"], second["citations"]) == ("b", True, [])


@pytest.mark.parametrize(
    ("text", "told"), [("{", "line 1"), ('{"id": "a"}', "question"), ("[]", "line 1")]
)
def test_a_bad_line_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, told: str
) -> None:
    questions = tmp_path / "questions.jsonl"
    questions.write_text(text, encoding="utf-8")

    assert main(["ask", "--jsonl", str(questions)]) == FAILED
    assert told in capsys.readouterr().err


def test_asking_nothing_is_a_misuse() -> None:
    assert main(["ask"]) == MISUSED


def test_a_copy_can_be_made_and_put_back(
    own_store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ask", "Who directed it?"]) == OK  # makes the store
    copy = tmp_path / "copy.db"

    assert main(["backup", str(copy)]) == OK
    assert main(["backup", str(copy)]) == FAILED
    assert main(["restore", str(copy)]) == OK

    told = capsys.readouterr()
    assert "already there" in told.err
    assert "is kept as" in told.out
    assert "for 7 days" in told.out
    assert "published, corrected or retracted after the copy was made is not in it" in told.out
    assert own_store.exists()


def test_what_is_no_copy_is_not_put_back(
    own_store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = tmp_path / "wrong.db"
    wrong.write_text("not a database", encoding="utf-8")

    assert main(["restore", str(wrong)]) == FAILED
    assert main(["restore", str(tmp_path / "nowhere.db")]) == FAILED
    assert not own_store.exists()
    assert "Traceback" not in capsys.readouterr().err


def test_the_readme_names_every_command() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    for command in ("sandbox", "ask", "check", "backup", "restore"):
        assert f"python -m bot {command}" in readme or f"`{command}" in readme
