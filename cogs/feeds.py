"""``/feeds``: moderators choose which feeds are read for the desk, and see why items were left."""

import dataclasses
from typing import Any, cast

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import SequelBot
from bot.controls import Interaction, number
from bot.desk.editors import editor_of, editor_or_none
from bot.desk.links import canonical_url
from bot.enums import Reliability
from bot.errors import InputError, NotAllowedError
from bot.feeds import following
from bot.feeds.rules import Filter as Wanted
from bot.feeds.rules import judge, marks_of, parse_language, parse_words, passing
from bot.names import fold
from bot.newsroom import Editor
from bot.rights import may_administer
from bot.store import feeds as store
from bot.store.feeds import Feed
from bot.text import clean
from cogs.ui import feeds_card as cards
from cogs.ui.cards import hold, page_number, show
from cogs.ui.choices import choices_of
from cogs.ui.knowledge_card import RELIABILITY_LABELS

TYPED_MOST = 100
WORDS_TYPED = 600
ADDRESS_MOST = 500
FETCHES, FETCHES_S = 10, 60.0  # a server may have so many pages fetched in so many seconds
RELIABILITIES = [
    app_commands.Choice(name=label, value=level.value)
    for level, label in RELIABILITY_LABELS.items()
]
Choice = app_commands.Choice[str]
Words = app_commands.Range[str, 1, WORDS_TYPED]
Typed = app_commands.Range[str, 1, TYPED_MOST]
_WORDS_HINT = "Words or phrases with commas in between"


async def complete_feed(interaction: discord.Interaction[Any], current: str) -> list[Choice]:
    """Complete over this server's feeds; nothing for anybody else."""
    editor = await editor_or_none(interaction)
    if editor is None:
        return []
    feeds = await store.list_feeds(cast("SequelBot", interaction.client).db, editor.guild_id)
    names = [(f"{feed.id} · {feed.title}", str(feed.id)) for feed in feeds]
    return choices_of(names, current)


