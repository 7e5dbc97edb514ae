"""The Discord client: it holds what commands need and syncs them when they changed."""

import asyncio
import datetime as dt
import gc
import hashlib
import json
import logging
import time
from collections.abc import Sequence
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.backups import Backups
from bot.controls import Control, Router
from bot.decks import Decks
from bot.delivery.brake import Brake
from bot.delivery.engine import AlertEngine
from bot.delivery.pace import Allowance, forget_seldom
from bot.delivery.showing import trace_unrepeatable
from bot.delivery.watch import Watch
from bot.feeds.poller import FeedPoller
from bot.fetching.reader import FeedReader
from bot.labels import REFUSED
from bot.logs import ErrorCount
from bot.meter import NO_METER, Meter
from bot.models import PackInfo
from bot.news import News, NewsReader, today_of
from bot.notices import Notices
from bot.readings import Readings
from bot.replies import report_error
from bot.round_days import RoundDays
from bot.settings import Settings
from bot.shards import owns
from bot.store.claims import WHOLE
from bot.store.database import Database
from bot.store.followers import delete_refusal, get_refusal
from bot.store.meta import get_meta, set_meta

log = logging.getLogger(__name__)

# As strings: the engine never imports a cog.
EXTENSIONS = (
    "cogs.facts",
    "cogs.lookup",
    "cogs.status",
    "cogs.timeline",
    "cogs.news",
    "cogs.info",
    "cogs.ask",
    "cogs.desk",
    "cogs.desk_changes",
    "cogs.desk_audit",
    "cogs.approvals",
    "cogs.schedule",
    "cogs.rumours",
    "cogs.reminders",
    "cogs.knowledge",
    "cogs.questions",
    "cogs.alerts",
    "cogs.tips",
    "cogs.queue",
    "cogs.health",
    "cogs.alerts_options",
    "cogs.digests",
    "cogs.follow",
    "cogs.milestones",
    "cogs.presence",
    "cogs.desk_settings",
    "cogs.feeds",
)
PERMISSIONS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    embed_links=True,
    attach_files=True,
    read_message_history=True,
    create_public_threads=True,
    send_messages_in_threads=True,
)
# As discord.py names them: commands, presses, and events, of which submitted forms are one.
REPLY_TASKS = ("CommandTree-invoker", "discord-ui-dynamic-item", "discord.py: on_")
REPLY_S = 5
ABOUT_FOLLOWING = ("follow", "unfollow")  # they say how it stands themselves


AnyCommand = app_commands.Command[Any, Any, Any] | app_commands.ContextMenu


class Tree(app_commands.CommandTree["SequelBot"]):
    """The command tree, with its errors in the one funnel."""

    async def on_error(
        self, interaction: discord.Interaction["SequelBot"], error: app_commands.AppCommandError
    ) -> None:
        """Tell the person; never raises."""
        await report_error(interaction, error)

    async def interaction_check(self, interaction: discord.Interaction["SequelBot"], /) -> bool:
        """Note when a command came; whether it may be used is its handler's to say."""
        interaction.extras["came"] = time.perf_counter()
        return True


