"""What administrators decide for their server; each use case is one transaction of the store."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from bot.audit import Fields, differing
from bot.enums import Form, Importance, MilestoneKind, Mode
from bot.models import GuildSettings
from bot.places import Destination
from bot.store import digests, posts
from bot.store.audit import insert_audit
from bot.store.database import Database, Transaction
from bot.store.destinations import get_destination, set_destination, set_mode, set_options
from bot.store.guilds import get_settings, set_settings
from bot.store.milestones import set_milestones


async def change_settings(
    db: Database, guild_id: int, admin_id: int, changes: Mapping[str, Any], now: int
) -> GuildSettings:
    """Give a server's settings other values, by their names in ``GuildSettings``; return them.

    What waits for hours is looked at in the new time zone.
    """
    before = await get_settings(db, guild_id)
    place = await get_destination(db, guild_id)
    async with db.transaction() as tx:
        after = dataclasses.replace(before, **changes)
        await set_settings(tx, after)
        if place is not None and after.time_zone != before.time_zone:
            hours = dataclasses.replace(place.hours, time_zone=after.time_zone)
            await _keep_options(tx, dataclasses.replace(place, hours=hours), now)
        said = differing(dataclasses.asdict(before), dataclasses.asdict(after))
        await _audit(tx, guild_id, admin_id, "settings.change", said, now=now)
        return after


async def change_options(
    db: Database, admin_id: int, place: Destination, wanted: Destination, now: int
) -> None:
    """Change how a server's destination wants its alerts; what waits follows at once."""
    async with db.transaction() as tx:
        await _keep_options(tx, wanted, now)
        if wanted.tag_id != place.tag_id:
            await posts.set_retried(tx, wanted.id)
        said = differing(_options(place), _options(wanted))
        await _audit(tx, place.guild_id, admin_id, "alerts.options", said, now=now)


async def _keep_options(tx: Transaction, place: Destination, now: int) -> None:
    await set_options(tx, place)
    await digests.set_waiting(tx, place, now)
    await posts.set_due(tx, place.id, now)


async def send_alerts_to(
    db: Database,
    guild_id: int,
    admin_id: int,
    channel_id: int,
    *,
    ping_role_id: int | None,
    least: Importance,
    ping_from: Importance,
    form: Form,
    now: int,
) -> None:
    """Choose where a server's alerts go; InputError when that channel is another server's."""
    async with db.transaction() as tx:
        before = await get_destination(db, guild_id)
        await set_destination(
            tx,
            guild_id,
            channel_id,
            ping_role_id=ping_role_id,
            least=least,
            ping_from=ping_from,
            form=form,
        )
        after = {
            "channel_id": channel_id,
            "ping_role_id": ping_role_id,
            "least": least,
            "ping_from": ping_from,
            "form": form,
            "mode": Mode.ACTIVE,
        }
        known = dataclasses.asdict(before) if before else {}
        said = differing({key: known[key] for key in after if key in known}, after)
        await _audit(tx, guild_id, admin_id, "alerts.setup", said, now=now)


async def set_alerts_mode(db: Database, guild_id: int, admin_id: int, mode: Mode, now: int) -> None:
    """Pause, resume or end a server's alerts."""
    async with db.transaction() as tx:
        before = await get_destination(db, guild_id)
        if await set_mode(tx, guild_id, mode):
            said = differing({"mode": before.mode if before else None}, {"mode": mode})
            await _audit(tx, guild_id, admin_id, "alerts.mode", said, now=now)


async def change_milestones(
    db: Database,
    guild_id: int,
    admin_id: int,
    *,
    shown: bool,
    unwanted: Sequence[MilestoneKind],
    now: int,
) -> bool:
    """Choose whether a server's channel gets days to remember; False when it has no channel."""
    before = await get_destination(db, guild_id)
    async with db.transaction() as tx:
        if not await set_milestones(tx, guild_id, shown=shown, unwanted=unwanted):
            return False
        after = {"milestones": shown, "without": [str(kind) for kind in unwanted]}
        said = {"milestones": before.milestones if before else False}, after
        await _audit(tx, guild_id, admin_id, "alerts.milestones", said, now=now)
        return True


async def _audit(
    tx: Transaction,
    guild_id: int,
    admin_id: int,
    action: str,
    said: tuple[Fields, Fields],
    *,
    now: int,
) -> None:
    await insert_audit(
        tx,
        guild_id=guild_id,
        actor_id=admin_id,
        action=action,
        subject=action.partition(".")[0],
        before=said[0],
        after=said[1],
        now=now,
    )


def _options(place: Destination) -> dict[str, Any]:
    known = dataclasses.asdict(place)
    return {**known, **known.pop("hours")}
