"""The sandbox's world: two servers, their channels and five people to act as."""

import datetime as dt
from dataclasses import dataclass

import discord
import simcord

NEWSROOM_NAME = "Sequel Watchers"


@dataclass(frozen=True, slots=True)
class Room:
    """A place to look into, with the people who can be there."""

    key: str
    place: str
    title: str
    hint: str
    channel: simcord.ChannelHandle
    people: tuple[simcord.MemberActor | simcord.UserHandle, ...]


@dataclass(frozen=True, slots=True)
class World:
    """Everything of the sandbox that outlives a page."""

    env: simcord.Env
    title: str
    newsroom: simcord.GuildHandle
    news: simcord.ChannelHandle
    mods: simcord.ChannelHandle
    member: simcord.MemberActor
    moderator: simcord.MemberActor
    admin: simcord.MemberActor
    rooms: tuple[Room, ...]
    feed: str = ""

    def room(self, key: str) -> Room | None:
        """Return a room by its key, or None."""
        return next((room for room in self.rooms if room.key == key), None)


def build_world(env: simcord.Env, title: str, feed: str = "") -> World:
    """Make servers, channels and people; ``feed`` is the address of one to try.

    To be called before the clock is set and the bot starts: ids then come out the same at
    each run, so that what the store remembers of channels still holds.
    """
    home, far = env.create_guild(NEWSROOM_NAME), env.create_guild("Second Server")
    moderators = home.create_role(
        "Moderators", permissions=discord.Permissions(manage_messages=True), hoist=True
    )
    administrators = home.create_role(
        "Administrators", permissions=discord.Permissions(manage_guild=True), hoist=True
    )
    home.create_role("News pings", mentionable=True)
    far_admins = far.create_role(
        "Administrators", permissions=discord.Permissions(manage_guild=True, manage_messages=True)
    )
    news, general = home.create_news_channel("news"), home.create_text_channel("general")
    mods = home.create_text_channel(
        "mods",
        overwrites={
            home.default_role: discord.PermissionOverwrite(view_channel=False),
            moderators: discord.PermissionOverwrite(view_channel=True),
            administrators: discord.PermissionOverwrite(view_channel=True),
            simcord.UserHandle(env, env.backend.bot_user): discord.PermissionOverwrite(
                view_channel=True
            ),
        },
    )
    far_news, far_general = far.create_text_channel("news"), far.create_text_channel("general")
    member = home.add_member(env.create_user("mia", global_name="Mia (member)"))
    moderator = home.add_member(
        env.create_user("noor", global_name="Noor (moderator)"), roles=[moderators]
    )
    admin = home.add_member(
        env.create_user("ada", global_name="Ada (administrator)"), roles=[administrators]
    )
    stranger = far.add_member(
        env.create_user("sol", global_name="Sol (second server)"), roles=[far_admins]
    )
    loner = env.create_user("kim", global_name="Kim (direct message)")
    everybody = (member, moderator, admin)
    return World(
        env=env,
        title=title,
        feed=feed,
        newsroom=home,
        news=news,
        mods=mods,
        member=member,
        moderator=moderator,
        admin=admin,
        rooms=(
            Room(
                "general",
                NEWSROOM_NAME,
                "#general",
                "Ask the bot: /ask, /status, /fact, /lookup. Found news? /tip",
                general,
                everybody,
            ),
            Room(
                "mods",
                NEWSROOM_NAME,
                "#mods",
                "Write news: /desk post. Set alerts up: /alerts setup",
                mods,
                (moderator, admin),
            ),
            Room("news", NEWSROOM_NAME, "#news", "Alerts arrive here", news, everybody),
            Room(
                "far",
                "Second Server",
                "#general",
                "Another server, with its own administrator",
                far_general,
                (stranger,),
            ),
            Room(
                "farnews",
                "Second Server",
                "#news",
                "Alerts of the second server",
                far_news,
                (stranger,),
            ),
            Room(
                "direct",
                "Direct message",
                "the bot",
                "Member commands work here too",
                loner.dm_channel,
                (loner,),
            ),
        ),
    )


def set_clock(env: simcord.Env) -> None:
    """Move the simulated Discord's clock up to this machine's, so that dates are today's."""
    behind = dt.datetime.now(dt.UTC) - env.now()
    if behind > dt.timedelta():
        env.backend.advance_clock(behind.total_seconds())
