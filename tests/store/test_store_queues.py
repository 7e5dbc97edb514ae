"""The message that shows a queue is due whenever a story comes, changes or goes."""

from bot.models import GuildSettings
from bot.store import queues as store
from bot.store import stories
from bot.store.database import Database
from bot.store.guilds import set_settings
from bot.store.queues import Queue
from tests.store.factories import EDITOR, NOW
from tests.store.leads import TIP, take


async def show_in(db: Database, channel_id: int | None, guild_id: int = 1) -> None:
    async with db.transaction() as tx:
        await set_settings(tx, GuildSettings(guild_id, desk_channel_id=channel_id))


async def settle(db: Database, queue: Queue, message_id: int = 900) -> None:
    async with db.transaction() as tx:
        await store.settle_shown(tx, queue, message_id, posted=queue.posted + 1, due_at=NOW + 10)


async def test_a_server_without_a_desk_channel_has_no_message(db: Database) -> None:
    await take(db, TIP)
    await show_in(db, None)

    assert await store.list_due(db, NOW) == []


async def test_a_new_desk_channel_shows_the_queue_even_when_it_is_empty(db: Database) -> None:
    await show_in(db, 10)

    [queue] = await store.list_due(db, NOW)
    assert queue == Queue(1, 10, 0, None, None, 0)
    await settle(db, queue)
    assert await store.list_due(db, NOW + 99) == []


async def test_every_change_of_a_story_is_shown_once_the_gap_is_over(db: Database) -> None:
    await show_in(db, 10)
    await settle(db, (await store.list_due(db, NOW))[0])
    taken = await take(db, TIP)
    await take(db)

    assert await store.list_due(db, NOW + 9) == []
    [queue] = await store.list_due(db, NOW + 10)
    assert (queue.shown_in, queue.message_id, queue.posted) == (10, 900, 1)
    await settle(db, queue)
    assert await store.list_due(db, NOW + 99) == []
    async with db.transaction() as tx:
        await stories.set_declined(tx, taken.story_id, "No.", by=EDITOR, now=NOW)
    assert len(await store.list_due(db, NOW + 99)) == 1


async def test_what_changed_while_it_was_shown_is_due_again(db: Database) -> None:
    await show_in(db, 10)
    await take(db, TIP)
    [queue] = await store.list_due(db, NOW)
    await take(db)
    await settle(db, queue)

    assert len(await store.list_due(db, NOW + 10)) == 1


async def test_another_channel_is_due(db: Database) -> None:
    await show_in(db, 10)
    await settle(db, (await store.list_due(db, NOW))[0])
    await show_in(db, 11)

    [queue] = await store.list_due(db, NOW + 10)
    assert (queue.channel_id, queue.shown_in) == (11, 10)


async def test_one_that_failed_waits_and_delays_no_other(db: Database) -> None:
    await show_in(db, 10)
    await show_in(db, 20, guild_id=2)
    async with db.transaction() as tx:
        await store.settle_later(tx, 1, NOW + 60)

    assert [queue.guild_id for queue in await store.list_due(db, NOW)] == [2]
    assert [queue.guild_id for queue in await store.list_due(db, NOW + 60)] == [1, 2]
