"""One error funnel for commands, buttons and forms."""

import logging
import secrets

import discord
from discord import app_commands

from bot.errors import SequelwatchError

log = logging.getLogger(__name__)

EXPIRED = (10062, 10015)  # unknown interaction or webhook: the person has waited too long


async def report_error(interaction: discord.Interaction, error: BaseException) -> None:
    """Tell the person in a sentence what went wrong; what is our fault goes to the log as well.

    Never raises: it is the last to handle an error.
    """
    text = explain(error)
    if text is None:
        reference = secrets.token_hex(3)
        log.error("interaction failed, reference %s", reference, exc_info=error)
        text = (
            "Something went wrong on our side, and nothing was changed by it. Please try again; "
            f"if it happens again, tell the bot's team this reference: `{reference}`."
        )
    try:
        await reply_privately(interaction, text)
    except discord.HTTPException as failure:
        level = logging.INFO if failure.code in EXPIRED else logging.WARNING
        log.log(level, "an error could not be shown: %s", failure)


def explain(error: BaseException) -> str | None:
    """Return the sentence for an error that a person can mend, None for a fault of ours."""
    cause = error
    while isinstance(
        cause, app_commands.CommandInvokeError | app_commands.TransformerError
    ) and isinstance(cause.__cause__, BaseException):
        cause = cause.__cause__
    if isinstance(cause, SequelwatchError):
        return str(cause)
    if isinstance(cause, app_commands.CommandOnCooldown):
        return f"One moment, please: try again in {cause.retry_after:.0f} seconds."
    if isinstance(cause, app_commands.NoPrivateMessage):
        return "This works only in a server."
    if isinstance(cause, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
        return "This command has just changed. Please type it again in a minute."
    if isinstance(cause, app_commands.CheckFailure):
        return "You may not use this here."
    return None


async def reply_privately(interaction: discord.Interaction, text: str) -> None:
    """Reply so that only this person sees it, whether or not a reply was already given."""
    if interaction.response.is_done():
        await interaction.followup.send(text, ephemeral=True)
    else:
        await interaction.response.send_message(text, ephemeral=True)
