"""What somebody has begun to type at the desk about something new."""

from bot.newsroom import Editor
from bot.store.database import Database
from bot.store.guilds import insert_form


async def begin_form(db: Database, editor: Editor, fields: dict[str, str], now: int) -> int:
    """Keep what a form is to begin with for a day; return its id, which is the editor's alone."""
    async with db.transaction() as tx:
        return await insert_form(
            tx,
            guild_id=editor.guild_id,
            user_id=editor.user_id,
            update_id=None,
            revision=None,
            fields=fields,
            now=now,
        )
