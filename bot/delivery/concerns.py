"""What moderators read when alerts fail, and when they work again."""

import itertools
from collections.abc import Iterator, Sequence

import discord

from bot.delivery.places import MISSING, lacks_tag, needed_to_send
from bot.delivery.verdicts import BLIND, missing_permissions
from bot.enums import ErrandKind, Mode, PostState, Trouble
from bot.places import Destination, Post
from bot.text import escape

LISTED = 5  # alerts named in one notice
LATER = "News that is published meanwhile is not posted here later, but /news shows it."
_ERRANDS = {
    ErrandKind.THREAD: "Threads of alerts cannot be opened or renamed",
    ErrandKind.PUBLISH: "Alerts cannot be published to followers",
}


def trouble_text(guild: discord.Guild, destination: Destination) -> str:
    """Say what keeps alerts from a channel, by its name in Discord's settings, and where to click.

    Read from the permissions as they are now.
    """
    place, former = f"<#{destination.channel_id}>", destination.mode is Mode.RETIRED
    cannot = "Earlier alerts cannot be corrected" if former else "Alerts cannot be posted"
    if destination.trouble is Trouble.CHANNEL:
        return (
            "⚠️ The channel for alerts was deleted, so alerts are paused. "
            f"**/alerts setup** chooses another channel, where what waits is posted. {LATER}"
        )
    until = guild.me.timed_out_until
    if until is not None and until > discord.utils.utcnow():
        return (
            f"⚠️ {cannot} in {place}: I am timed out in this server until "
            f"{discord.utils.format_dt(until)}. To end that now: click on my name in the "
            "member list, then **Remove Timeout**. What waits is posted then."
        )
    channel = guild.get_channel(destination.channel_id)
    if isinstance(channel, discord.ForumChannel) and not former and lacks_tag(channel, destination):
        return (
            f"⚠️ {place} takes no posts without a tag. **/alerts options** chooses one for alerts. "
            "What waits is posted then."
        )
    granted = channel.permissions_for(guild.me) if channel else discord.Permissions.all()
    missing = missing_permissions(granted, needed_to_send(destination))
    if missing:
        return (
            f"⚠️ {cannot} in {place}: I lack {_bold(missing)} there. To allow me "
            f"that: click on the gear beside the channel's name (**Edit Channel**), "
            f"**Permissions**, add **{escape(guild.me.display_name)}** and allow {_bold(missing)}. "
            "What waits is posted as soon as that is done."
        )
    return (
        f"⚠️ Discord refuses my alerts in {place}, although no permission seems to be missing "
        "there; perhaps I am timed out. I try again twice a day. **/alerts setup** can choose "
        "another channel, and **/alerts status** shows what waits."
    )


def clear_text(destination: Destination) -> str:
    """Say that alerts work again."""
    works = "Alerts work again"
    if destination.mode is Mode.RETIRED:
        works = "Earlier alerts can be corrected again"
    return f"✅ {works} in <#{destination.channel_id}>."


def return_text(destination: Destination) -> str:
    """Say that alerts go on after the bot was away."""
    return (
        f"👋 I am back: alerts arrive in <#{destination.channel_id}> again, for news from now on. "
        "Corrections of earlier alerts arrive too. **/alerts status** shows the settings."
    )


def role_text(destination: Destination) -> str:
    """Say that the role which alerts pinged is gone."""
    return (
        "⚠️ The role that alerts pinged was deleted. Alerts still arrive in "
        f"<#{destination.channel_id}> and ping nobody now. **/alerts setup** chooses another role."
    )


def looking_text(destination: Destination, update_ids: Sequence[int | None]) -> str:
    """Say that what was unknown is looked for now."""
    named = _names(update_ids)
    return f"✅ I can read <#{destination.channel_id}> again and look now whether {named} arrived."


def errand_text(destination: Destination, kind: ErrandKind, reason: str) -> str:
    """Say what keeps an alert from its thread, or from the channel's followers."""
    text = f"⚠️ {_ERRANDS[kind]} in <#{destination.channel_id}>. {escape(reason)}."
    if not reason.startswith(MISSING):
        return text
    return (
        f"{text} To allow me that: click on the gear beside the channel's name (**Edit Channel**), "
        "**Permissions**. I look again every quarter of an hour."
    )


def ends_text(posts: Sequence[Post]) -> str:
    """Say how the deliveries to one channel ended."""
    return "\n".join(_ends(posts))


def _ends(posts: Sequence[Post]) -> Iterator[str]:
    for (state, reason), group in itertools.groupby(posts, lambda post: (post.state, post.reason)):
        of_it = list(group)
        named, place = _names([post.update_id for post in of_it]), f"<#{of_it[0].channel_id}>"
        if state is PostState.UNKNOWN and (reason or "").startswith(BLIND):
            missing = _bold((reason or "").removeprefix(BLIND).split(", "))
            yield (
                f"❓ I do not know whether {named} arrived in {place}: an answer of Discord was "
                f"lost, and to look for it I need {missing} there. Allow me that "
                "under **Edit Channel**, **Permissions**, and I look again."
            )
        elif state is PostState.UNKNOWN:
            yield (
                f"❓ I do not know whether {named} arrived in {place}: an answer of Discord was "
                "lost, and too many messages came after it. Please look into the channel."
            )
        elif state is PostState.GONE:
            yield f"⚠️ {named} in {place} cannot be changed any more: {escape(reason or '')}."
        else:
            yield (
                f"⚠️ {named} cannot be posted or changed in {place}. {escape(reason or '')}. "
                "I try again twice a day; **/alerts status** shows what waits."
            )


def _names(update_ids: Sequence[int | None]) -> str:
    numbers = [f"#{number}" if number else "a digest or milestone" for number in update_ids]
    shown, more = numbers[:LISTED], len(numbers) - LISTED
    if more > 0:
        return f"alerts {', '.join(shown)} and {more} more"
    return f"{'alert' if len(shown) == 1 else 'alerts'} {' and '.join(shown)}"


def _bold(names: Sequence[str]) -> str:
    return " and ".join(f"**{name}**" for name in names)
