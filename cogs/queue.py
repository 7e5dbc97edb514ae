"""``/desk queue`` and the queue message: moderators decide what becomes news."""

from collections.abc import Mapping, Sequence

import discord
from discord import app_commands
from discord.ext import commands

from bot import stories
from bot.administration import change_settings
from bot.client import SequelBot
from bot.controls import Interaction, chosen, form_values, number
from bot.delivery.verdicts import TO_SEND, missing_permissions
from bot.desk.board import Board
from bot.desk.editors import editor_of
from bot.desk.likeness import likeness
from bot.errors import ConflictError
from bot.models import Update
from bot.newsroom import Editor, parse_reason
from bot.proposals import Proposal, keep_text
from bot.rights import require_admin
from bot.store import stories as store
from bot.store.stories import Story
from bot.text import cut, escape
from cogs.ui.cards import Card, page_number
from cogs.ui.forms import wording_form
from cogs.ui.groups import move_commands
from cogs.ui.knowledge_card import show_private
from cogs.ui.queue_card import (
    LIVE,
    TITLE_SHOWN,
    decline_form,
    on_page,
    pages_of,
    render_line,
    render_queue,
    render_targets,
)


class Queue(commands.Cog):
    """The queue of a server, in private lists and in one message that is kept up to date."""

    def __init__(self, bot: SequelBot) -> None:
        self.bot = bot
        self._board = Board(bot, bot.db, bot.now, self._live)
        bot.router.add(
            presses={
                "queue:page:1": self.press_page,
                "queue:accept:1": self.press_accept,
                "queue:merge:1": self.press_merge,
                "queue:into:1": self.press_into,
                "queue:second:1": self.press_second,
                "queue:decline:1": self.press_decline,
            },
            forms={"queue:decline:1": self.submit_decline},
        )

    async def cog_load(self) -> None:
        """Begin to keep the queue messages up to date."""
        self._board.start()

    async def cog_unload(self) -> None:
        """Leave the queue messages as they are."""
        self._board.stop()

    @app_commands.command(name="queue", description="Tips and items of feeds that wait for you")
    async def queue(self, interaction: Interaction) -> None:
        """List what waits, most told first."""
        await self._show(interaction, await editor_of(interaction), 0)

    @app_commands.command(
        name="desk-channel", description="Show the news desk's queue in a channel of the moderators"
    )
    @app_commands.describe(channel="One that members cannot see; leave it out for none")
    async def desk_channel(
        self, interaction: Interaction, channel: discord.TextChannel | None = None
    ) -> None:
        """Choose the channel of the queue message."""
        bot, guild_id = self.bot, require_admin(interaction)
        changes = {"desk_channel_id": channel.id if channel else None}
        await change_settings(bot.db, guild_id, interaction.user.id, changes, bot.now())
        text = "The queue is shown in no channel now. /desk queue still lists it."
        if channel is not None:
            text = f"The queue will stand in {channel.mention} in a moment, kept up to date."
            missing = missing_permissions(channel.permissions_for(channel.guild.me), TO_SEND)
            if missing:
                text = (
                    f"I cannot post in {channel.mention} yet. Missing permission: "
                    f"{', '.join(missing)}. Once it is there, the queue appears within 15 minutes."
                )
            elif channel.permissions_for(channel.guild.default_role).view_channel:
                text += " Careful: everybody can see that channel, and so who sent a tip."
        await interaction.response.send_message(text, ephemeral=True)

    async def press_page(self, interaction: Interaction, page: str) -> None:
        """Turn to another page, or open the list from the queue message."""
        await self._show(interaction, await editor_of(interaction), page_number(page))

    async def press_accept(self, interaction: Interaction, story_id: str) -> None:
        """Open the form of the news, filled in with what the best lead says."""
        bot, editor = self.bot, await editor_of(interaction)
        story = await stories.claim(bot.db, editor, number(story_id), bot.now())
        kept = await keep_text(bot.db, editor, Proposal(), stories.write_up(story), bot.now())
        await interaction.response.send_modal(wording_form(kept, bot.today()))

    async def press_merge(self, interaction: Interaction, story_id: str) -> None:
        """Ask into which story this one goes, the likest first."""
        editor = await editor_of(interaction)
        story = await store.require_story(self.bot.db, editor.guild_id, number(story_id))
        waiting = await store.list_waiting(self.bot.db, editor.guild_id)
        others = [other for other in waiting if other.id != story.id]
        if not story.state.waits or not others:
            raise ConflictError("There is no other story that waits. Nothing was changed.")
        others.sort(key=lambda other: -likeness(story.title, other.title))
        card = render_targets(self.bot.info, story, others)
        await interaction.response.send_message(view=card, ephemeral=True)

    async def press_into(self, interaction: Interaction, story_id: str) -> None:
        """Merge a story into the one that was chosen."""
        bot, editor = self.bot, await editor_of(interaction)
        into_id = number("".join(chosen(interaction)[:1]))
        story, into = await stories.merge(bot.db, editor, number(story_id), into_id, bot.now())
        text = f"**{_title(story)}** is part of **{_title(into)}** now. /desk queue"
        await show_private(interaction, render_line(bot.info, text))

    async def press_second(self, interaction: Interaction, story_id: str, place: str) -> None:
        """Leave the decision to another moderator."""
        editor = await editor_of(interaction)
        story = await stories.ask_second_look(self.bot.db, editor, number(story_id), self.bot.now())
        text = f"Noted: another moderator decides about **{_title(story)}**."
        await self._show_after(interaction, editor, place, text)

    async def press_decline(self, interaction: Interaction, story_id: str, place: str) -> None:
        """Ask why a story is no news."""
        editor = await editor_of(interaction)
        story = await store.require_story(self.bot.db, editor.guild_id, number(story_id))
        known = await self._known(editor.guild_id, [story] if story.state.waits else [])
        await interaction.response.send_modal(decline_form(story, place, known.get(story.id)))

    async def submit_decline(self, interaction: Interaction, story_id: str, place: str) -> None:
        """Take a story off the queue; its senders are told why."""
        bot, editor = self.bot, await editor_of(interaction)
        reason = parse_reason(form_values(interaction).get("reason", ""))
        story = await stories.decline(bot.db, editor, number(story_id), reason, bot.now())
        told = any(one.sender_id is not None for one in story.leads)
        text = f"**{_title(story)}** is declined." + (" Who sent it will be told." if told else "")
        await self._show_after(interaction, editor, place, text)

    async def _show_after(
        self, interaction: Interaction, editor: Editor, place: str, text: str
    ) -> None:
        """Show the list without what was decided, or say so beside the queue message."""
        if place == LIVE:
            await show_private(interaction, render_line(self.bot.info, text), anew=True)
        else:
            await self._show(interaction, editor, page_number(place))

    async def _show(self, interaction: Interaction, editor: Editor, page: int) -> None:
        await show_private(interaction, await self._render(editor.guild_id, page))

    async def _live(self, guild_id: int) -> Card:
        return await self._render(guild_id, None)

    async def _render(self, guild_id: int, page: int | None) -> Card:
        waiting = await store.list_waiting(self.bot.db, guild_id)
        if page is not None:
            page = min(page, pages_of(waiting) - 1)
        known = await self._known(guild_id, on_page(waiting, page or 0))
        return render_queue(self.bot.info, waiting, known, self.bot.now(), page)

    async def _known(self, guild_id: int, shown: Sequence[Story]) -> Mapping[int, Update]:
        seen = (await self.bot.news()).visible(guild_id)
        usual = stories.usual_of(shown, seen)
        known = {story.id: stories.known_of(story, seen, usual) for story in shown}
        return {id_: update for id_, update in known.items() if update is not None}


def _title(story: Story) -> str:
    return escape(cut(story.title, TITLE_SHOWN))


async def setup(bot: SequelBot) -> None:
    """Add the cog; its commands belong to the groups of the desk and of the alerts."""
    await bot.add_cog(Queue(bot))
    move_commands(bot, "desk", "queue")
    move_commands(bot, "alerts", "desk-channel")
