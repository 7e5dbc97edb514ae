"""Everybody tries something on either server's objects, and what came of it is judged."""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import simcord

from bot.models import GuildSettings
from bot.store.guilds import set_settings
from tests.flows.authorisation_objects import make_objects
from tests.flows.authorisation_table import May, Objects, Row
from tests.flows.conftest import World
from tests.flows.desk_acts import said, send_alerts_to

REFUSALS = (
    "Only moderators can do this",
    "Only moderators of the servers",
    "Only people with the permission Manage Server",
)
UNKNOWN = (
    "This server has no update",
    "That form was kept",
    "no such update in this server",
    "no such digest here",
    "This server has no such",
    "This server has no fact",
    "no such day to remember in this server",
)
DUMPS = (
    "SELECT id, state, revision, wire, published_at FROM updates ORDER BY id",
    "SELECT update_id, number, headline, editor_id FROM revisions ORDER BY update_id, number",
    "SELECT id, guild_id, channel_id, ping_role_id, least, mode FROM destinations ORDER BY id",
    "SELECT id, milestones FROM destinations ORDER BY id",
    "SELECT destination_id, kind FROM unwanted_milestones ORDER BY destination_id, kind",
    "SELECT id, silent, quiet_from, digest, tag_id FROM destinations ORDER BY id",
    "SELECT guild_id, desk_role_id, spoilers_shown FROM guilds ORDER BY guild_id",
    "SELECT guild_id, time_zone, strike_retracted FROM guilds ORDER BY guild_id",
    "SELECT guild_id, day FROM checks ORDER BY guild_id",
    "SELECT id, update_id, wanted_revision, wanted_struck FROM posts ORDER BY id",
    "SELECT id, guild_id, user_id, revision, fields FROM forms ORDER BY id",
    "SELECT id, state, count, addition_id FROM questions ORDER BY id",
    "SELECT question_id, user_id FROM askers ORDER BY question_id, user_id",
    "SELECT id, count FROM reports ORDER BY id",
    "SELECT id, state, revision FROM additions ORDER BY id",
    "SELECT fact_id, guild_id FROM hidden_facts ORDER BY fact_id, guild_id",
    "SELECT id, guild_id, text FROM facts ORDER BY id",
    "SELECT id, state, claimed_by, asked_by, decided_by, update_id FROM stories ORDER BY id",
    "SELECT id, story_id, sender_id, joined FROM story_leads ORDER BY id",
    "SELECT id, update_id, state, verdict FROM requests ORDER BY id",
    "SELECT update_id, due_at, held FROM plans ORDER BY update_id",
    "SELECT update_id, state, link FROM rumours ORDER BY update_id",
    "SELECT id, guild_id, action FROM audit ORDER BY id",
    "SELECT id, guild_id, title, paused FROM feeds ORDER BY id",
)
# What may change without a row of the audit: what somebody typed and nobody else sees, what the
# engine remembers, and messages that it keeps up to date, which follow from what is audited.
UNAUDITED = {"audit", "meta", "forms", "decks", "posts", "queues"}
FORGETS = "privacy:confirm:1"  # deletes the audit with everything else


async def dump(world: World) -> list[object]:
    return [await world.bot.db.fetch(statement) for statement in DUMPS]


async def audited(world: World) -> list[object]:
    """Return everything that moderators and administrators change only with a row of the audit."""
    db = world.bot.db
    tables = await db.fetch(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    )
    wanted = sorted({name for (name,) in tables} - UNAUDITED)
    return [await db.fetch(f"SELECT * FROM {name}") for name in wanted]  # noqa: S608 - own names


async def count_audited(world: World) -> int:
    return int((await world.bot.db.fetch("SELECT count(*) FROM audit"))[0][0])


@dataclass(frozen=True)
class Case:
    """Somebody who tries something, on an object of their own server or of the other one."""

    role: str
    who: simcord.MemberActor
    channel: simcord.ChannelHandle
    objects: Objects
    own: bool

    def expected(self, row: Row) -> str:
        """Return what should come of it: refused, unknown or done."""
        if row.may is May.NEWSROOM:
            return "done" if self.role in ("moderator", "admin") else "refused"
        ranks = {"member": 0, "moderator": 1, "admin": 2, "stranger": 2}
        if ranks[self.role] < row.may.value - 1:
            return "refused"
        return "done" if self.own or row.ids is None else "unknown"


async def cases(world: World, row: Row) -> list[Case]:
    """Return every rank with every object, all made anew."""
    people = {
        "member": (world.member, world.guild, world.general),
        "moderator": (world.moderator, world.guild, world.general),
        "admin": (world.admin, world.guild, world.general),
        "stranger": (world.stranger, world.other, world.elsewhere),
    }
    found: list[Case] = []
    for role, (who, guild, channel) in people.items():
        far = world.other if guild.id == world.guild.id else world.guild
        for own in (True,) if row.ids is None else (True, False):
            # Even what is typed in the person's own name there is out of reach from here.
            objects = await make_objects(world, guild if own else far, who.id)
            found.append(Case(role, who, channel, objects, own))
    return found


async def judge(world: World, row: Row, act: Callable[[Case], Any], name: str) -> None:
    """Let everybody try, and compare what came of it with the table."""
    if row.may is May.NEWSROOM:
        newsrooms = frozenset({world.guild.id})
        world.bot.settings = dataclasses.replace(world.bot.settings, newsroom_guild_ids=newsrooms)
    await send_alerts_to(world, world.news)
    await send_alerts_to(world, world.elsewhere, guild=world.other)
    for guild in (world.guild, world.other):  # a desk that takes tips; nobody has that role
        async with world.bot.db.transaction() as tx:
            await set_settings(tx, GuildSettings(guild.id, desk_role_id=1))
    for case in await cases(world, row):
        before, wanted = await dump(world), case.expected(row)
        stood, noted = await audited(world), await count_audited(world)
        result = await act(case)
        text = "" if result.modal is not None else said(result)
        outcome = "done"
        if any(refusal in text for refusal in REFUSALS):
            outcome = "refused"
        elif any(unknown in text for unknown in UNKNOWN):
            outcome = "unknown"
        about = f"{name} as {case.role}, own={case.own}: {text}"
        assert outcome == wanted, about
        assert "our side" not in text, about
        if wanted != "done":
            assert await dump(world) == before, about
        elif row.may is not May.EVERYBODY and name != FORGETS and await audited(world) != stood:
            assert await count_audited(world) > noted, about
