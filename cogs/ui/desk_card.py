"""What moderators see: previews just like the alert, with the desk's notes and buttons under it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import discord

from bot.client import SequelBot
from bot.controls import Interaction, custom_id
from bot.delivery.card import ping_of, render_alert
from bot.delivery.verdicts import TO_SEND, missing_permissions
from bot.enums import Kind, Stage
from bot.labels import IMPORTANCE_LABELS, KIND_LABELS
from bot.models import Update, Wording
from bot.newsroom import Editor, may_claim_stage
from bot.outlook import Outlook, count_pinged, look_ahead, look_ahead_retracted
from bot.places import Destination
from bot.proposals import Proposal, may_state_release
from bot.text import cut, escape
from cogs.ui.cards import button
from cogs.ui.waiting import needs_lines, waiting_lines

LISTED_MOST = 25  # options of a menu (developers/components/reference#string-select)
OPTION_MOST = 100
NO_STAGE = "none"
_GREEN, _RED = discord.ButtonStyle.success, discord.ButtonStyle.danger

Item = discord.ui.Item[Any]


@dataclass(frozen=True, slots=True)
class Reply:
    """A private message of the desk: text, embeds and rows of buttons or menus."""

    content: str = ""
    embeds: Sequence[discord.Embed] = ()
    rows: Sequence[Sequence[Item]] = field(default_factory=tuple[Sequence[Item], ...])

    async def show(self, interaction: Interaction, *, anew: bool = False) -> None:
        """Put it into the private message that was pressed, or send it as a new one."""
        view = discord.ui.View(timeout=None)
        for number, row in enumerate(self.rows):
            for item in row:
                item.row = number
                view.add_item(item)
        view.stop()
        flags = interaction.message.flags if interaction.message else None
        # A message in Components V2, such as the queue, can never carry content or embeds.
        if flags and flags.ephemeral and not flags.components_v2 and not anew:
            await interaction.response.edit_message(
                content=self.content, embeds=self.embeds, view=view
            )
        else:
            await interaction.response.send_message(
                self.content, embeds=self.embeds, view=view, ephemeral=True
            )


async def preview(
    bot: SequelBot, guild: discord.Guild | None, editor: Editor, proposal: Proposal
) -> Reply:
    """Show a draft or a correction as its alert will look, and what would follow."""
    update, wording = proposal.update, proposal.wording(bot.today())
    assert update is not None  # noqa: S101 - previews are made of what was stored
    news = await bot.news()
    outlook = await look_ahead(bot.db, news, editor, update, wording=wording, now=bot.now())
    alert = render_alert(outlook.shown, ping_of(outlook.shown, outlook.here))
    notes = discord.Embed(colour=bot.info.colour)
    if proposal.correction:
        head = f"only you see this; update #{update.id} is not changed yet"
        notes.title = "Before you correct"
        notes.description = "\n".join(
            [outlook.change, f"**Changes** · {_alerts(outlook.channels)}", *needs_lines(outlook)]
        )
        notes.set_footer(text="Nobody is pinged again. Every earlier wording stays in the history.")
    else:
        head = "only you see this; nothing is posted yet"
        notes.title = "Before you publish"
        notes.description = "\n".join(
            [
                outlook.change,
                f"**Goes to** · {places_text(guild, outlook.here, outlook.channels)}",
                f"**Pings** · {await pinged_text(guild, outlook)}",
                *_hindrances(guild, outlook.here),
                *needs_lines(outlook),
                *await waiting_lines(bot, update),
            ]
        )
        notes.set_footer(text=f"Draft #{update.id} is kept; /desk drafts opens it again.")
    rows: list[list[Item]] = []
    if may_claim_stage(wording.kind):
        rows.append([_stages(proposal, wording)])
    rows.append(_buttons(proposal, wording, update, outlook))
    if not proposal.correction:
        later = custom_id("schedule:open:1", update.id, proposal.revision)
        rows.append([button("Schedule it", later)])
    return Reply(f"-# **Preview** · {head}\n{alert.content}", [alert.embed, notes], rows)


def _buttons(proposal: Proposal, wording: Wording, update: Update, outlook: Outlook) -> list[Item]:
    ids = proposal.ids
    row: list[Item] = []
    if proposal.correction:
        label = f"Correct {_alerts(outlook.channels)}" if outlook.channels else "Correct"
        label = "Ask a second moderator" if outlook.second else label
        confirm = custom_id("desk:correct:1", *ids)
        row.append(button(label, confirm, _GREEN, disabled=wording == update.wording))
    else:
        label = f"Publish to {_channels(outlook.channels)}" if outlook.channels else "Publish"
        label = "Ask a second moderator" if outlook.second else label
        row.append(button(label, custom_id("desk:publish:1", *ids), _GREEN))
    row.append(button("Edit", custom_id("desk:edit:1", *ids)))
    if may_state_release(wording):
        label = "Change release date" if wording.release else "Add release date"
        row.append(button(label, custom_id("desk:date:1", *ids)))
    if proposal.correction:
        row.append(button("Leave it as it was", custom_id("desk:leave:1", *ids)))
    else:
        row.append(button("Keep as draft", custom_id("desk:keep:1", *ids)))
        row.append(button("Discard", custom_id("desk:discard:1", *ids), _RED))
    return row


def _stages(proposal: Proposal, wording: Wording) -> discord.ui.Select[Any]:
    denial = wording.kind is Kind.DENIAL
    none = "Denies no stage" if denial else "No stage: says nothing about how far it is"
    options = [discord.SelectOption(label=none, value=NO_STAGE, default=wording.stage is None)]
    options += [
        discord.SelectOption(
            label=f"Denies: {stage.label}" if denial else f"Stage: {stage.label}",
            value=stage.value,
            default=stage is wording.stage,
        )
        for stage in Stage
    ]
    return discord.ui.Select(custom_id=custom_id("desk:stage:1", *proposal.ids), options=options)


def _channels(count: int) -> str:
    return "1 channel" if count == 1 else f"{count:,} channels"


def _alerts(count: int) -> str:
    if not count:
        return "no alert: none is posted"
    return "1 alert" if count == 1 else f"{count:,} alerts"


def places_text(guild: discord.Guild | None, own: Destination | None, channels: int) -> str:
    """Return where an update goes: this server's channel, and how many of others."""
    here = _channel_name(guild, own.channel_id) if own else None
    others = channels - (1 if here else 0)
    if here and others:
        return f"{here} and {_channels(others)} of other servers"
    if here or others:
        return here or f"{_channels(others)} of other servers, none here"
    return "no channel (/alerts status says why); /news and /status show it all the same"


