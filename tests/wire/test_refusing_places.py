"""Who refuses direct messages or changes in a forum is asked seldom, however much waits there."""

from pathlib import Path

import pytest

from bot.enums import Form, Importance, Wants
from bot.places import Hours
from bot.settings import MIGRATIONS
from bot.store.database import Database
from bot.store.followers import set_follower
from bot.store.updates import list_published
from tests.store.factories import send_alerts_to
from tests.wire.bot_process import prepare_store
from tests.wire.discord_server.faults import Effect, Fault
from tests.wire.discord_server.server import DiscordServer
from tests.wire.discord_server.world import FORUM, Guild, User
from tests.wire.kills.moderation import CORRECT, PUBLISH, Act, moderate
from tests.wire.test_refusals import DAY_S, STEP_S, rest, running

QUEUED, DAYS = 4, 2
NOT_FOR_BOTS = 20026  # a refusal that says nothing about the person's own settings


async def test_a_person_whose_messages_are_refused_is_asked_twice_a_day(
    server: DiscordServer, guild: Guild, ann: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, letters = tmp_path / "a.db", server.world.dm(server.world.app, ann)
    await prepare_store(path, [(guild, next(iter(guild.channels.values())))], updates=0)
    call = f"POST /channels/{letters.id}/messages"
    fault = Fault(call, Effect.STATUS, status=403, code=NOT_FOR_BOTS, times=None)
    server.faults.add(fault)
    async with Database.open(path, MIGRATIONS) as db:
        await follow(db, ann, letters.id)
    async with running(server, path, monkeypatch) as bot:
        for number in range(QUEUED):
            await moderate(bot.db, Act(PUBLISH, guild.id, number), bot.now())
        for _ in range(DAYS * DAY_S // STEP_S):
            await rest(bot)
            server.world.clock.advance(STEP_S)
        refused = len(server.ledger.calls(call))
        fault.times = 0
        server.world.clock.advance(DAY_S)
        await rest(bot)

    assert DAYS <= refused <= 2 * DAYS
    assert len(letters.messages) == QUEUED


async def follow(db: Database, person: User, channel_id: int) -> None:
    async with db.transaction() as tx:
        await set_follower(
            tx,
            person.id,
            channel_id,
            least=Importance.MINOR,
            wants=Wants.ALL,
            milestones=False,
            hours=Hours(),
            now=1_000,
        )


async def test_a_forum_that_refuses_changes_is_asked_for_one_after_the_other(
    server: DiscordServer, guild: Guild, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, forum = tmp_path / "a.db", guild.add_channel("news", FORUM)
    await prepare_store(path, [(guild, next(iter(guild.channels.values())))], updates=0)
    call = "PATCH /channels/*/messages/*"
    fault = Fault(call, Effect.STATUS, status=403, times=None)
    async with running(server, path, monkeypatch) as bot:
        await send_alerts_to(bot.db, guild.id, forum.id, form=Form.FORUM)
        for number in range(QUEUED):
            await moderate(bot.db, Act(PUBLISH, guild.id, number), bot.now())
        await rest(bot)
        server.faults.add(fault)
        for update in await list_published(bot.db):
            if update.key is None:
                await moderate(bot.db, Act(CORRECT, guild.id, 90, update.id), bot.now())
        for _ in range(DAYS * DAY_S // STEP_S):
            await rest(bot)
            server.world.clock.advance(STEP_S)
        refused = [entry.path for entry in server.ledger.calls(call)]
        fault.times = 0
        for _ in range(QUEUED):
            server.world.clock.advance(DAY_S)
            await rest(bot)

    posts = [channel for channel in guild.channels.values() if channel.parent is forum]
    assert DAYS <= len(refused) <= 2 * DAYS
    assert len(set(refused)) > 1
    assert [post.messages[0].content for post in posts] == [
        "**The captain was seen, report 90** (corrected)"
    ] * QUEUED
