"""Who edits: the person behind an interaction, as far as they may use the desk now."""

from typing import TYPE_CHECKING, cast

from bot.controls import Interaction
from bot.errors import NotAllowedError
from bot.newsroom import Editor
from bot.rights import require_desk

if TYPE_CHECKING:
    from bot.client import SequelBot


async def editor_of(interaction: Interaction) -> Editor:
    """Return who edits for which server; NotAllowedError unless they may use its desk."""
    bot = cast("SequelBot", interaction.client)
    return await require_desk(interaction, bot.db, bot.settings.newsroom_guild_ids)


async def editor_or_none(interaction: Interaction) -> Editor | None:
    """Return who edits, None for anybody else: completion offers them nothing."""
    try:
        return await editor_of(interaction)
    except NotAllowedError:
        return None
