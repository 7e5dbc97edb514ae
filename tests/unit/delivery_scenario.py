"""What can happen in 30 days, and what must hold whatever does."""

import asyncio
import dataclasses
import random
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, cast

import discord

from bot.delivery.card import marker_of
from bot.delivery.engine import AlertEngine
from bot.delivery.watch import Watch
from bot.enums import Digest, Mode, Trouble
from bot.errors import SequelwatchError
from bot.models import GuildSettings
from bot.places import Hours
from bot.settings import MIGRATIONS
from bot.store import destinations, digests
from bot.store.guilds import set_settings
from tests.store.factories import send_alerts_to, set_place
from tests.unit.delivery_checks import check_carrier, check_quiet_hours
from tests.unit.delivery_discord import FakeChannel, FakeClient, FakeDiscord
from tests.unit.delivery_notices import HeardNotices, Told, check_notices, check_refusals
from tests.unit.memory_store import MemoryConnection
from tests.unit.mortal_store import MortalStore, bot_tasks, kill_bot
from tests.unit.virtual_time import VirtualLoop
from tests.wire.kills.carriers import list_carriers
from tests.wire.kills.moderation import PUBLISH, RETRACT, Act, moderate, next_due

OFF = Digest.OFF
GUILDS = range(1, 7)
# Servers with hours of their own; the others get everything at once.
HOURS = {
    5: Hours("Europe/Berlin", quiet_from=22 * 60, quiet_until=7 * 60),
    6: Hours(
        "America/New_York",
        quiet_from=17 * 60,
        quiet_until=18 * 60 + 30,
        digest=Digest.DAILY,
        digest_at=18 * 60,
    ),
}
NEWSROOM = 1
DIGESTING = {guild_id for guild_id, hours in HOURS.items() if hours.digest is not OFF}
DAY_S = 86_400
CHATTER = 120
MOST_REQUESTS = 5_000


