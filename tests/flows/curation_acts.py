"""Facts that moderators write, through Discord and past it."""

import datetime as dt

import simcord
from simcord.results import ResponseMessage

from bot import curation
from bot.desk.forms import begin_form
from bot.newsroom import Editor
from bot.store.additions import Addition
from bot.store.database import Database
from tests.flows.conftest import World
from tests.flows.desk_acts import press, seen

FACT = {
    "text": "Tomo is one metre and a half tall.",
    "about": "Tomo",
    "link": "https://quay.example.org/tomo",
    "title": "The height of Tomo",
    "as_of": "2024-05-01",
}
CHOSEN = {
    "category": "story",
    "reliability": "press",
    "confidence": "confirmed",
    "spoiler": "none",
}
MENUS = {"category": "story", "reliability": "press"}


def find(name: str) -> str:
    return {"Tomo": "tomo", "Ines Varga": "ines-varga"}[name]


async def add_fact(db: Database, editor: Editor, now: int, **changes: str) -> Addition:
    """Publish a fact without going through Discord."""
    fields = {**FACT, **CHOSEN, **changes}
    form_id = await begin_form(db, editor, fields, now)
    statement = curation.read_statement(fields, dt.date(2026, 11, 23), ("story", "sequel"), find)
    return await curation.publish(db, editor, statement, form_id=form_id, question_id=None, now=now)


async def choose(
    who: simcord.MemberActor, preview: ResponseMessage, key: str, value: str
) -> ResponseMessage:
    """Choose in one of the menus under a preview."""
    [custom_id] = [
        str(item["custom_id"])
        for item in _items(preview.components)
        if str(item.get("custom_id", "")).startswith("facts:choose")
        and str(item["custom_id"]).endswith(key)
    ]
    await who.select(preview, [value], custom_id=custom_id)
    return preview


def _items(components: list[dict[str, object]]) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for component in components:
        found.append(component)
        found += _items(component.get("components") or [])  # type: ignore[arg-type]
    return found


async def fill(
    who: simcord.MemberActor, opened: simcord.InteractionResult, **changes: str
) -> ResponseMessage:
    """Fill the form of a fact in, choose what there is to choose, and return the preview."""
    preview = seen(await who.submit_modal(opened, {**FACT, **changes}))
    for key, value in MENUS.items():
        await choose(who, preview, key, value)
    return preview


async def add_through_discord(
    world: World, who: simcord.MemberActor | None = None, **changes: str
) -> simcord.InteractionResult:
    """Add a fact as a moderator does."""
    who = who or world.moderator
    channel = world.mods if who.guild.id == world.guild.id else world.elsewhere
    preview = await fill(who, await who.slash(channel, "desk fact add"), **changes)
    return await press(who, preview, "Publish")
