"""``ask``: answers in the terminal, from the same store and by the same rules as in Discord."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import discord

from bot.app import bring_pack
from bot.ask import Answer, Answerer, load_phrasings, render_plain
from bot.errors import InputError
from bot.news import NewsReader
from bot.packs.loading import load_pack
from bot.settings import MIGRATIONS, Settings
from bot.store.database import Database


async def ask_one(settings: Settings, question: str) -> int:
    """Print the answer to a question."""
    answers = await _answer(settings, [("", question)])
    print(answers[0][1])
    return 0


async def ask_file(settings: Settings, path: Path) -> int:
    """Print a line of JSON for each line of the file."""
    questions = list(_questions(path))
    answers = await _answer(settings, questions)
    for (id_, _), (answer, text) in zip(questions, answers, strict=True):
        citations = [*(fact.id for fact in answer.facts), *(u.key for u in answer.updates if u.key)]
        line = {
            "id": id_,
            "text": text,
            "abstained": answer.abstained,
            "citations": citations,
        }
        print(json.dumps(line, ensure_ascii=False))
    return 0


async def _answer(settings: Settings, questions: list[tuple[str, str]]) -> list[tuple[Answer, str]]:
    async with Database.open(settings.database, MIGRATIONS) as db:
        await bring_pack(db, settings)
        news = await NewsReader(db).current()
    pack = load_pack(settings.pack)
    answerer = Answerer(pack, load_phrasings(settings.pack / "answers"))
    updates, today = news.visible(None), discord.utils.utcnow().date()
    answers = [answerer.answer(question, updates=updates, today=today) for _, question in questions]
    return [(answer, render_plain(answer, pack.info.title)) for answer in answers]


def _questions(path: Path) -> Iterator[tuple[str, str]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {error}") from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _question(f"{path}, line {number}", line)


def _question(place: str, line: str) -> tuple[str, str]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise InputError(f"{place} is not JSON: {error}") from error
    if not isinstance(row, dict):
        raise InputError(f'{place}: write {{"id": "…", "question": "…"}}')
    fields = cast("dict[str, object]", row)
    id_, question = fields.get("id"), fields.get("question")
    if not isinstance(id_, str | int) or not isinstance(question, str):
        raise InputError(f'{place} needs "id" and "question"')
    return str(id_), question