class Scenario:
    """A newsroom, servers, channels and the real engine; drawn things come from the seed."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        random.seed(seed)  # the jitter of retries
        self._loop = VirtualLoop()
        self.world = FakeDiscord(self.dice)
        self._connection = MemoryConnection(MIGRATIONS)
        self._numbers = 0
        self._updates: list[int] = []
        self._never: set[tuple[int, int]] = set()
        self._digesting = True
        self._deaths: list[float] = []
        self.heard: list[Told] = []
        self._db, self._engine, self._watch = self._new_bot()
        for guild_id in GUILDS:
            self.set_up(guild_id)

    def close(self) -> None:
        """Drop everything."""
        self._run(self._drop())
        self._loop.close()

    async def _drop(self) -> None:
        own = {cast("asyncio.Task[Any]", asyncio.current_task())}
        while left := asyncio.all_tasks() - own:
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)
        await self._connection.close()

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        self._loop.run_until_complete(work)

    def _new_bot(self) -> tuple[MortalStore, AlertEngine, Watch]:
        db = MortalStore(self._connection)
        client = cast("discord.Client", FakeClient(self.world))
        engine = AlertEngine(client, db, self._now, 40.0, on_trouble=lambda: watch.kick())  # noqa: PLW0108 - below
        notices = HeardNotices(client, db, self._now, engine.turn)
        notices.heard = self.heard
        watch = Watch(client, db, self._now, notices=notices, engine=engine)
        return db, engine, watch

    def _now(self) -> int:
        return int(self.world.now())

    def set_up(self, guild_id: int) -> None:
        """Send a server's alerts to a new channel."""
        channel = FakeChannel(len(self.world.channels) + 100, guild_id)
        self.world.channels[channel.id] = channel
        self._run(self._set_up(channel))

    async def _set_up(self, channel: FakeChannel) -> None:
        await send_alerts_to(self._db, channel.guild_id, channel.id)
        hours = HOURS.get(channel.guild_id)
        if hours is not None:
            async with self._db.transaction() as tx:
                settings = GuildSettings(channel.guild_id, time_zone=hours.time_zone)
                await set_settings(tx, settings)
            await self._change_hours(channel.guild_id, hours)

    def toggle_digest(self) -> None:
        """Turn the digests of the one server that has them off or on again."""
        [(guild_id, hours)] = ((key, one) for key, one in HOURS.items() if one.digest is not OFF)
        self._digesting = not self._digesting
        kind = hours.digest if self._digesting else OFF
        self._run(self._change_hours(guild_id, dataclasses.replace(hours, digest=kind)))

    async def _change_hours(self, guild_id: int, hours: Hours) -> None:
        # After over a month without the bot there is nothing left to change.
        if await destinations.get_destination(self._db, guild_id) is not None:
            await set_place(self._db, guild_id, self._now(), hours=hours)

    def set_mode(self, guild_id: int, mode: Mode) -> None:
        """Pause or resume a server."""
        self._run(self._set_mode(guild_id, mode))

    async def _set_mode(self, guild_id: int, mode: Mode) -> None:
        place = await destinations.get_destination(self._db, guild_id)
        if place is not None and place.trouble is Trouble.CHANNEL:
            return  # as the command has it: another channel is to be chosen
        async with self._db.transaction() as tx:
            await destinations.set_mode(tx, guild_id, mode)

    def moderate(self, kind: str) -> None:
        """Publish, correct or retract; nothing when there is nothing to change."""
        self._numbers += 1
        update_id = self.dice.choice(self._updates) if self._updates else 0
        if kind == PUBLISH or update_id:
            self._run(self._moderate(Act(kind, NEWSROOM, self._numbers, update_id)))

    async def _moderate(self, act: Act) -> None:
        with suppress(SequelwatchError):  # retracted already
            update_id = await moderate(self._db, act, int(self.world.now()))
            if act.kind == PUBLISH:
                self._updates.append(update_id)
            elif act.kind == RETRACT:
                marker = marker_of(update_id)
                self._never |= {
                    (update_id, channel.id)
                    for channel in self.world.channels.values()
                    if marker not in channel.asked and channel.guild_id not in DIGESTING
                }

    def change_rights(self, number: int, *, send: bool, read: bool) -> None:
        """Take or give permissions in a channel."""
        channel = self.world.channels[100 + number % len(self.world.channels)]
        channel.may_send, channel.may_read = send, read
        self._run(self._hear_of(channel.guild_id))

    def refuse(self, number: int, *, refuses: bool) -> None:
        """Let Discord refuse whatever is asked of a channel, for a reason that nobody is told."""
        self.world.channels[100 + number % len(self.world.channels)].refuses = refuses

    def delete_channel(self, number: int, *, heard: bool) -> None:
        """Delete a channel; its event may be missed."""
        channel = self.world.channels[100 + number % len(self.world.channels)]
        channel.there = False
        if heard:
            self._run(self._watch.lose_channel(channel.id))

    def change_membership(self, guild_id: int, *, removed: bool, heard: bool) -> None:
        """Let a server remove the bot or add it again; a removal's event may be missed."""
        if removed:
            self.world.removed.add(guild_id)
            if heard:
                self._run(self._watch.leave(guild_id))
        else:
            self.world.removed.discard(guild_id)
            self._run(self._hear_of(guild_id))

    async def _hear_of(self, guild_id: int) -> None:
        """Let an event of a server reach the bot."""
        self._watch.look(guild_id)
        while looking := [task for task in bot_tasks() if task.get_name() == "watch"]:
            await asyncio.wait(looking)

    def chat(self, number: int) -> None:
        """Let people write more in a channel than one page of its history holds."""
        self._run(self._chat(self.world.channels[100 + number % len(self.world.channels)]))

    async def _chat(self, channel: FakeChannel) -> None:
        self.world.chat(channel, CHATTER)

    def change_presence(self, guild_id: int, *, away: bool) -> None:
        """Let a server become unavailable, or available again."""
        if away:
            self.world.away.add(guild_id)
        else:
            self.world.away.discard(guild_id)

    def pass_time(self, seconds: float, dies_after: float = 0) -> None:
        """Let the bot work; it may die at its n-th (half) transaction and come back at the end."""
        self._run(self._pass_time(seconds, dies_after))

    async def _pass_time(self, seconds: float, dies_after: float = 0) -> None:
        self._db.commits_left = dies_after
        end = self.world.now() + seconds
        while self.world.now() < end:
            if dies_after and self._db.commits_left <= 0:
                await self._restart(end)
                return
            assert self.world.requests < MOST_REQUESTS, "posts are left in an endless circle"
            self._engine.kick()
            self._watch.kick()
            await asyncio.sleep(0.2)
            for _ in range(20):
                if not bot_tasks():
                    break
                await asyncio.sleep(0.2)
            else:
                continue
            due = await next_due(self._db)
            left = max(0.0, end - self.world.now())
            wait = left if due is None else max(due - self.world.now(), 0.1)
            await asyncio.sleep(min(wait, left))
        if dies_after and self._db.commits_left <= 0:
            await self._restart(end)
        self._db.commits_left = 0  # a death that did not come is not left for later

    async def _restart(self, at: float) -> None:
        """Be dead until then, and begin anew."""
        kill_bot()
        self.world.deaths += 1
        self._deaths.append(self.world.now())
        await asyncio.sleep(max(0.0, at - self.world.now()))
        self._db, self._engine, self._watch = self._new_bot()
        self._watch.look_everywhere()

    def die(self, seconds: float, downtime: float) -> None:
        """Let the bot work for so long, die amid whatever it does, and come back."""
        self._run(self._die(seconds, downtime))

    async def _die(self, seconds: float, downtime: float) -> None:
        await self._pass_time(seconds)
        await self._restart(self.world.now() + downtime)

    def stand_still(self, seconds: float, pause: float) -> None:
        """Let the bot's process be suspended amid its work; another takes over until it wakes."""
        self._run(self._stand_still(seconds, pause))

    async def _stand_still(self, seconds: float, pause: float) -> None:
        await self._pass_time(seconds)
        old = self._engine
        self._db.frozen_until = asyncio.get_running_loop().time() + pause
        self._deaths.append(self.world.now())
        self._db, self._engine, self._watch = self._new_bot()
        self._watch.look_everywhere()
        await self._pass_time(pause + 1)
        self._deaths.append(self.world.now())
        await old.stop()

    def settle(self) -> None:
        """Heal everything and wait for three days: what is wanted must be shown then."""
        self.world.fair = True
        self.world.away.clear()
        self.world.removed.clear()
        for channel in self.world.channels.values():
            channel.may_send = channel.may_read = True
            channel.refuses = False
        for guild_id in GUILDS:
            self._run(self._hear_of(guild_id))
            self.set_mode(guild_id, Mode.ACTIVE)
        self.pass_time(4 * DAY_S)

    def check(self, *, settled: bool) -> None:
        """AssertionError unless all is as it must be at any time, or at rest."""
        self._run(self._check(settled=settled))

    async def _check(self, *, settled: bool) -> None:
        check_refusals(self.world.channels.values(), self._deaths)
        check_notices(self.heard)
        for guild_id in GUILDS:
            if await destinations.get_destination(self._db, guild_id) is None:
                continue  # without the bot for over a month: what was stored of it is deleted
            carriers, twice = await list_carriers(self._db, guild_id)
            assert not twice, f"{twice[0]}: shown twice"
            for carrier in carriers:
                channel = self.world.channels[carrier.post.channel_id]
                told = {(update.id, channel.id) for update in carrier.updates}
                check_carrier(carrier, channel, never=told <= self._never, settled=settled)
        check_quiet_hours(self.world.channels.values(), HOURS)
        if settled:
            assert await digests.next_digest_due(self._db) is None, "a digest is left"
