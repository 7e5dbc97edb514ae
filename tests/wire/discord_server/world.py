"""What exists on the fake Discord: applications, people, servers, channels and messages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import discord

from tests.wire.discord_server.clock import Clock, Snowflakes

Json = dict[str, Any]

EVERYONE = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    create_public_threads=True,
    embed_links=True,
    attach_files=True,
    read_message_history=True,
    add_reactions=True,
    use_application_commands=True,
)
TEXT, DM, NEWS, FORUM = 0, 1, 5, 15
THREADS = (10, 11, 12)
CLOSED_AFTER_S = 24 * 3600
EPHEMERAL, LOADING, COMPONENTS_V2 = 1 << 6, 1 << 7, 1 << 15


def walk_components(components: Sequence[Json]) -> Iterator[Json]:
    """Every component of a message or modal, outer before inner."""
    for component in components:
        yield component
        inner = [component.get("accessory"), component.get("component")]
        yield from walk_components(
            [*component.get("components", ()), *(part for part in inner if part)]
        )


@dataclass(eq=False, slots=True)
class User:
    """A person or a bot; ``installed`` means that the application is on the account itself."""

    id: int
    name: str
    bot: bool = False
    dms_open: bool = True
    installed: bool = False


@dataclass(eq=False, slots=True)
class Application:
    """A bot and its commands; ``syncs`` holds the body of every command sync."""

    id: int
    token: str
    user: User
    owner: User
    commands: list[Json] = field(default_factory=list[Json])
    syncs: list[list[Json]] = field(default_factory=list[list[Json]])


@dataclass(eq=False, slots=True)
class Role:
    """A role; the one with its server's id is @everyone."""

    id: int
    name: str
    permissions: discord.Permissions
    position: int
    managed: bool = False
    mentionable: bool = False


@dataclass(eq=False, slots=True)
class Member:
    """A user in a server; ``roles`` leaves @everyone out."""

    user: User
    roles: list[Role]
    joined_at: float


@dataclass(eq=False, slots=True)
class Message:
    """A message; ``json`` as the API shows it, ``versions`` what it was before each edit."""

    id: int
    channel: "Channel"
    author: User
    json: Json
    nonce: str | None = None
    files: dict[str, bytes] = field(default_factory=dict[str, bytes])
    versions: list[Json] = field(default_factory=list[Json])
    deleted: bool = False

    @property
    def content(self) -> str:
        """The plain text line."""
        return self.json["content"]

    @property
    def embeds(self) -> list[Json]:
        """The embeds as the API shows them."""
        return self.json["embeds"]

    @property
    def ephemeral(self) -> bool:
        """Whether only the person who asked sees it."""
        return bool(self.json["flags"] & EPHEMERAL)

    @property
    def custom_ids(self) -> list[str]:
        """The ids of all its controls."""
        parts = walk_components(self.json["components"])
        return [part["custom_id"] for part in parts if part.get("custom_id")]

    @property
    def text(self) -> str:
        """Everything that pings could be written in: content and text displays."""
        parts = walk_components(self.json["components"])
        shown = [part["content"] for part in parts if part["type"] == 10]
        return "\n".join([self.content, *shown])


@dataclass(eq=False, slots=True)
class Channel:
    """A text, announcement or forum channel, a thread (``parent``) or a DM (``bot``)."""

    id: int
    kind: int
    name: str
    guild: "Guild | None" = None
    parent: "Channel | None" = None
    recipient: User | None = None
    bot: User | None = None
    overwrites: dict[int, tuple[discord.Permissions, discord.Permissions]] = field(
        default_factory=dict[int, tuple[discord.Permissions, discord.Permissions]]
    )
    log: list[Message] = field(default_factory=list[Message])
    owner: User | None = None
    tags: list[str] = field(default_factory=list[str])
    must_tag: bool = False
    touched_at: float = 0.0
    published: list[float] = field(default_factory=list[float])

    @property
    def messages(self) -> list[Message]:
        """What the channel shows now, oldest first; ``log`` holds all there ever was."""
        return [m for m in self.log if not (m.deleted or m.ephemeral)]

    def overwrite(
        self,
        target: Role | User,
        *,
        allow: discord.Permissions | None = None,
        deny: discord.Permissions | None = None,
    ) -> None:
        """Set the allowed and denied permissions of a role or a member here."""
        none = discord.Permissions.none()
        self.overwrites[target.id] = (allow or none, deny or none)

    def archived(self, now: float) -> bool:
        """Whether a thread is closed: a day after anything was said in it."""
        return self.kind in THREADS and now - self.touched_at >= CLOSED_AFTER_S


