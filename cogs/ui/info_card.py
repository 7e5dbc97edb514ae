"""What the bot says about itself: its commands, its content, and what it stores."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import discord
from discord.utils import format_dt

from bot.controls import custom_id
from bot.models import PackInfo, PartialDate
from bot.text import escape, link
from cogs.ui.cards import Card, button


@dataclass(frozen=True, slots=True)
class Section:
    """Commands for the same people: (what to show of the name, description)."""

    title: str
    commands: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Release:
    """What this copy of the bot is: its version, licence and where its source code is."""

    version: str
    licence: str
    source_url: str | None


def render_help(sections: Iterable[Section], info: PackInfo) -> Card:
    """Render the commands that somebody may use here."""
    card = Card(info.colour).text("### What you can do here", escape(info.about))
    for section in sections:
        lines = [f"{name} {escape(description)}" for name, description in section.commands]
        card.gap().text(f"**{section.title}**", *lines)
    return card.gap().text(
        "-# Answers name their sources. Silence is not “no”: /status says up to when "
        "anybody has looked for news."
    )


def render_about(
    info: PackInfo,
    counts: Mapping[str, int],
    checked: PartialDate,
    release: Release,
    started: dt.datetime,
) -> Card:
    """Render version, content and source code."""
    code = (
        link("Source code", release.source_url)
        if release.source_url
        else "Source code from whoever runs this bot"
    )
    return (
        Card(info.colour)
        .text(
            f"### {escape(info.title)}",
            escape(info.about),
            f"**{counts['facts']:,}** facts, **{counts['entities']:,}** names, "
            f"**{counts['updates']:,}** dated updates, from **{counts['sources']:,}** sources.",
            f"Checked for news up to {checked.text}.",
            f"-# {escape(info.credits)}" if info.credits else "",
        )
        .rule()
        .text(
            f"sequelwatch {release.version}, running since {format_dt(started, 'R')}",
            " · ".join(part for part in (code, f"{release.licence} licence") if part),
        )
    )


def render_privacy(
    info: PackInfo, operator: discord.User | discord.TeamMember | None, *, backup_days: int
) -> Card:
    """Render what is stored, for how long, and how to have it deleted.

    ``backup_days`` is how long copies of everything are kept, 0 where none are made.
    """
    copies = (
        f" Copies that are made against a loss hold it for {backup_days} days more."
        if backup_days
        else ""
    )
    who = f"{operator.mention}, who runs this bot" if operator else "the person who runs this bot"
    return (
        Card(info.colour)
        .text(
            "### What is stored, and for how long",
            "**About members: nothing that names you,** unless you ask to be sent something. No "
            "messages, no names, no record of who asks or presses what. Discord does not even "
            "send this bot your messages.",
            "**If you follow by direct message** (/follow): your id, what you chose, your time "
            "zone, in which servers you pressed it, and the ids of the messages that you got, so "
            "that corrections reach them. After /unfollow these stay for corrections alone, until "
            "you delete them below. Following by a role stores nothing here.",
            "**Questions:** in a server that has added this bot, a question that /ask cannot "
            "answer is kept for its moderators: the words and how often, without your name or id. "
            "So is a message that “Answer this” cannot answer, but only if somebody presses “Send "
            "to the moderators”, and the question under an answer that somebody calls wrong or "
            "outdated. All of these are dropped when nobody has asked them for 90 days; a question "
            "that the moderators answer stays with their answer. Only if you press “Tell me when "
            "you know” is your id kept with it, until you were told or the question is dropped. "
            "In direct messages nothing of this is kept.",
            "**Tips:** what you write with /tip or “Send to the news desk”, which the moderators "
            "of that server read with your name, until 90 days after they decided. Your id is "
            "kept until you were told what became of it; only if you want to be named under the "
            "news, id and name stay with it. When you sent tips is kept for a day, for the limit.",
        )
        .gap()
        .text(
            "**About channels:** how far each has come in the deck of facts, under the channel's "
            "id, so that facts do not repeat. Kept while the bot runs here.",
        )
        .gap()
        .text(
            "**About servers:** what the administrators set: the channel and role for alerts, the "
            "role and channel of the moderators, whether spoilers are shown. For each alert also "
            "its message id, so that corrections reach it.",
        )
        .gap()
        .text(
            "**About moderators:** the id of who wrote, corrected or retracted news or facts or "
            "last checked for news, with time and reason, as long as these are kept: corrections "
            "have to stay traceable. So does an audit of what moderators and administrators did, "
            "with who and when, for as long as the server's data. Members do not see either. What "
            "is typed into a form and not confirmed is dropped after a day. Who has themselves "
            "deleted becomes “a former moderator” there: the words, the times and the reasons "
            "stay.",
        )
        .gap()
        .text(
            "### How to have it deleted",
            "The button here, or `/privacy delete`, deletes what is stored about you in all "
            "servers, your id in what you wrote as a moderator included. Administrators delete "
            "everything of their server with a button that they see here; `/alerts off` stops "
            f"alerts at once.{copies} For anything else write to {who}.",
        )
    )


def render_deletion(info: PackInfo) -> Card:
    """Render what deleting a server's data means, with the button that does it."""
    confirm = custom_id("privacy:confirm:1")
    return (
        Card(info.colour)
        .text(
            "### Delete this server's data?",
            "The alert settings, feeds, questions that wait, and the desk's drafts, news, facts "
            "and audit with all their versions go for good. Alerts that are already posted stay in "
            "their channels and are no longer corrected. What this server gave to all servers "
            "stays with them.",
        )
        .row(button("Delete it for good", confirm, discord.ButtonStyle.danger))
    )


def render_deleted(info: PackInfo) -> Card:
    """Render that it is done."""
    return Card(info.colour).text(
        "This server's data are deleted.", "-# To begin anew: `/alerts setup`."
    )


def render_forgetting(info: PackInfo) -> Card:
    """Render what it means to be forgotten, with the button that does it."""
    confirm = custom_id("privacy:forget:1")
    return (
        Card(info.colour)
        .text(
            "### Delete what is stored about you?",
            "In all servers: what you follow by direct message, what you asked to be told, your "
            "name under tips, what you typed and did not confirm. Messages that you have stay with "
            "you and are no longer corrected. What you wrote as a moderator stays, as by “a former "
            "moderator”.",
            "-# A role that you took with /follow is Discord's: /unfollow takes it.",
        )
        .row(button("Delete it for good", confirm, discord.ButtonStyle.danger))
    )


def render_forgotten(info: PackInfo) -> Card:
    """Render that it is done."""
    return Card(info.colour).text(
        "What was stored about you is deleted, and I send you nothing more.",
        "-# To begin anew: `/follow`.",
    )
