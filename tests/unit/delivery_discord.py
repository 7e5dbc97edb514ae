"""A Discord of a few lines, in memory and in virtual time, for the delivery's real code."""

import asyncio
import datetime as dt
import random
from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

import aiohttp
import discord

from bot.delivery.card import Alert

EPOCH = 1_698_000_000  # a week before the clocks change in Europe, two in America
NONCE_S = 60.0
LATE_S = 29.0
LATE_OF_THE_DEAD_S = 110.0  # what a dead process left under way, if it was no repeat
OWN_ID, OTHER_ID = 1, 2
UNKNOWN_CHANNEL, NO_PERMISSION = 10003, 50013


@dataclass(eq=False, slots=True)
class FakeMessage:
    """A message as the search reads it."""

    id: int
    author: discord.Object
    content: str
    text: str | None
    components: list[discord.ActionRow]

    @property
    def created_at(self) -> dt.datetime:
        """When it was made."""
        return discord.utils.snowflake_time(self.id)

    def carries(self, marker: str) -> bool:
        """Whether it is the alert of a marker."""
        buttons = [item for row in self.components for item in row.children]
        return marker in {getattr(button, "custom_id", None) for button in buttons}


@dataclass(eq=False, slots=True)
class FakeChannel:
    """A channel of its own server; ``log`` holds every message there ever was."""

    id: int
    guild_id: int
    may_send: bool = True
    may_read: bool = True
    there: bool = True
    delay_s: float = 0.0
    refuses: bool = False
    refused: list[float] = field(default_factory=list[float])
    log: list[FakeMessage] = field(default_factory=list[FakeMessage])
    asked: set[str] = field(default_factory=set[str])
    asked_at: list[float] = field(default_factory=list[float])


class FakeDiscord:
    """Channels, nonces and what befalls requests; ``now`` is in UTC seconds."""

    def __init__(self, dice: random.Random) -> None:
        self._dice = dice
        self._ids = 0
        self._nonces: dict[str, tuple[float, FakeMessage]] = {}
        self.channels: dict[int, FakeChannel] = {}
        self.away: set[int] = set()
        self.removed: set[int] = set()
        self.deaths = self.requests = 0
        self.fair = False

    def now(self) -> float:
        """Return the time."""
        return EPOCH + asyncio.get_running_loop().time()

    async def request(
        self, channel: FakeChannel, effect: Callable[[], Any], *, repeat: bool = False
    ) -> Any:  # noqa: ANN401
        """Do something as far as the dice let it: what has left goes on when the asker is gone."""
        self.requests += 1
        task = asyncio.create_task(self._serve(effect, repeat=repeat), name="request")
        task.add_done_callback(lambda done: done.cancelled() or done.exception())
        try:
            return await asyncio.shield(task)
        except discord.HTTPException as error:
            if error.code in (NO_PERMISSION, UNKNOWN_CHANNEL):
                channel.refused.append(self.now())  # and the bot knows it
            raise

    async def _serve(self, effect: Callable[[], Any], *, repeat: bool) -> Any:  # noqa: ANN401
        dice, deaths = self._dice, self.deaths
        await asyncio.sleep(dice.uniform(0.01, 0.3))
        if self.deaths > deaths and not repeat:
            await asyncio.sleep(dice.uniform(0, LATE_OF_THE_DEAD_S))
        if self.fair or dice.random() < 0.7:
            answer = effect()
            await asyncio.sleep(dice.uniform(0.01, 0.3))
            return answer
        arrives = dice.choice((None, 0.0, dice.uniform(1, LATE_S)))
        if arrives is not None:
            asyncio.get_running_loop().call_later(arrives, _attempt, effect)
        match dice.randrange(6):
            case 0:
                await asyncio.sleep(10**9)  # no answer ever
            case 1 if arrives is None:
                raise discord.RateLimited(61.0)
            case 2 if arrives is None:
                key = cast("Any", SimpleNamespace(ssl=None, host="x", port=1, is_ssl=False))
                raise aiohttp.ClientConnectorError(key, OSError(111, "refused"))
            case 3:
                # discord.py itself asked again after a 500 and got another answer then.
                await asyncio.sleep(1.0)
                raise dice.choice((failure(403), discord.RateLimited(61.0)))
            case 4:
                raise aiohttp.ServerDisconnectedError
            case _:
                pass
        raise dice.choice((failure(503), ConnectionResetError(104, "reset")))

    def send(self, channel: FakeChannel, alert: Mapping[str, Any], nonce: str) -> FakeMessage:
        """Make a message, or return the earlier one of the same nonce."""
        self._require(channel, may=channel.may_send)
        made_at, earlier = self._nonces.get(nonce, (0.0, None))
        if earlier is not None and self.now() - made_at < NONCE_S:
            return earlier
        message = FakeMessage(
            self._next_id(),
            discord.Object(OWN_ID),
            alert["content"],
            alert["embed"].description,
            [discord.ActionRow(row) for row in alert["view"].to_components()],
        )
        channel.log.append(message)
        self._nonces[nonce] = (self.now(), message)
        return message

    def edit(self, channel: FakeChannel, message_id: int, alert: Mapping[str, Any]) -> None:
        """Change a message."""
        self._require(channel, may=True)
        message = next((one for one in channel.log if one.id == message_id), None)
        if message is None:
            raise failure(404, 10008)
        message.content, message.text = alert["content"], alert["embed"].description

    def chat(self, channel: FakeChannel, messages: int) -> None:
        """Let somebody else write a lot."""
        for _ in range(messages):
            channel.log.append(FakeMessage(self._next_id(), discord.Object(OTHER_ID), "", None, []))

    def _next_id(self) -> int:
        self._ids += 1
        made = dt.datetime.fromtimestamp(self.now(), dt.UTC)
        return discord.utils.time_snowflake(made) + self._ids % 2**20

    def history(self, channel: FakeChannel, limit: int, after: int) -> list[FakeMessage]:
        """Return what may be read: nothing, and no error, without the permission."""
        self._require(channel, may=True)
        return [one for one in channel.log if one.id > after][:limit] if channel.may_read else []

    def _require(self, channel: FakeChannel, *, may: bool) -> None:
        if not channel.there:
            raise failure(404, UNKNOWN_CHANNEL)
        if channel.refuses or not may or channel.guild_id in self.removed:
            raise failure(403, NO_PERMISSION)


