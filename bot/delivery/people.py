"""What differs when an alert goes to a person: leaving, membership, and messages refused."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

import discord

from bot.delivery.rules import REQUEST_TIMEOUT_S
from bot.delivery.verdicts import FAILURES, Outcome, Verdict, judge
from bot.enums import Mode, Refusal
from bot.places import Claim
from bot.store import followers as store
from bot.store.database import Database

log = logging.getLogger(__name__)

# How long an answer of Discord's about a membership is believed: the time for which somebody who
# left may still get a server's own news, against one more request for each message.
MEMBER_FOR_S = 600
REMEMBERED = 10_000
# discord.com/developers/docs/topics/opcodes-and-status-codes#json
NO_MEMBER = (10004, 10007, 10013, 50001)  # unknown guild, member or user; missing access


class People:
    """Knows who may get what at this moment, and whose messages are refused."""

    def __init__(
        self,
        client: discord.Client,
        db: Database,
        now: Callable[[], int],
        turn: Callable[[], Awaitable[None]],
    ) -> None:
        """``turn`` is awaited before each request."""
        self._client = client
        self._db = db
        self._now = now
        self._turn = turn
        self._members: dict[tuple[int, int], int] = {}

    async def screen(self, claim: Claim) -> Verdict | None:
        """Return why a person must not get a post, None when it may go.

        Asked last before a request: since the claim somebody may have unfollowed, had everything
        deleted or left the server whose own news this is.
        """
        user_id = claim.destination.user_id
        if user_id is None:
            return None
        for guild_id in await store.list_internal(self._db, claim):
            try:
                member = await self.is_member(guild_id, user_id)
            except FAILURES as error:
                verdict = judge(error)
                return Verdict(Outcome.RETRY, verdict.reason, retry_after=verdict.retry_after)
            if not member:
                async with self._db.transaction() as tx:
                    await store.delete_follow(tx, claim.destination.id, guild_id)
        mode = await store.get_mode(self._db, claim)
        if mode is None:
            return Verdict(Outcome.GONE, "No longer wanted")
        if mode is not Mode.ACTIVE and claim.post.message_id is None:
            return Verdict(Outcome.GONE, store.ENDED)
        return None

    async def is_member(self, guild_id: int, user_id: int) -> bool:
        """Whether a person is in a server, as Discord says now or said lately; raises FAILURES.

        Without the bot in that server nobody can tell, which counts as no.
        """
        key, now = (guild_id, user_id), self._now()
        if self._members.get(key, now) > now:
            return True
        await self._turn()
        try:
            async with asyncio.timeout(REQUEST_TIMEOUT_S):
                await self._client.http.get_member(guild_id, user_id)
        except discord.HTTPException as error:
            if error.code not in NO_MEMBER:
                raise
            self._members.pop(key, None)
            return False
        if len(self._members) >= REMEMBERED:
            self._members.clear()
        self._members[key] = now + MEMBER_FOR_S
        return True

    async def close(self, claim: Claim, refusal: Refusal, reason: str) -> None:
        """Stop sending to a person whose messages are refused, until that person follows anew."""
        user_id = claim.destination.user_id
        if user_id is None:
            return
        async with self._db.transaction() as tx:
            await store.set_refused(tx, claim.destination.id, user_id, refusal, reason)
        log.info("post %s: %s; that person is told at their next command", claim.post.id, reason)