class SequelBot(commands.AutoShardedBot):
    """The bot: everything is handed in, nothing is read from the environment."""

    def __init__(
        self,
        settings: Settings,
        db: Database,
        info: PackInfo,
        extensions: Sequence[str] = EXTENSIONS,
        *,
        meter: Meter = NO_METER,
        reader: FeedReader | None = None,
    ) -> None:
        self.brake = brake = Brake()
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # it never speaks
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            tree_cls=Tree,
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
            max_messages=None,
            max_ratelimit_timeout=30.0,
            shard_count=settings.shard_count,
            http_trace=brake.join(Allowance(settings.most).join(trace_unrepeatable())),
        )
        forget_seldom(self.http)
        self.shard_ids = list(settings.shard_ids) if settings.shard_ids else None
        self.settings = settings
        self.db = db
        self.info = info
        self.readings = Readings(db, settings)
        self.router = Router()
        self.decks = Decks(db)
        self.round_days = RoundDays(db, self.news, info)
        self.meter = meter
        self.errors = ErrorCount()
        self.connected_at: dt.datetime | None = None
        ids, rate = settings.shard_ids, settings.alert_rate * settings.share
        shard = (settings.shard_count or 1, ids) if ids else WHOLE
        self.alerts = AlertEngine(
            self,
            db,
            self.now,
            rate,
            round_days=self.round_days,
            meter=meter,
            shard=shard,
            holds=brake.holds,
            on_trouble=lambda: self.watch.kick(),  # noqa: PLW0108 - it is made below
        )
        self.notices = Notices(self, db, self.now, self.alerts.turn)
        self.watch = Watch(
            self, db, self.now, notices=self.notices, engine=self.alerts, owns=self.owns
        )
        self.backups = Backups(db, settings.backup_dir, settings.backup_keep, self.clock)
        self.reader = reader or FeedReader()  # opens nothing before its first use
        self.feeds = FeedPoller(
            db,
            self.reader,
            self.now,
            editor_id=lambda: self.user.id if self.user else 0,
            tell=self.notices.tell,
            reachable=lambda guild_id: self.get_guild(guild_id) is not None,
            posted=self.alerts.kick,
        )
        self._news = NewsReader(db)
        self._to_load = tuple(extensions)

    def clock(self) -> dt.datetime:
        """Return the time in UTC; discord.py's clock, so that tests move one clock for all."""
        return discord.utils.utcnow()

    def now(self) -> int:
        """Return the time in UTC seconds."""
        return int(self.clock().timestamp())

    def today(self) -> dt.date:
        """Return the day in UTC."""
        return today_of(self.clock)

    def owns(self, guild_id: int) -> bool:
        """Whether a server's events come to this process (topics/gateway, Sharding)."""
        return owns(self, guild_id)

    async def news(self) -> News:
        """Return the published updates as the store has them now."""
        return await self._news.current()

    async def setup_hook(self) -> None:
        """Load the cogs, sync commands where they changed, begin to deliver.

        Delivery needs no gateway: alerts that are due leave while the bot still connects.
        """
        log.info("administrators add the bot with %s", self.invite)
        for extension in self._to_load:
            await self.load_extension(extension)
        self.add_dynamic_items(Control)
        if self.settings.leads:
            await self._sync_commands()
        self.alerts.start()
        self.watch.start()
        self.decks.start()
        if self.settings.leads:
            self.round_days.start(self.now, self.alerts.kick)
            self.backups.start()
        self.feeds.start()

    async def _sync_commands(self) -> None:
        payload = [command.to_dict(self.tree) for command in self.tree.get_commands()]
        canonical = json.dumps([self.application_id, payload], sort_keys=True)
        digest = hashlib.sha256(canonical.encode()).hexdigest()
        if await get_meta(self.db, "commands") == digest:
            return
        synced = await self.tree.sync()
        ids = {command.name: command.id for command in synced}
        await set_meta(self.db, "command_ids", json.dumps(ids))
        await set_meta(self.db, "commands", digest)
        log.info("%s commands synced", len(synced))

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Hand submitted forms to the router; commands and presses reach their handlers alone."""
        if interaction.type is discord.InteractionType.modal_submit and interaction.data:
            await self.router.submit(interaction, str(interaction.data.get("custom_id", "")))

    async def on_app_command_completion(
        self,
        interaction: discord.Interaction,
        command: AnyCommand,
    ) -> None:
        """Count a command that was answered, and tell people whose messages are refused."""
        came = interaction.extras.get("came")
        if came is not None:
            self.meter.answered(command.qualified_name, time.perf_counter() - came)
        await self._tell_refused(interaction, command)

    async def _tell_refused(self, interaction: discord.Interaction, command: AnyCommand) -> None:
        """Tell people whose messages are refused, after the answer; nobody else waits for it."""
        refusal = await get_refusal(self.db, interaction.user.id)
        if refusal is None or command.name in ABOUT_FOLLOWING:
            return
        try:
            await interaction.followup.send(REFUSED[refusal], ephemeral=True)
        except discord.HTTPException as error:
            log.info("a refusal could not be told: %s", error)
            return
        async with self.db.transaction() as tx:
            await delete_refusal(tx, interaction.user.id)

    async def launch_shards(self) -> None:
        """Ask Discord how many shards it advises, unless they are set.

        discord.py would then connect where Discord says; now it goes where the settings say.
        """
        if self.shard_count is None:  # pyright: ignore[reportUnnecessaryComparison] - None until here
            self.shard_count, _, limit = await self.http.get_bot_gateway()
            log.info("%s shards; %s starts left today", self.shard_count, limit["remaining"])
        await super().launch_shards()

    async def on_disconnect(self) -> None:
        """Forget since when it was connected."""
        self.connected_at = None

    async def on_resumed(self) -> None:
        """Note since when it is connected."""
        self.connected_at = self.clock()

    async def on_ready(self) -> None:
        """Say where the bot is; Discord sends this after each reconnection too."""
        self.connected_at = self.clock()
        log.info("ready as %s in %s servers", self.user, len(self.guilds))
        await self.readings.names()
        await self.readings.people()
        await self.readings.answers()
        # What stays for good need not be looked through again at each collection of garbage,
        # which would stop a command for milliseconds now and then.
        gc.collect()
        gc.freeze()

    @property
    def invite(self) -> str:
        """The link by which administrators add the bot, with exactly the permissions it needs."""
        return discord.utils.oauth_url(
            self.application_id or 0,
            permissions=PERMISSIONS,
            scopes=("bot", "applications.commands"),
        )

    async def close(self) -> None:
        """Let alerts and replies under way end, then leave."""
        self.round_days.stop()
        await self.feeds.stop()
        await self.alerts.stop()
        await self.watch.stop()
        await self.backups.stop()
        replies = [task for task in asyncio.all_tasks() if task.get_name().startswith(REPLY_TASKS)]
        if replies:
            await asyncio.wait(replies, timeout=REPLY_S)
        await self.decks.stop()
        await super().close()
