"""Tips of members: read, limited, put into the queue; their senders are told the outcome."""

import re
from collections.abc import Callable, Mapping

import discord

from bot.desk.leads import SUMMARY_MOST, TITLE_MOST, Lead
from bot.errors import InputError
from bot.models import GuildSettings, Update
from bot.store import tips as store
from bot.store.database import Database, Transaction
from bot.store.tips import Telling
from bot.store.updates import get_update
from bot.stories import Taken, take_lead
from bot.telling import DAY_S, Teller, tell
from bot.text import checked_link, clean, cut, host_of

AN_HOUR, A_DAY = 5, 20  # tips of one person, over all servers
HOUR_S = 3600
NAME_MOST = 32
_LINK = re.compile(r"https?://[^\s<>)\]]+", re.IGNORECASE)
_SENTENCE = re.compile(r".+?[.!?](?=\s|$)")
Render = Callable[[str, Telling, Update | None], discord.ui.LayoutView]  # str: the server's name


def require_desk_here(settings: GuildSettings) -> None:
    """Raise InputError unless this server has a news desk that would see a tip."""
    if settings.desk_role_id is None and settings.desk_channel_id is None:
        raise InputError(
            "This server has no news desk, so nobody would read a tip. Its administrators can "
            "set one up: /alerts desk or /alerts desk-channel."
        )


def link_in(text: str) -> str:
    """Return the first web address in a message, empty when there is none."""
    match = _LINK.search(text)
    return match[0].rstrip(".,;:!?'\"") if match else ""


def parse_tip(fields: Mapping[str, str], *, guild_id: int, user_id: int, name: str) -> Lead:
    """Read what a member typed; InputError says what to write instead."""
    link = checked_link(fields["link"]) if fields.get("link", "").strip() else None
    said = clean(fields.get("said", ""), multiline=True)
    if not any(letter.isalnum() for letter in _LINK.sub("", said)):
        raise InputError("Please write in your own words what the news is.")
    line = said.splitlines()[0]
    sentence = _SENTENCE.match(line)
    credit = fields.get("credit") == "yes"
    return Lead(
        guild_id=guild_id,
        title=cut((sentence[0] if sentence else line).removesuffix("."), TITLE_MOST),
        summary=cut(said, SUMMARY_MOST),
        link=link,
        outlet=host_of(link) if link else "no link",
        published=None,
        language=None,
        reliability=None,
        feed_id=None,
        sender_id=user_id,
        credit=credit,
        sender_name=cut(clean(name), NAME_MOST) or "a member",
    )


async def send_tip(db: Database, lead: Lead, now: int) -> Taken:
    """Put a tip into the queue of its server; InputError over the limits of its sender."""
    assert lead.sender_id is not None  # noqa: S101 - a tip has a sender
    async with db.transaction() as tx:
        times = await store.list_times(tx, lead.sender_id, now)
        for most, span_s, span in ((AN_HOUR, HOUR_S, "an hour"), (A_DAY, DAY_S, "a day")):
            lately = [at for at in times if at > now - span_s]
            if len(lately) >= most:
                again = lately[-most] + span_s
                raise InputError(
                    f"You have sent {most} tips within {span}, which is the limit. "
                    f"Try again <t:{again}:R>."
                )
        await store.insert_time(tx, lead.sender_id, now)
        return await take_lead(tx, lead, now)


class TipTeller(Teller[Telling]):
    """Tells those who sent tips what became of them."""

    def __init__(
        self, client: discord.Client, db: Database, now: Callable[[], int], render: Render
    ) -> None:
        super().__init__(client, db, now)
        self._render = render

    async def _due(self, now: int) -> list[Telling]:
        return await store.list_tellings(self._db, now)

    async def _tell(self, telling: Telling) -> bool:
        update = await get_update(self._db, telling.update_id) if telling.update_id else None
        kind = "joined tip" if telling.joined else "tip"
        return await tell(
            self._client,
            telling.guild_id,
            telling.user_id,
            about=f"{kind} of {telling.about}",
            render=lambda server: self._render(server, telling, update),
        )

    async def _settle(self, tx: Transaction, telling: Telling) -> None:
        if telling.joined:
            await store.settle_joined(tx, telling)
        else:
            await store.delete_sender(tx, telling)

    async def _settle_later(self, tx: Transaction, telling: Telling, at: int) -> None:
        await store.settle_later(tx, telling, at)
