"""``/timeline``: everything on record in order of date, with a picture of it."""

import asyncio
import io
from collections import OrderedDict
from collections.abc import Callable
from functools import partial

import discord
from discord import app_commands
from discord.ext import commands

from bot.chart import describe_timeline, draw_timeline
from bot.client import SequelBot
from bot.controls import Interaction
from bot.enums import Kind
from bot.labels import KIND_LABELS
from bot.status import known_updates
from cogs.ui.cards import hold, page_number, show
from cogs.ui.choices import complete_name, find_name
from cogs.ui.timeline_card import (
    PICTURE_NAME,
    Selection,
    nothing_found,
    picture_key,
    picture_title,
    render_timeline,
)
from cogs.ui.updates import Page

PICTURES_KEPT = 16  # of some 50 KB each
KINDS = [app_commands.Choice(name=label, value=kind.value) for kind, label in KIND_LABELS.items()]


class Pictures:
    """The pictures drawn last; a key names everything that a picture depends on."""

    def __init__(self) -> None:
        self._drawn: OrderedDict[object, bytes] = OrderedDict()
        self._drawing = asyncio.Lock()

    def get(self, key: object) -> bytes | None:
        """Return a picture that was drawn lately, or None."""
        if key in self._drawn:
            self._drawn.move_to_end(key)
        return self._drawn.get(key)

    async def draw(self, key: object, draw: Callable[[], bytes]) -> bytes:
        """Draw a picture off the event loop, one at a time, unless somebody just did."""
        async with self._drawing:
            png = self.get(key)
            if png is None:
                png = self._drawn[key] = await asyncio.to_thread(draw)
            while len(self._drawn) > PICTURES_KEPT:
                self._drawn.popitem(last=False)
            return png


class Timeline(commands.Cog):
    """Dated updates in pages, with their picture."""

    def __init__(self, bot: SequelBot) -> None:
        self.bot = bot
        self.pictures = Pictures()
        bot.router.add(presses={"timeline:open:1": self.open, "timeline:page:1": self.page})

    @app_commands.command(name="timeline", description="Everything that was said, by date")
    @app_commands.describe(
        kind="Who says it", year="Of one year, like 2022", person="That names a person"
    )
    @app_commands.choices(kind=KINDS)
    @app_commands.autocomplete(person=complete_name)
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def timeline(
        self,
        interaction: Interaction,
        kind: str | None = None,
        year: app_commands.Range[int, 1900, 2100] | None = None,
        person: str | None = None,
    ) -> None:
        """Reply with the newest page."""
        entity_id = (
            find_name(await self.bot.readings.names(), person) if person is not None else None
        )
        selection = Selection(Kind(kind) if kind else None, year, entity_id)
        await self._show(interaction, selection, 0)

    async def open(
        self, interaction: Interaction, kind: str = "", year: str = "", person: str = ""
    ) -> None:
        """Show a timeline to whoever pressed the button on another card."""
        await self._show(interaction, Selection.read(kind, year, person), 0, private=True)

    async def page(
        self,
        interaction: Interaction,
        page: str = "0",
        kind: str = "",
        year: str = "",
        person: str = "",
    ) -> None:
        """Turn to another page."""
        selection = Selection.read(kind, year, person)
        await self._show(interaction, selection, page_number(page), turn=True)

    async def _show(
        self,
        interaction: Interaction,
        selection: Selection,
        number: int,
        *,
        private: bool = False,
        turn: bool = False,
    ) -> None:
        bot, today = self.bot, self.bot.today()
        news, people = await bot.news(), await bot.readings.people()
        known = known_updates(news.visible(interaction.guild_id), today)
        picked = selection.pick(known)
        described = selection.describe(people.get(selection.person or "", selection.person))
        if not picked:
            raise nothing_found(selection, described, known)
        title, silences = picture_title(bot.info, described), not described
        key = picture_key(news.version, picked, title, today)
        png = self.pictures.get(key)
        if png is None:
            await hold(interaction, private=private, turn=turn)
            draw = partial(draw_timeline, picked, today=today, title=title, silences=silences)
            png = await self.pictures.draw(key, draw)
        alt = describe_timeline(picked, today, silences=silences)
        page = Page.of(picked, number)
        card = render_timeline(page, selection, described, info=bot.info, alt=alt)
        file = discord.File(io.BytesIO(png), PICTURE_NAME, description=alt[:1_024])
        await show(interaction, card, private=private, turn=turn, file=file)


async def setup(bot: SequelBot) -> None:
    """Add the cog."""
    await bot.add_cog(Timeline(bot))