async def pinged_text(guild: discord.Guild | None, outlook: Outlook) -> str:
    """Return whom an update pings here."""
    here = outlook.here
    role_id = ping_of(outlook.shown, here)
    if here is None or here.ping_role_id is None:
        return "nobody here"
    if role_id is None:
        level = IMPORTANCE_LABELS[here.ping_from].lower()
        return f"nobody here: {_role_name(guild, here.ping_role_id)} is pinged for {level}"
    name, count = _role_name(guild, role_id), await count_pinged(guild, role_id)
    if count is None:
        return f"{name}, number of people unknown"
    return f"{name}, {count:,} {'person' if count == 1 else 'people'}"


def _channel_name(guild: discord.Guild | None, channel_id: int) -> str:
    channel = guild.get_channel(channel_id) if guild else None
    return f"#{escape(channel.name)}" if channel else f"<#{channel_id}>"


def _role_name(guild: discord.Guild | None, role_id: int) -> str:
    role = guild.get_role(role_id) if guild else None
    return f"@{escape(role.name)}" if role else f"<@&{role_id}>"


def _hindrances(guild: discord.Guild | None, here: Destination | None) -> list[str]:
    channel = guild.get_channel(here.channel_id) if guild and here else None
    if guild is None or here is None:
        return []
    if channel is None:
        return [f"⚠️ The channel <#{here.channel_id}> is gone: /alerts setup"]
    missing = missing_permissions(channel.permissions_for(guild.me), TO_SEND)
    if not missing:
        return []
    names = ", ".join(missing)
    return [f"⚠️ I cannot post in #{escape(channel.name)}. Missing permission: {names}"]


