"""One trial: a bot that is killed again and again while moderators publish, and a checker."""

import asyncio
import contextlib
import dataclasses
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import discord

from bot.delivery.card import marker_of
from bot.enums import Digest, Form, Importance, Wants
from bot.models import GuildSettings
from bot.places import Hours
from bot.settings import MIGRATIONS
from bot.store.database import Database
from bot.store.followers import set_follower
from bot.store.guilds import set_settings
from tests.store.factories import send_alerts_to, set_place
from tests.wire.discord_server.messages import create
from tests.wire.discord_server.server import DiscordServer
from tests.wire.discord_server.world import FORUM, NEWS, TEXT, World
from tests.wire.kills.checker import Findings, Place, check, check_settled
from tests.wire.kills.child import OFTEN, POINTS, Order
from tests.wire.kills.moderation import CORRECT, PUBLISH, RETRACT, Act, moderate
from tests.wire.kills.mortal import Mortal
from tests.wire.kills.weather import (
    CALLS,
    EDIT,
    FORUM_POST,
    HISTORY,
    LATE_FIRST_S,
    SEND,
    Blow,
    Weather,
)

PLACES = 9
BLIND, CHATTY, DELETING, FORUM_NEWS, FORUM_DIGEST, FOLLOWED, DIGEST, QUIET = range(8)
KINDS = {FORUM_NEWS: FORUM, FORUM_DIGEST: FORUM, FOLLOWED: NEWS}
FORMS = {TEXT: Form.TEXT, FORUM: Form.FORUM, NEWS: Form.ANNOUNCEMENT}
DAILY = Hours("Europe/Berlin", digest=Digest.DAILY, digest_at=18 * 60)
NIGHT = Hours("Europe/Berlin", quiet_from=22 * 60, quiet_until=7 * 60)
HOURS = {FORUM_DIGEST: DAILY, DIGEST: DAILY, QUIET: NIGHT}
THREADED = (FOLLOWED, QUIET)
KILLS = 8
DOWNTIMES_S = (1, 3, 12, 35, 62, 130, 600, 3_600, 4 * 3_600, 24 * 3_600)
FAULTY = (0.0, 0.1, 0.3)
CHATTER = 130
AT_REST = "at rest"
PATIENCE_S = 3 * 24 * 3_600


@dataclass(slots=True)
class Result:
    """What became of a trial; ``kills`` counts by point."""

    seed: int
    kills: Counter[str] = field(default_factory=Counter[str])
    findings: Findings = field(default_factory=Findings)