@app_commands.guild_only()
@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.default_permissions(manage_messages=True)
class Feeds(commands.GroupCog, name="feeds", description="Websites whose news the desk gets"):
    """The commands for feeds."""

    def __init__(self, bot: SequelBot) -> None:
        self.bot = bot
        self._fetches: dict[int, app_commands.Cooldown] = {}
        bot.router.add(presses={"feeds:page:1": self.press_page})

    @app_commands.command(name="add", description="Follow a feed: what is new goes to the desk")
    @app_commands.describe(
        address="The feed's address: RSS, Atom or JSON Feed",
        title="What to call it; its own name if left out",
        include=f"Only items with one of these. {_WORDS_HINT}",
        exclude=f"No items with any of these. {_WORDS_HINT}",
        language="Only items in this language, such as en; any if left out",
        reliability="What kind of source it is",
        automatic="Post items unseen, with a label (Manage Server only)",
    )
    @app_commands.choices(reliability=RELIABILITIES)
    async def add(  # noqa: PLR0917 - the options of the command
        self,
        interaction: Interaction,
        address: app_commands.Range[str, 1, ADDRESS_MOST],
        title: Typed | None = None,
        include: Words | None = None,
        exclude: Words | None = None,
        language: app_commands.Range[str, 1, 10] | None = None,
        reliability: str = Reliability.PRESS.value,
        automatic: bool = False,
    ) -> None:
        """Fetch a feed, show what is in it, and follow it from now on."""
        bot, editor = self.bot, await editor_of(interaction)
        wanted = Wanted(
            parse_words(include or ""), parse_words(exclude or ""), parse_language(language or "")
        )
        _require_admin_for(interaction, automatic=automatic)
        following.require_room(await store.list_feeds(bot.db, editor.guild_id))
        self._count_fetch(interaction, editor)
        await hold(interaction, private=True)
        reading = await bot.reader.read(address)
        document = reading.document
        assert document is not None  # noqa: S101 - nothing was asked conditionally
        url = reading.fetched.moved or reading.fetched.asked
        feed = following.new_feed(
            editor.guild_id,
            following.title_of(title or "", document, url),
            wanted,
            reliability=Reliability(reliability),
            automatic=automatic,
            now=bot.now(),
        )
        added = await following.follow(bot.db, editor, url, feed, document, now=bot.now())
        good = list(passing(document, wanted))
        await show(interaction, cards.added_card(bot.info.colour, added, document, good))

    @app_commands.command(name="list", description="The feeds of this server and how they stand")
    async def list_feeds(self, interaction: Interaction) -> None:
        """List this server's feeds."""
        await self._list(interaction, 0)

    @app_commands.command(name="edit", description="Change what a feed takes, or its name")
    @app_commands.describe(
        feed="One of this server's feeds",
        title="Another name",
        include=f"Only items with one of these, or none. {_WORDS_HINT}",
        exclude=f"No items with any of these, or none. {_WORDS_HINT}",
        language="Only items in this language, such as en, or any",
        reliability="What kind of source it is",
        automatic="Post items unseen, with a label (Manage Server only)",
    )
    @app_commands.choices(reliability=RELIABILITIES)
    @app_commands.autocomplete(feed=complete_feed)
    async def edit(  # noqa: PLR0917 - the options of the command
        self,
        interaction: Interaction,
        feed: Typed,
        title: Typed | None = None,
        include: Words | None = None,
        exclude: Words | None = None,
        language: app_commands.Range[str, 1, 10] | None = None,
        reliability: str | None = None,
        automatic: bool | None = None,
    ) -> None:
        """Keep what was given, and leave the rest as it is."""
        editor, found = await self._find(interaction, feed)
        _require_admin_for(interaction, automatic=bool(automatic))
        old = found.wanted
        wanted = Wanted(
            _changed(include, old.include),
            _changed(exclude, old.exclude),
            old.language if language is None else parse_language(language),
        )
        changed = dataclasses.replace(
            found,
            title=clean(title or "") or found.title,
            wanted=wanted,
            reliability=Reliability(reliability) if reliability else found.reliability,
            automatic=found.automatic if automatic is None else automatic,
        )
        after = await following.change(self.bot.db, editor, changed, self.bot.now())
        text = f"Feed {after.id} is changed"
        await show(interaction, cards.changed_card(self.bot.info.colour, after, text), private=True)

    @app_commands.command(name="remove", description="Follow a feed no more")
    @app_commands.describe(feed="One of this server's feeds")
    @app_commands.autocomplete(feed=complete_feed)
    async def remove(self, interaction: Interaction, feed: Typed) -> None:
        """Forget a feed; what it brought stays at the desk."""
        editor, found = await self._find(interaction, feed)
        gone = await following.unfollow(self.bot.db, editor, found.id, self.bot.now())
        await show(interaction, cards.removed_card(self.bot.info.colour, gone), private=True)

    @app_commands.command(name="pause", description="Look at a feed no more for now")
    @app_commands.describe(feed="One of this server's feeds")
    @app_commands.autocomplete(feed=complete_feed)
    async def pause(self, interaction: Interaction, feed: Typed) -> None:
        """Pause a feed."""
        await self._set_paused(interaction, feed, paused=True)

    @app_commands.command(name="resume", description="Look at a paused or ended feed again")
    @app_commands.describe(feed="One of this server's feeds")
    @app_commands.autocomplete(feed=complete_feed)
    async def resume(self, interaction: Interaction, feed: Typed) -> None:
        """Resume a feed."""
        await self._set_paused(interaction, feed, paused=False)

    @app_commands.command(name="test", description="Why was this not picked up? Item by item")
    @app_commands.describe(feed="One of this server's feeds")
    @app_commands.autocomplete(feed=complete_feed)
    async def test(self, interaction: Interaction, feed: Typed) -> None:
        """Read a feed now and say what would become of each item."""
        bot, (editor, found) = self.bot, await self._find(interaction, feed)
        self._count_fetch(interaction, editor)
        await hold(interaction, private=True)
        document = (await bot.reader.read(found.address.url)).document
        assert document is not None  # noqa: S101 - nothing was asked conditionally
        marks = marks_of(document)
        seen = await store.list_seen(bot.db, found.id, [mark for own in marks for mark in own])
        judged = judge(
            document, marks, seen, found.wanted, added_at=found.added_at, posted=found.automatic
        )
        links = [one.item.link for one in judged[: cards.JUDGED_SHOWN]]
        stories = await store.list_stories(
            bot.db, found.guild_id, {canonical_url(url): url for url in links if url}
        )
        await show(interaction, cards.test_card(bot.info.colour, found, judged, stories))

    async def press_page(self, interaction: Interaction, page: str) -> None:
        """Turn to another page of the list."""
        await self._list(interaction, page_number(page), turn=True)

    async def _list(self, interaction: Interaction, page: int, *, turn: bool = False) -> None:
        editor = await editor_of(interaction)
        feeds = await store.list_feeds(self.bot.db, editor.guild_id)
        card = cards.list_card(self.bot.info.colour, feeds, min(page, cards.pages_of(feeds) - 1))
        await show(interaction, card, private=True, turn=turn)

    async def _set_paused(self, interaction: Interaction, feed: str, *, paused: bool) -> None:
        editor, found = await self._find(interaction, feed)
        now = self.bot.now()
        after = await following.set_paused(self.bot.db, editor, found.id, paused=paused, now=now)
        text = f"Feed {after.id} is {'paused' if paused else 'looked at again'}"
        await show(interaction, cards.changed_card(self.bot.info.colour, after, text), private=True)

    def _count_fetch(self, interaction: Interaction, editor: Editor) -> None:
        """Raise CommandOnCooldown when a server has too many pages fetched by hand."""
        cooldown = self._fetches.setdefault(
            editor.guild_id, app_commands.Cooldown(FETCHES, FETCHES_S)
        )
        wait = cooldown.update_rate_limit(interaction.created_at.timestamp())
        if wait is not None:
            raise app_commands.CommandOnCooldown(cooldown, wait)

    async def _find(self, interaction: Interaction, text: str) -> tuple[Editor, Feed]:
        editor, typed = await editor_of(interaction), text.partition("·")[0].strip()
        if not (typed.isascii() and typed.isdigit()):
            raise InputError("Choose a feed from the list, or write its number, like 3.")
        return editor, await store.require_feed(self.bot.db, editor.guild_id, number(typed))


def _require_admin_for(interaction: Interaction, *, automatic: bool) -> None:
    """Raise NotAllowedError when somebody without Manage Server lets a feed post by itself."""
    if automatic and not may_administer(interaction):
        raise NotAllowedError(
            "Only people with the permission Manage Server can let a feed post by itself: nobody "
            "looks at its items first."
        )


def _changed(typed: str | None, old: tuple[str, ...]) -> tuple[str, ...]:
    """Return other words, none where somebody wrote so, the old ones where nothing was given."""
    if typed is None:
        return old
    return () if fold(typed) == "none" else parse_words(typed)


async def setup(bot: SequelBot) -> None:
    """Add the cog."""
    await bot.add_cog(Feeds(bot))
