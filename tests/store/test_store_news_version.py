"""Every change of what cards show raises the version of the news."""

from bot.store.database import Database
from tests.store.good_rows import GOOD, empty, insert


async def test_the_news_version_changes_with_every_row_that_is_news_and_no_other(
    db: Database,
) -> None:
    changed: list[str] = []
    async with db.transaction() as tx:

        async def version() -> int:
            [(value,)] = await tx.execute("SELECT value FROM meta WHERE key = 'news_version'")
            return int(value)

        for table, cells in GOOD.items():
            before = await version()
            await insert(tx, table, cells)
            changed += [f"+{table}"] if await version() > before else []
        for table in reversed([table for table in GOOD if table != "meta"]):
            before = await version()
            await empty(tx, table)
            changed += [f"-{table}"] if await version() > before else []

    news = [
        "updates",
        "update_people",
        "update_sources",
        "checks",
        "guilds",
        "additions",
        "hidden_facts",
        "credits",
    ]
    assert changed == [f"+{table}" for table in news] + [f"-{table}" for table in reversed(news)]