def published_reply(
    guild: discord.Guild | None, update: Update, here: Destination | None, places: int
) -> Reply:
    """Say that an update is out, with the way back to correct it."""
    correct = button("Correct it", custom_id("desk:edit:1", update.id, update.revision))
    where = f"It goes to {places_text(guild, here, places)}."
    return _done(update, f"**Published as update #{update.id}.** {where}", correct)


def corrected_reply(update: Update, places: int) -> Reply:
    """Say that a correction is on its way."""
    return _done(update, f"**Update #{update.id} is corrected.** {_following(places)}")


def retracted_reply(update: Update, places: int) -> Reply:
    """Say that a retraction is on its way."""
    return _done(update, f"**Update #{update.id} is retracted.** {_following(places)}")


def _done(update: Update, text: str, *more: Item) -> Reply:
    alert = render_alert(update)
    row = [*more, button("History", custom_id("desk:history:1", update.id, 0))]
    return Reply(f"{text}\n\n{alert.content}", [alert.embed], [row])


def _following(places: int) -> str:
    if not places:
        return "No alert of it is posted."
    return f"{_alerts(places).capitalize()} will show that in a moment."


async def retraction_preview(
    bot: SequelBot, editor: Editor, update: Update, proposal: Proposal
) -> Reply:
    """Show how the alert will look once retracted, and what would follow."""
    reason, news = proposal.fields["reason"], await bot.news()
    outlook = await look_ahead_retracted(bot.db, news, editor, update, reason=reason, now=bot.now())
    alert = render_alert(outlook.shown, ping_of(outlook.shown, outlook.here))
    notes = discord.Embed(
        colour=bot.info.colour,
        title="Before you retract",
        description=f"{outlook.change}\n**Changes** · {_alerts(outlook.channels)}",
    )
    notes.set_footer(text="A retraction cannot be taken back. The history keeps every wording.")
    row = [
        button("Retract it", custom_id("desk:retract:1", *proposal.ids), _RED),
        button("Leave it as it was", custom_id("desk:leave:1", *proposal.ids)),
    ]
    head = f"only you see this; update #{update.id} is not retracted yet"
    return Reply(f"-# **Preview** · {head}\n{alert.content}", [alert.embed, notes], [row])


def mistake_reply(problem: str, proposal: Proposal) -> Reply:
    """Say what to mend; the button opens the form with everything that was typed."""
    text = f"{problem}\n-# Nothing was posted, and what you typed is kept for a day."
    row = [button("Write again", custom_id("desk:edit:1", *proposal.ids), _GREEN)]
    return Reply(text, rows=[row])


def discarded_reply(update: Update, proposal: Proposal) -> Reply:
    """Say that a draft is gone, with the way back for a day."""
    row = [button("Write it again", custom_id("desk:edit:1", *proposal.ids))]
    return Reply(f"Draft #{update.id} “{escape(update.headline)}” is discarded.", rows=[row])


def drafts_reply(colour: int, drafts: Sequence[Update]) -> Reply:
    """List the drafts of a server with a menu to open one."""
    if not drafts:
        return Reply("There is no draft. /desk post begins one.")
    lines = [
        f"**#{draft.id}** {escape(cut(draft.headline, 80))}\n"
        f"{KIND_LABELS[draft.kind]} · {draft.date.text}"
        for draft in drafts
    ]
    title = "Drafts" if len(drafts) < LISTED_MOST else f"The newest {LISTED_MOST} drafts"
    embed = discord.Embed(title=title, description=cut("\n\n".join(lines), 4_096), colour=colour)
    menu = discord.ui.Select[Any](
        custom_id=custom_id("desk:open:1"),
        placeholder="Open a draft",
        options=[
            discord.SelectOption(
                label=cut(f"#{draft.id} {draft.headline}", OPTION_MOST), value=str(draft.id)
            )
            for draft in drafts
        ],
    )
    return Reply("", [embed], [[menu]])