class Trial:
    """Everything is drawn from the seed; only the order of parallel requests is not."""

    def __init__(
        self, seed: int, mortal: Mortal, scratch: Path, mutation: str | None = None
    ) -> None:
        self._seed = seed
        self._dice = random.Random(seed)
        self._mortal = mortal
        self._mutation = mutation
        self._database = scratch / f"{seed}.db"
        self._log: Path | None = None
        self._world = World()
        self._member = self._world.add_user("mia")
        self._struck = asyncio.Event()
        self._weather = Weather(self._dice, self._struck.set)
        self._places = [self._add_place(number) for number in range(PLACES)]
        # A member who follows: direct messages belong to no server.
        self._places.append(Place(0, self._world.dm(self._world.app, self._member)))
        self._skew = self._dice.choice((-30, 0, 0, 30))
        self._updates: list[int] = []
        self._numbers = 0
        self._never: set[tuple[int, int]] = set()
        self._wrong: list[str] = []
        self.result = Result(seed)

    def keep_log(self, path: Path) -> None:
        """Let the bots write what they log to a file."""
        self._log = path

    def _add_place(self, number: int) -> Place:
        guild = self._world.add_guild(f"Harbour {number}")
        channel = guild.add_channel(f"news-{number}", KINDS.get(number, TEXT))
        if number == BLIND:
            channel.overwrite(
                self._world.app.user, deny=discord.Permissions(read_message_history=True)
            )
        return Place(
            guild.id,
            channel,
            blind=number == BLIND,
            threads=number in THREADED,
            deletes=number == DELETING,
        )

    async def run(self) -> Result:
        """Live, die, live again; then let the dust settle and check."""
        try:
            async with DiscordServer(self._world) as server:
                server.faults.chooser = self._weather.choose
                await self._go_on(server)
        except TimeoutError:
            self._wrong.append("it did not come to rest")
            self._mortal.kill()
            await self._mortal.end()
        async with Database.open(self._database, MIGRATIONS) as db:
            self.result.findings = await check(db, self._places, self._never)
        self.result.findings.wrong += self._wrong
        return self.result

    async def _go_on(self, server: DiscordServer) -> None:
        await self._prepare()
        for _ in range(KILLS):
            await self._moderate(server)
            self._chat(server)
            await self._live(server, self._dice.choice((0, 0, 40, 200)))
            await server.pass_time(self._dice.choice(DOWNTIMES_S))
        self._weather.share, self._weather.blow = 0.0, None
        await server.pass_time(LATE_FIRST_S)
        await self._run_bot(server, None, 0, [], PATIENCE_S)

    async def _prepare(self) -> None:
        async with Database.open(self._database, MIGRATIONS) as db:
            async with db.transaction() as tx:
                await set_follower(
                    tx,
                    self._member.id,
                    self._places[PLACES].channel.id,
                    least=Importance.MINOR,
                    wants=Wants.ALL,
                    milestones=False,
                    hours=(Hours(), DAILY, NIGHT)[self._seed % 3],
                    now=self._now(),
                )
            for number, place in enumerate(self._places[:PLACES]):
                hours = HOURS.get(number, Hours())
                channel = place.channel
                await send_alerts_to(db, place.guild_id, channel.id, form=FORMS[channel.kind])
                async with db.transaction() as tx:
                    settings = GuildSettings(
                        place.guild_id,
                        strike_retracted=not place.deletes,
                        time_zone=hours.time_zone,
                    )
                    await set_settings(tx, settings)
                await self._set_options(db, place, hours)

    async def _set_options(self, db: Database, place: Place, hours: Hours) -> None:
        """Do as the commands of administrators do."""
        publish = place.channel.kind == NEWS
        await set_place(
            db, place.guild_id, self._now(), hours=hours, publish=publish, thread=place.threads
        )

    def _now(self) -> int:
        return int(self._world.clock.now() + self._skew)

    def _act(self, kind: str) -> Act:
        self._numbers += 1
        update = self._dice.choice(self._updates) if self._updates else 0
        return Act(kind, self._places[0].guild_id, self._numbers, update)

    async def _moderate(self, server: DiscordServer) -> None:
        """Publish, correct and retract while the bot is dead."""
        acts = [PUBLISH] * self._dice.choice((0, 1, 1, 2)) if self._updates else [PUBLISH]
        acts += [CORRECT] * self._dice.choice((0, 1, 2))
        acts += [RETRACT] * (self._dice.random() < 0.25)
        async with Database.open(self._database, MIGRATIONS) as db:
            self._wrong += await check_settled(db, self._places)
            kind = self._dice.choice((Digest.DAILY, Digest.DAILY, Digest.OFF))
            await self._set_options(
                db, self._places[DIGEST], dataclasses.replace(DAILY, digest=kind)
            )
            for kind in acts:
                act = self._act(kind)
                with contextlib.suppress(Exception):
                    update_id = await moderate(db, act, self._now())
                    if kind == PUBLISH:
                        self._updates.append(update_id)
                    elif kind == RETRACT:
                        self._note_unsent(server, update_id)

    def _note_unsent(self, server: DiscordServer, update_id: int) -> None:
        """Note where no request about a retracted update was ever made."""
        marker = marker_of(update_id)
        asked = {
            entry.path
            for kind in ("messages", "threads")
            for entry in server.ledger.calls(f"POST /channels/*/{kind}")
            if marker in str(entry.body)
        }
        for place in self._places:
            doors = {f"/channels/{place.channel.id}/{kind}" for kind in ("messages", "threads")}
            if not doors & asked:
                self._never.add((update_id, place.channel.id))

    def _chat(self, server: DiscordServer) -> None:
        """Let people write more in one channel than one page of its history holds."""
        if self._dice.random() < 0.5:
            for number in range(CHATTER):
                place = self._places[CHATTY].channel
                create(server.state, place, self._member, {"content": f"hm {number}"})

    async def _live(self, server: DiscordServer, patience: float) -> None:
        """Run one bot until it is killed at a drawn point, or else when nothing is due."""
        dice, weather = self._dice, self._weather
        weather.share, weather.blow = dice.choice(FAULTY), None
        point, nth = None, dice.choice((1, 1, 2, 3, 4))
        if dice.random() < 0.5:
            point = dice.choice(dice.choice((POINTS, OFTEN)))
        else:
            late = dice.uniform(1, LATE_FIRST_S)
            call = dice.choice((SEND, SEND, EDIT, HISTORY, FORUM_POST, FORUM_POST, *CALLS))
            weather.blow = Blow(call, nth, dice.choice((None, 0, 0, late)))
        acts = [
            (dice.randint(1, 12), self._act(dice.choice((CORRECT, CORRECT, RETRACT))))
            for _ in range(dice.choice((0, 0, 1, 2)))
        ]
        how = await self._run_bot(server, point, nth, acts, patience)
        self.result.kills[how] += 1

    async def _run_bot(
        self,
        server: DiscordServer,
        point: str | None,
        nth: int,
        acts: list[tuple[int, Act]],
        patience: float,
    ) -> str:
        """Return where the bot died."""
        self._struck.clear()
        await self._mortal.start(
            Order(
                database=str(self._database),
                api_url=server.api_url,
                gateway_url=server.gateway_url,
                token=self._world.app.token,
                guilds=PLACES,
                offset=self._world.clock.now() + self._skew - time.time(),
                seed=self._dice.getrandbits(32),
                point=point,
                nth=nth,
                acts=acts,
                mutation=self._mutation,
                log=str(self._log) if self._log else None,
            )
        )
        striking = asyncio.create_task(self._strike())
        try:
            return await self._attend(server, point, patience)
        finally:
            striking.cancel()

    async def _strike(self) -> None:
        await self._struck.wait()
        await asyncio.sleep(0.002)  # what takes effect before the answer has done so by then
        self._mortal.kill()

    async def _attend(self, server: DiscordServer, point: str | None, patience: float) -> str:
        """Let time pass for the bot while it idles."""
        while True:
            word, number = await self._mortal.hear()
            if word == "ended":
                assert number == "-9", f"the bot ended with {number}"
                blow = self._weather.blow
                return blow.name if blow and blow.struck else point or AT_REST
            if self._struck.is_set():
                continue
            wait = float(number)
            if 0 <= wait <= patience:
                patience -= wait
                await server.pass_time(wait)
                self._mortal.tell(f"advance {wait}")
            else:
                point = None
                self._mortal.tell("die")