@dataclass(eq=False, slots=True)
class Guild:
    """A server with what belongs to it; threads are among its channels."""

    id: int
    name: str
    owner: User
    world: "World"
    roles: dict[int, Role] = field(default_factory=dict[int, Role])
    channels: dict[int, Channel] = field(default_factory=dict[int, Channel])
    members: dict[int, Member] = field(default_factory=dict[int, Member])

    @property
    def everyone(self) -> Role:
        """The role that all members have."""
        return self.roles[self.id]

    def add_role(
        self,
        name: str,
        permissions: discord.Permissions | None = None,
        *,
        mentionable: bool = False,
    ) -> Role:
        """Make a role above the others."""
        granted = permissions or discord.Permissions.none()
        role = Role(self.world.ids.next(), name, granted, len(self.roles), mentionable=mentionable)
        self.roles[role.id] = role
        return role

    def add_channel(
        self,
        name: str,
        kind: int = TEXT,
        parent: Channel | None = None,
        *,
        number: int | None = None,
    ) -> Channel:
        """Make a channel or, with a parent, a thread; ``number`` is its id if it must have one."""
        channel = Channel(number or self.world.ids.next(), kind, name, self, parent)
        channel.touched_at = self.world.clock.now()
        self.channels[channel.id] = self.world.channels[channel.id] = channel
        return channel

    def add_member(self, user: User, *roles: Role) -> Member:
        """Let somebody join."""
        member = Member(user, list(roles), self.world.clock.now())
        self.members[user.id] = member
        return member

    def add_bot(self, app: Application, permissions: discord.Permissions | None = None) -> Role:
        """Let a bot join with a managed role of its own, which is returned."""
        role = self.add_role(app.user.name, permissions)
        role.managed = True
        self.add_member(app.user, role)
        return role


class World:
    """All of it; ``app`` is the bot meant where none is named."""

    def __init__(self, token: str = "wire.test.token") -> None:  # noqa: S107 - no real token
        self.clock = Clock()
        self.ids = Snowflakes(self.clock)
        self.users: dict[int, User] = {}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.applications: dict[int, Application] = {}
        self._dms: dict[tuple[int, int], Channel] = {}
        self.app = self.add_application("wire", token)

    def add_user(self, name: str, *, installed: bool = False) -> User:
        """Make a person; ``installed`` puts the application on their account."""
        user = User(self.ids.next(), name, installed=installed)
        self.users[user.id] = user
        return user

    def add_application(self, name: str, token: str) -> Application:
        """Make a bot with its own token."""
        user = User(self.ids.next(), name, bot=True)
        app = Application(user.id, token, user, self.add_user(f"{name}-owner"))
        self.users[user.id] = user
        self.applications[app.id] = app
        return app

    def add_guild(
        self,
        name: str,
        *,
        owner: User | None = None,
        everyone: discord.Permissions = EVERYONE,
        bots: Sequence[Application] | None = None,
    ) -> Guild:
        """Make a server; the world's own bot is in it unless ``bots`` says otherwise."""
        guild = Guild(self.ids.next(), name, owner or self.add_user(f"{name}-owner"), self)
        guild.roles[guild.id] = Role(guild.id, "@everyone", everyone, 0)
        guild.add_member(guild.owner)
        for app in (self.app,) if bots is None else bots:
            guild.add_bot(app)
        self.guilds[guild.id] = guild
        return guild

    def dm(self, app: Application, user: User) -> Channel:
        """The direct messages between a bot and a person; made when there are none yet."""
        key = (app.id, user.id)
        if key not in self._dms:
            channel = Channel(self.ids.next(), DM, user.name, recipient=user, bot=app.user)
            self._dms[key] = self.channels[channel.id] = channel
        return self._dms[key]

    def add_private(self, user: User) -> Channel:
        """Make a conversation of a person in which the bot takes no part."""
        channel = Channel(self.ids.next(), DM, user.name, recipient=user)
        self.channels[channel.id] = channel
        return channel
