"""What moderators hear in the simulation, and how often those are asked who refuse."""

from collections.abc import Iterable, Sequence

import discord

from bot.notices import Notices
from tests.unit.delivery_discord import FakeChannel

DAY_S = 86_400
Told = tuple[int, str, int]  # the server, the topic and the time


class HeardNotices(Notices):
    """Notices as the store lets them through; each is noted and always arrives."""

    heard: list[Told]

    async def tell(
        self, guild_id: int, topic: str, text: str, view: discord.ui.View | None = None
    ) -> bool:
        """Note what was told."""
        told = await super().tell(guild_id, topic, text, view)
        if told:
            self.heard.append((guild_id, topic, self._now()))
        return told

    async def _say(self, guild: discord.Guild, text: str, view: discord.ui.View | None) -> bool:
        del guild, text, view
        return True


def check_refusals(channels: Iterable[FakeChannel], deaths: Sequence[float]) -> None:
    """Nobody who refuses is asked more than twice a day, but for an answer nobody lived to note."""
    for channel in channels:
        for first, third in zip(channel.refused, channel.refused[2:], strict=False):
            noted = not any(first <= death <= third + 60 for death in deaths)
            asked = third - first < DAY_S - 1
            assert not (asked and noted), f"{channel.id} shown no mercy: {channel.refused}"


def check_notices(heard: Iterable[Told]) -> None:
    """No topic is told twice within a day."""
    last: dict[tuple[int, str], float] = {}
    for guild_id, topic, at in heard:
        before = last.get((guild_id, topic))
        assert before is None or at - before >= DAY_S, f"{topic} shown to {guild_id} twice"
        last[guild_id, topic] = at