class FakeClient:
    """What the engine asks of discord.py's client."""

    user = discord.Object(OWN_ID)

    def __init__(self, world: FakeDiscord) -> None:
        self._world = world

    @property
    def guilds(self) -> list[discord.Object]:
        """The servers that have the bot, available or not."""
        ids = {channel.guild_id for channel in self._world.channels.values()}
        return [discord.Object(guild_id) for guild_id in sorted(ids - self._world.removed)]

    def get_guild(self, guild_id: int) -> object:
        """Return a server with its channels, None while it is away."""
        if guild_id in self._world.away | self._world.removed:
            return None
        me = SimpleNamespace(timed_out_until=None, display_name="the bot")
        return SimpleNamespace(id=guild_id, unavailable=False, me=me, get_channel=self._get_channel)

    async def fetch_channel(self, channel_id: int) -> None:
        """Ask whether a channel is there."""
        channel = self._world.channels[channel_id]
        await self._world.request(channel, lambda: self._world.history(channel, 1, 0))

    async def fetch_guild(self, guild_id: int, *, with_counts: bool) -> None:
        """Ask whether a server has the bot, which it does as long as its channels are known."""
        del guild_id, with_counts

    def _get_channel(self, channel_id: int) -> object:
        channel = self._world.channels[channel_id]
        granted = discord.Permissions(
            view_channel=True,
            embed_links=True,
            send_messages=channel.may_send,
            read_message_history=channel.may_read,
        )

        def permissions_for(_: object) -> discord.Permissions:
            return granted

        return SimpleNamespace(permissions_for=permissions_for) if channel.there else None

    def get_partial_messageable(self, channel_id: int, *, guild_id: int) -> "Door":
        """Return what can be sent to."""
        del guild_id
        return Door(self._world, self._world.channels[channel_id])


@dataclass(frozen=True, slots=True)
class Door:
    """A channel as the engine uses it."""

    world: FakeDiscord
    channel: FakeChannel

    async def send(self, content: str, *, nonce: str, **alert: Any) -> FakeMessage:  # noqa: ANN401
        """Send."""
        ids = set(custom_ids(alert["view"]))
        repeat = ids <= self.channel.asked
        if not repeat:
            self.channel.asked_at.append(self.world.now())
        self.channel.asked |= ids
        alert["content"] = content
        await asyncio.sleep(self.channel.delay_s)
        return await self.world.request(
            self.channel, lambda: self.world.send(self.channel, alert, nonce), repeat=repeat
        )

    async def history(
        self, *, limit: int, after: discord.Object, oldest_first: bool
    ) -> AsyncGenerator[FakeMessage, None]:
        """Read on from a message."""
        assert oldest_first
        page: list[FakeMessage] = await self.world.request(
            self.channel, lambda: self.world.history(self.channel, limit, after.id)
        )
        for message in page:
            yield message

    def get_partial_message(self, message_id: int) -> "Handle":
        """Return what can be edited."""
        return Handle(self, message_id)


@dataclass(frozen=True, slots=True)
class Handle:
    """A message as the engine uses it."""

    door: Door
    id: int

    async def edit(self, **alert: Any) -> None:  # noqa: ANN401
        """Edit."""
        world, channel = self.door.world, self.door.channel
        await world.request(channel, lambda: world.edit(channel, self.id, alert))


def custom_ids(view: discord.ui.View) -> list[str]:
    """Return the ids of a view's buttons."""
    buttons = [item for item in view.children if isinstance(item, discord.ui.Button)]
    return [button.custom_id for button in buttons if button.custom_id]


def failure(status: int, code: int = 0) -> discord.HTTPException:
    """Make the exception that discord.py raises for an answer."""
    kinds = {403: discord.Forbidden, 404: discord.NotFound, 503: discord.DiscordServerError}
    response = cast("Any", SimpleNamespace(status=status, reason=""))
    return kinds[status](response, {"code": code, "message": "no"})


def _attempt(effect: Callable[[], Any]) -> None:
    """Do something that nobody waits for any more."""
    try:
        effect()
    except discord.HTTPException:
        return


def shows(message: FakeMessage, alert: Alert) -> bool:
    """Whether a message has an alert's words."""
    return (message.content, message.text) == (alert.content, alert.embed.description)
