"""Alerts to people over real sockets: once each, never after a refusal, only to members."""

import asyncio
from pathlib import Path

from bot.enums import Importance, Kind, Mode, Refusal, Wants
from bot.models import PartialDate, Wording
from bot.newsroom import Editor, publish, write_draft
from bot.places import Hours
from bot.settings import MIGRATIONS
from bot.store.database import Database
from bot.store.followers import get_follower, get_refusal, insert_follow, set_follower
from tests.wire.bot_process import HEADLINE, BotProcess, prepare_store
from tests.wire.discord_server.faults import Effect, Fault
from tests.wire.discord_server.openapi import DESCRIPTION
from tests.wire.discord_server.server import DiscordServer
from tests.wire.discord_server.world import Channel, Guild, User, World

INTERNAL = "Of this server alone"


async def follow(db: Database, world: World, person: User, guild: Guild) -> Channel:
    """Let somebody follow by direct message; return that channel."""
    channel = world.dm(world.app, person)
    async with db.transaction() as tx:
        id_ = await set_follower(
            tx,
            person.id,
            channel.id,
            least=Importance.MINOR,
            wants=Wants.ALL,
            milestones=False,
            hours=Hours(),
            now=1_000,
        )
        await insert_follow(tx, id_, guild.id)
    return channel


async def tell(db: Database, guild: Guild) -> None:
    """Publish a server's own news."""
    wording = Wording(INTERNAL, "What was said.", Kind.CAST, None, PartialDate(2026, 11, 20), None)
    editor = Editor(guild.id, 1, wire=False)
    draft = await write_draft(db, editor, wording, 1_000)
    await publish(db, editor, draft.id, 1, importance=Importance.NOTABLE, people=(), now=1_000)


async def test_people_get_their_news_once_and_who_takes_none_is_asked_once(
    tmp_path: Path,
) -> None:
    world, database = World(), tmp_path / "a.db"
    guild = world.add_guild("Fans")
    news = guild.add_channel("news")
    people = {name: world.add_user(name) for name in ("member", "gone", "closed", "unlucky")}
    for name in ("member", "closed", "unlucky"):
        guild.add_member(people[name])
    people["closed"].dms_open = False
    await prepare_store(database, [(guild, news)], updates=0)
    async with Database.open(database, MIGRATIONS) as db:
        letters = {name: await follow(db, world, one, guild) for name, one in people.items()}
    await prepare_store(database, [(guild, news)])
    async with Database.open(database, MIGRATIONS) as db:
        await tell(db, guild)
    openapi = DESCRIPTION if DESCRIPTION.exists() else None
    async with (
        DiscordServer(world, openapi=openapi) as server,
        BotProcess(server, database) as process,
    ):
        lost = f"POST /channels/{letters['unlucky'].id}/messages"
        server.faults.add(Fault(lost, Effect.RESET, commit_after=0))
        await server.until(lambda: len(letters["unlucky"].messages) > 1, within=60)
        await server.until(lambda: len(letters["member"].messages) > 1, within=40)
        await asyncio.sleep(8)
        await process.stop()
        asked = server.ledger.calls(f"POST /channels/{letters['closed'].id}/messages")
    async with Database.open(database, MIGRATIONS) as db:
        place = await get_follower(db, people["closed"].id)
        refusals = {name: await get_refusal(db, one.id) for name, one in people.items()}

    both = [f"**{HEADLINE}**", f"**{INTERNAL}**"]
    shown = {name: sorted(m.content for m in one.messages) for name, one in letters.items()}
    assert server.violations == []
    assert [m.content for m in news.messages] == both, process.output
    assert shown == {
        "member": sorted(both),
        "gone": both[:1],
        "closed": [],
        "unlucky": sorted(both),
    }
    assert len(asked) == 1
    assert place is not None
    assert place.mode is Mode.PAUSED
    assert {name for name, refusal in refusals.items() if refusal} == {"closed"}
    assert refusals["closed"] is Refusal.CLOSED
