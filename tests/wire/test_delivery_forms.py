"""Forums, threads, silence and publishing over real sockets, bodies held against Discord's own."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.app import bring_pack
from bot.enums import Form, Importance, Kind
from bot.models import PartialDate, Wording
from bot.newsroom import Editor, publish, write_draft
from bot.settings import MIGRATIONS, read_settings
from bot.store.database import Database
from tests.store.factories import send_alerts_to, set_place
from tests.wire.bot_process import BotProcess
from tests.wire.discord_server.faults import Effect, Fault
from tests.wire.discord_server.openapi import DESCRIPTION
from tests.wire.discord_server.server import DiscordServer
from tests.wire.discord_server.world import FORUM, NEWS, TEXT, Channel, Guild, World

FORMS = {TEXT: Form.TEXT, NEWS: Form.ANNOUNCEMENT, FORUM: Form.FORUM}
CROSSPOSTED, SILENT = 1 << 0, 1 << 12
Place = tuple[Guild, Channel]


def make_place(world: World, kind: int) -> Place:
    guild = world.add_guild(f"Server {kind}")
    return guild, guild.add_channel("news", kind)


async def prepare(
    path: Path, places: Sequence[Place], levels: Sequence[Importance], **options: int
) -> None:
    """Make a store in which updates are published to places and nothing is sent yet."""
    async with Database.open(path, MIGRATIONS) as db:
        await bring_pack(db, read_settings({"DATABASE_PATH": str(path)}))
        for guild, channel in places:
            await send_alerts_to(db, guild.id, channel.id, form=FORMS[channel.kind])
            await set_place(db, guild.id, **options)
        for number, level in enumerate(levels, 1):
            await write(db, places[0][0].id, f"Report {number}", level)


async def write(db: Database, guild_id: int, headline: str, level: Importance) -> None:
    editor = Editor(guild_id, 1, wire=True)
    wording = Wording(headline, "What was said.", Kind.CAST, None, PartialDate(2026, 11, 20), None)
    draft = await write_draft(db, editor, wording, 1_000)
    await publish(db, editor, draft.id, 1, importance=level, people=(), now=1_000)


def posts_of(place: Place) -> list[Channel]:
    guild, forum = place
    return [channel for channel in guild.channels.values() if channel.parent is forum]


async def test_each_form_is_asked_for_as_discord_describes_it(tmp_path: Path) -> None:
    world = World()
    text, news, forum = (make_place(world, kind) for kind in (TEXT, NEWS, FORUM))
    forum[1].tags, forum[1].must_tag = ["News", "Rumours"], True
    await prepare(
        tmp_path / "a.db",
        [text, news, forum],
        [Importance.NOTABLE],
        silent=True,
        thread=True,
        publish=True,
        tag_id=1,
    )
    openapi = DESCRIPTION if DESCRIPTION.exists() else None
    async with (
        DiscordServer(world, openapi=openapi) as server,
        BotProcess(server, tmp_path / "a.db") as process,
    ):
        await server.until(
            lambda: (
                posts_of(forum)
                and server.ledger.calls("POST /channels/*/crosspost")
                and len(server.ledger.calls("POST /channels/*/messages/*/threads")) >= 2
            ),
            within=60,
        )
        await server.connected(within=60)
        await process.stop()

    [post] = posts_of(forum)
    made = server.ledger.calls("POST /channels/*/threads")
    [asked] = [entry for entry in made if "message" in entry.body]
    assert server.violations == []
    assert asked.status == 200
    assert (post.name, post.log[0].content) == ("Report 1", "**Report 1**")
    assert asked.body["applied_tags"] == ["1"]
    assert asked.body["message"]["flags"] & SILENT
    [message] = news[1].messages
    assert message.json["flags"] & CROSSPOSTED
    assert message.json["flags"] & SILENT
    assert [thread.name for thread in posts_of(news) + posts_of(text)] == ["Report 1"] * 2


@pytest.mark.parametrize(
    "fault",
    [
        Fault("", Effect.STATUS, status=500, commit_after=0),
        Fault("", Effect.STATUS, status=502, commit_after=0),
        Fault("", Effect.RESET, commit_after=0),
        Fault("", Effect.HALF_BODY, commit_after=0),
    ],
    ids=str,
)
async def test_discord_py_repeats_no_forum_post(tmp_path: Path, fault: Fault) -> None:
    world = World()
    place = make_place(world, FORUM)
    await prepare(tmp_path / "a.db", [place], [Importance.NOTABLE])
    async with DiscordServer(world) as server, BotProcess(server, tmp_path / "a.db") as process:
        fault.pattern = f"POST /channels/{place[1].id}/threads"
        server.faults.add(fault)
        await server.until(lambda: posts_of(place), within=60)
        await server.connected(within=60)
        # What discord.py repeats it repeats after a second.
        await server.until(lambda: world.clock.now() - posts_of(place)[0].touched_at > 3)
        await process.stop()

    assert len(posts_of(place)) == 1, process.output


async def test_what_is_published_stays_within_the_hours_budget_and_major_news_comes_first(
    tmp_path: Path,
) -> None:
    world, database = World(), tmp_path / "a.db"
    place = make_place(world, NEWS)
    levels = [Importance.MINOR] * 6 + [Importance.NOTABLE] * 4 + [Importance.MAJOR] * 4
    await prepare(database, [place], levels, publish=True)
    async with DiscordServer(world) as server, BotProcess(server, database) as process:
        await server.connected(within=60)
        await server.until(lambda: len(place[1].messages) == len(levels), within=60)
        calls = server.ledger.calls
        await server.until(lambda: len(calls("POST /channels/*/crosspost")) >= 10, within=60)
        await server.until(lambda: world.clock.now() - calls("POST *")[-1].at > 3, within=20)
        await process.stop()

    asked = server.ledger.calls("POST /channels/*/crosspost")
    published = {
        message.content for message in place[1].messages if message.json["flags"] & CROSSPOSTED
    }
    assert [entry.status for entry in asked] == [200] * 10, process.output
    assert {f"**Report {number}**" for number in range(11, 15)} <= published
