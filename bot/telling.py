"""Direct messages to those who asked to be told something: one each, tried again, not for ever."""

import asyncio
import logging
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Generic, Protocol, TypeVar

import discord
from discord.ext import tasks

from bot.delivery.rules import REQUEST_TIMEOUT_S, nonce_of
from bot.delivery.verdicts import FAILURES, REFUSALS
from bot.shards import owns
from bot.store.database import Database, Transaction

log = logging.getLogger(__name__)

SWEEP_S = 15
TRIES = 8  # over about three days
FIRST_WAIT_S, DAY_S = 60, 24 * 3600


async def tell(
    client: discord.Client,
    guild_id: int,
    user_id: int,
    *,
    about: str,
    render: Callable[[str], discord.ui.LayoutView],
) -> bool:
    """Send one message; return whether this person is done with: told, gone or not reachable.

    False while the server is not there, as during an outage. Raises what Discord may fail with
    (``FAILURES``) where another try may help. ``about`` names the message, so that Discord drops
    it when it is sent twice within minutes; ``render`` gets the server's name.
    """
    guild = client.get_guild(guild_id)
    if guild is None:
        return False
    try:
        async with asyncio.timeout(REQUEST_TIMEOUT_S):
            await guild.fetch_member(user_id)
            channel = await client.create_dm(discord.Object(user_id))
            await channel.send(
                view=render(guild.name),
                allowed_mentions=discord.AllowedMentions.none(),
                nonce=nonce_of(about, user_id),
            )
    except discord.NotFound:
        return True
    except discord.Forbidden as error:
        if error.code not in REFUSALS:
            raise
        log.info("%s: somebody takes no messages", about)
    return True


class Waiting(Protocol):
    """Somebody who is to be told something; ``about`` names it in the log."""

    @property
    def guild_id(self) -> int:
        """The server that it was asked in."""
        ...

    @property
    def tries(self) -> int:
        """How often it failed."""
        ...

    @property
    def about(self) -> str:
        """What it is about, without a person."""
        ...


T = TypeVar("T", bound=Waiting)


class Teller(ABC, Generic[T]):
    """Tells those who wait for it, whoever is due first; what it is about is a subclass's."""

    def __init__(self, client: discord.Client, db: Database, now: Callable[[], int]) -> None:
        self._client = client
        self._db = db
        self._now = now
        self._busy = asyncio.Lock()

    def start(self) -> None:
        """Begin to tell who waits."""
        self._sweep.start()

    def stop(self) -> None:
        """Tell nobody more."""
        self._sweep.cancel()

    @tasks.loop(seconds=SWEEP_S)
    async def _sweep(self) -> None:
        if not self._client.is_ready():
            return  # every server would look gone
        try:
            await self.tell_due()
        except sqlite3.Error:
            log.exception("those who wait for a message wait on: the database cannot be used")

    async def tell_due(self) -> None:
        """Send each person one message about each thing; what fails is tried again, not for ever.

        A person is forgotten after the message. A crash in between can repeat it only within
        the time in which Discord drops a message with the same nonce.
        """
        async with self._busy:
            for telling in await self._due(self._now()):
                if not owns(self._client, telling.guild_id):
                    continue
                try:
                    done = await self._tell(telling)
                except FAILURES as error:
                    log.warning("%s: somebody is not told yet: %s", telling.about, error)
                    done = False
                except Exception:
                    # Whatever it is, it must not end the loop for everybody.
                    log.exception("%s: somebody is not told yet", telling.about)
                    done = False
                async with self._db.transaction() as tx:
                    if done or telling.tries + 1 >= TRIES:
                        await self._settle(tx, telling)
                    else:
                        wait = min(FIRST_WAIT_S * 4**telling.tries, DAY_S)
                        await self._settle_later(tx, telling, self._now() + wait)

    @abstractmethod
    async def _due(self, now: int) -> Sequence[T]:
        """Return who is to be told something now, of all servers."""

    @abstractmethod
    async def _tell(self, telling: T) -> bool:
        """Return whether this person is done with, as ``tell`` does."""

    @abstractmethod
    async def _settle(self, tx: Transaction, telling: T) -> None:
        """Forget somebody who was told, or cannot be."""

    @abstractmethod
    async def _settle_later(self, tx: Transaction, telling: T, at: int) -> None:
        """Note that it failed once more, and when to try again."""
