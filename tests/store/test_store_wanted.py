"""What is wanted of a post changes while it waits, while it is sent and after it was shown."""

from bot.enums import PostState
from bot.store.database import Database
from bot.store.posts import set_wanted
from tests.store.factories import (
    NOW,
    claim,
    claim_one,
    end,
    only_post,
    publish,
    retract,
    retry,
    revise,
    send_alerts_to,
    show,
)


async def test_a_gone_post_stays_gone_when_the_update_is_corrected(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    update = await publish(db, 1)
    await end(db, (await claim_one(db)).post, PostState.GONE)

    await revise(db, update, "A correction")

    assert (await only_post(db)).state is PostState.GONE


async def test_a_correction_tells_at_how_many_places_it_will_show(db: Database) -> None:
    for guild_id in (1, 2, 3):
        await send_alerts_to(db, guild_id, guild_id * 10)
    update = await publish(db, 1, wire=True)
    first, second, _ = await claim(db)
    await show(db, first)
    await end(db, second.post, PostState.GONE)

    async with db.transaction() as tx:
        assert await set_wanted(tx, update.id, 1, NOW, struck=True) == 2
        assert await set_wanted(tx, update.id + 1, 1, NOW, struck=True) == 0


async def test_several_edits_before_a_send_are_one_send_of_the_newest(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    update = await publish(db, 1)
    for number in (2, 3, 4):
        update = await revise(db, update, f"Correction {number}")

    claimed = await claim_one(db)
    await show(db, claimed)

    assert claimed.post.wanted_revision == 4
    assert ((await only_post(db)).state, (await only_post(db)).shown_revision) == (
        PostState.DONE,
        4,
    )


async def test_a_correction_of_what_is_shown_is_due_at_once(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    update = await publish(db, 1)
    await show(db, await claim_one(db), message_id=901)

    await revise(db, update, "A correction", NOW + 50)

    claimed = await claim_one(db, NOW + 50)
    assert (claimed.post.shown_revision, claimed.post.wanted_revision) == (1, 2)
    assert claimed.post.message_id == 901


async def test_a_correction_brings_a_post_that_waits_after_failures_forward(
    db: Database,
) -> None:
    await send_alerts_to(db, 1, 10)
    update = await publish(db, 1)
    await retry(db, (await claim_one(db)).post, NOW + 5_000)

    await revise(db, update, "A correction", NOW + 50)

    assert ((await only_post(db)).due_at, (await only_post(db)).failures) == (NOW + 50, 0)


async def test_a_correction_while_sending_is_sent_after_it(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    update = await publish(db, 1)
    claimed = await claim_one(db)

    await revise(db, update, "A correction", NOW + 1)

    assert await claim(db, NOW + 2) == []
    assert await show(db, claimed, now=NOW + 3)
    assert ((await only_post(db)).state, (await only_post(db)).shown_revision) == (PostState.DUE, 1)
    await show(db, await claim_one(db, NOW + 3))
    assert ((await only_post(db)).state, (await only_post(db)).shown_revision) == (
        PostState.DONE,
        2,
    )


async def test_a_retraction_while_sending_is_struck_after_it(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    update = await publish(db, 1)
    claimed = await claim_one(db)

    await retract(db, update)
    await show(db, claimed)

    assert (await only_post(db)).state is PostState.DUE
    again = await claim_one(db)
    assert (again.post.wanted_struck, again.post.shown_struck) == (True, False)
    await show(db, again)
    assert ((await only_post(db)).state, (await only_post(db)).shown_struck) == (
        PostState.DONE,
        True,
    )
