"""Who may do what: every command, button, menu and form, for every rank, on both servers' objects.

The tables say what is expected. A command, control or form that they lack fails a test.
Presses are forged: the control stands on a public message, where everybody can press it.
"""

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import discord
import pytest
import simcord
from discord import app_commands
from simcord.actors import _dispatch_actor_interaction  # pyright: ignore[reportPrivateUsage] - forms nobody opened
from simcord.enums import InteractionType

from bot import curation, newsroom
from bot.desk import approval, rumours, schedule
from bot.enums import Importance, MilestoneKind, Outcome
from bot.milestones import Milestone
from bot.models import GuildSettings, Update
from bot.newsroom import Editor
from bot.proposals import Proposal, keep_text, keep_wording
from bot.questions import Verdict, keep_question, keep_verdict
from bot.store import digests
from bot.store.database import Database
from bot.store.destinations import get_destination
from bot.store.guilds import insert_form, set_settings
from bot.store.milestones import insert_milestone, insert_milestone_posts
from bot.store.questions import list_reports
from cogs.ui.cards import Card, button
from tests.flows.authorisation_table import COMMANDS, FORMS, MENUS, PRESSES, May, Objects, Row
from tests.flows.conftest import TODAY, World
from tests.flows.curation_acts import CHOSEN, FACT, add_fact
from tests.flows.desk_acts import FIELDS, said, second_moderator, send_alerts_to, typed
from tests.store.feeds import follow
from tests.store.leads import TIP, take

REFUSALS = (
    "Only moderators can do this",
    "Only moderators of the servers",
    "Only people with the permission Manage Server",
)
UNKNOWN = (
    "This server has no update",
    "That form was kept",
    "no such update in this server",
    "no such digest here",
    "This server has no such",
    "This server has no fact",
    "no such day to remember in this server",
)
DUMPS = (
    "SELECT id, state, revision, wire, published_at FROM updates ORDER BY id",
    "SELECT update_id, number, headline, editor_id FROM revisions ORDER BY update_id, number",
    "SELECT id, guild_id, channel_id, ping_role_id, least, mode FROM destinations ORDER BY id",
    "SELECT id, milestones FROM destinations ORDER BY id",
    "SELECT destination_id, kind FROM unwanted_milestones ORDER BY destination_id, kind",
    "SELECT id, silent, quiet_from, digest, tag_id FROM destinations ORDER BY id",
    "SELECT guild_id, desk_role_id, spoilers_shown FROM guilds ORDER BY guild_id",
    "SELECT guild_id, time_zone, strike_retracted FROM guilds ORDER BY guild_id",
    "SELECT guild_id, day FROM checks ORDER BY guild_id",
    "SELECT id, update_id, wanted_revision, wanted_struck FROM posts ORDER BY id",
    "SELECT id, guild_id, user_id, revision, fields FROM forms ORDER BY id",
    "SELECT id, state, count, addition_id FROM questions ORDER BY id",
    "SELECT question_id, user_id FROM askers ORDER BY question_id, user_id",
    "SELECT id, count FROM reports ORDER BY id",
    "SELECT id, state, revision FROM additions ORDER BY id",
    "SELECT fact_id, guild_id FROM hidden_facts ORDER BY fact_id, guild_id",
    "SELECT id, guild_id, text FROM facts ORDER BY id",
    "SELECT id, state, claimed_by, asked_by, decided_by, update_id FROM stories ORDER BY id",
    "SELECT id, story_id, sender_id, joined FROM story_leads ORDER BY id",
    "SELECT id, update_id, state, verdict FROM requests ORDER BY id",
    "SELECT update_id, due_at, held FROM plans ORDER BY update_id",
    "SELECT update_id, state, link FROM rumours ORDER BY update_id",
    "SELECT id, guild_id, action FROM audit ORDER BY id",
    "SELECT id, guild_id, title, paused FROM feeds ORDER BY id",
)
# What may change without a row of the audit: what somebody typed and nobody else sees, what the
# engine remembers, and messages that it keeps up to date, which follow from what is audited.
UNAUDITED = {"audit", "meta", "forms", "decks", "posts", "queues"}
FORGETS = "privacy:confirm:1"  # deletes the audit with everything else


async def dump(world: World) -> list[object]:
    return [await world.bot.db.fetch(statement) for statement in DUMPS]


async def audited(world: World) -> list[object]:
    """Return everything that moderators and administrators change only with a row of the audit."""
    db = world.bot.db
    tables = await db.fetch(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    )
    wanted = sorted({name for (name,) in tables} - UNAUDITED)
    return [await db.fetch(f"SELECT * FROM {name}") for name in wanted]  # noqa: S608 - own names


async def count_audited(world: World) -> int:
    return int((await world.bot.db.fetch("SELECT count(*) FROM audit"))[0][0])


async def make_objects(world: World, guild: simcord.GuildHandle, user_id: int) -> Objects:
    """Write in a server's name, and type in a person's, without going through Discord."""
    db, now = world.bot.db, int(world.env.now().timestamp())
    editor = Editor(guild.id, user_id, wire=False)
    wording = newsroom.parse_wording({**FIELDS, "kind": "filmmaker"}, world.env.now().date())
    kept = await newsroom.write_draft(db, editor, wording, now)
    other = await newsroom.write_draft(db, editor, wording, now)
    update, _places = await newsroom.publish(
        db, editor, other.id, 1, importance=Importance.NOTABLE, people=(), now=now
    )
    proposal = Proposal(update, update.revision)
    changed = dataclasses.replace(wording, headline="Other words")
    corrected = await keep_wording(db, editor, proposal, changed, now)
    retracted = await keep_text(db, editor, proposal, {"reason": "Invented"}, now)
    question_id, report_id, form_id = await make_open_work(db, editor, now)
    added = await add_fact(db, editor, now)
    # Its neighbour is retired, for the button that brings a fact back.
    retired = await add_fact(db, editor, now)
    await curation.set_retired(db, editor, retired.fact_id, retired=True, reason="Old", now=now)
    correction, retraction = (form.form_id or 0 for form in (corrected, retracted))
    request, planned = await make_decisions(db, editor, now)
    story, other_story = await make_stories(db, editor)
    tip = await keep_text(db, editor, Proposal(), {"said": "Somebody says so."}, now)
    # Where nobody may read from, so that no test of rights asks a website.
    address = f"http://127.0.0.1/{user_id}/{added.id}"
    return Objects(
        draft=kept,
        published=update,
        correction=correction,
        retraction=retraction,
        question=question_id,
        report=report_id,
        fact_form=form_id,
        addition=added,
        story=story,
        other_story=other_story,
        tip_form=tip.form_id or 0,
        milestone=await make_milestone(db, guild.id, now),
        digest=await make_digest(db, guild.id, update.id, now),
        request=request,
        planned=planned,
        rumour=await make_rumour(db, editor, now),
        settled=await make_rumour(db, editor, now, settled=True),
        feed=await follow(db, guild.id, url=address, now=now),
    )


async def make_stories(db: Database, editor: Editor) -> list[int]:
    """Leave two stories in a server's queue."""
    [(known,)] = await db.fetch("SELECT count(*) FROM stories")
    return [
        (await take(db, TIP, guild_id=editor.guild_id, title=f"Box {number}", link=None)).story_id
        for number in (known + 1, known + 2)
    ]


async def make_digest(db: Database, guild_id: int, update_id: int, now: int) -> int:
    """Tell of an update in a digest of a server, if alerts are set up there; return its id."""
    place = await get_destination(db, guild_id)
    if place is None:
        return 0
    async with db.transaction() as tx:
        await digests.insert_waiting(tx, update_id, [(place.id, now)])
        await digests.make_digests(tx, now)
    [(digest_id,)] = await db.fetch("SELECT max(id) FROM digests")
    return digest_id


async def make_milestone(db: Database, guild_id: int, now: int) -> str:
    """Queue a milestone at a server's channel; return its key."""
    milestone = Milestone(
        key=f"anniversary:opening:{guild_id}",
        kind=MilestoneKind.ANNIVERSARY,
        day=dt.date(2026, 6, 1),
        headline="7 years ago",
        summary="That was then.",
        sources=(),
        update=None,
    )
    place = await get_destination(db, guild_id)
    places = [place.id] if place else []
    async with db.transaction() as tx:
        kept = await insert_milestone(tx, milestone)
        await insert_milestone_posts(tx, kept, 1, places, now, doubtful_since=None)
    return milestone.key


async def make_decisions(db: Database, editor: Editor, now: int) -> tuple[int, Update]:
    """Ask a second moderator in somebody else's name, and plan another draft."""
    other = dataclasses.replace(editor, user_id=1)
    wording = newsroom.parse_wording({**FIELDS, "kind": "filmmaker"}, TODAY.date())
    draft = await newsroom.write_draft(db, other, wording, now)
    request = await approval.ask(db, other, draft, draft.revision, now=now)
    planned = await newsroom.write_draft(db, other, wording, now)
    await schedule.plan(
        db,
        other,
        planned.id,
        planned.revision,
        due_at=now + 86_400,
        until=None,
        second=False,
        now=now,
    )
    return request.id, planned


async def make_rumour(db: Database, editor: Editor, now: int, *, settled: bool = False) -> Update:
    """Publish a rumour, and say what became of it."""
    wording = newsroom.parse_wording({**FIELDS, "kind": "rumour"}, TODAY.date())
    draft = await newsroom.write_draft(db, editor, wording, now)
    update, _places = await newsroom.publish(
        db, editor, draft.id, 1, importance=Importance.MINOR, people=(), now=now
    )
    if settled:
        update, _places = await rumours.settle(
            db,
            editor,
            update.id,
            update.revision,
            Outcome.DEBUNKED,
            link="https://quay.example.org/no",
            day=update.date,
            settled_by=None,
            now=now,
        )
    return update


async def make_open_work(db: Database, editor: Editor, now: int) -> tuple[int, int, int]:
    """Leave a question, a report and a fact under way; return their ids."""
    question_id = await keep_question(db, editor.guild_id, f"How tall is {editor}?", now)
    await keep_verdict(
        db, editor.guild_id, "story-lamps", verdict=Verdict.WRONG, question=str(editor), now=now
    )
    reports = await list_reports(db, editor.guild_id)
    [report] = [one for one in reports if one.question == str(editor)]
    assert question_id is not None
    async with db.transaction() as tx:
        form_id = await insert_form(
            tx,
            guild_id=editor.guild_id,
            user_id=editor.user_id,
            update_id=None,
            revision=None,
            fields={**FACT, **CHOSEN},
            now=now,
        )
    return question_id, report.id, form_id


@dataclass(frozen=True)
class Case:
    """Somebody who tries something, on an object of their own server or of the other one."""

    role: str
    who: simcord.MemberActor
    channel: simcord.ChannelHandle
    objects: Objects
    own: bool

    def expected(self, row: Row) -> str:
        """Return what should come of it: refused, unknown or done."""
        if row.may is May.NEWSROOM:
            return "done" if self.role in ("moderator", "admin") else "refused"
        ranks = {"member": 0, "moderator": 1, "admin": 2, "stranger": 2}
        if ranks[self.role] < row.may.value - 1:
            return "refused"
        return "done" if self.own or row.ids is None else "unknown"


async def cases(world: World, row: Row) -> list[Case]:
    """Return every rank with every object, all made anew."""
    people = {
        "member": (world.member, world.guild, world.general),
        "moderator": (world.moderator, world.guild, world.general),
        "admin": (world.admin, world.guild, world.general),
        "stranger": (world.stranger, world.other, world.elsewhere),
    }
    found: list[Case] = []
    for role, (who, guild, channel) in people.items():
        far = world.other if guild.id == world.guild.id else world.guild
        for own in (True,) if row.ids is None else (True, False):
            # Even what is typed in the person's own name there is out of reach from here.
            objects = await make_objects(world, guild if own else far, who.id)
            found.append(Case(role, who, channel, objects, own))
    return found


async def judge(world: World, row: Row, act: Callable[[Case], Any], name: str) -> None:
    """Let everybody try, and compare what came of it with the table."""
    if row.may is May.NEWSROOM:
        newsrooms = frozenset({world.guild.id})
        world.bot.settings = dataclasses.replace(world.bot.settings, newsroom_guild_ids=newsrooms)
    await send_alerts_to(world, world.news)
    await send_alerts_to(world, world.elsewhere, guild=world.other)
    for guild in (world.guild, world.other):  # a desk that takes tips; nobody has that role
        async with world.bot.db.transaction() as tx:
            await set_settings(tx, GuildSettings(guild.id, desk_role_id=1))
    for case in await cases(world, row):
        before, wanted = await dump(world), case.expected(row)
        stood, noted = await audited(world), await count_audited(world)
        result = await act(case)
        text = "" if result.modal is not None else said(result)
        outcome = "done"
        if any(refusal in text for refusal in REFUSALS):
            outcome = "refused"
        elif any(unknown in text for unknown in UNKNOWN):
            outcome = "unknown"
        about = f"{name} as {case.role}, own={case.own}: {text}"
        assert outcome == wanted, about
        assert "our side" not in text, about
        if wanted != "done":
            assert await dump(world) == before, about
        elif row.may is not May.EVERYBODY and name != FORGETS and await audited(world) != stood:
            assert await count_audited(world) > noted, about


def forged(row: Row, custom_id: str, case: Case) -> Card:
    """Return a public card with the control on it."""
    card = Card(0).text("Forged")
    choice = row.values.get("choose")
    if choice is None:
        return card.row(button("Press", custom_id))
    value = picked(choice, case)
    menu = discord.ui.Select[Any](
        custom_id=custom_id, options=[discord.SelectOption(label="x", value=value)]
    )
    return card.row(menu)


def picked(choice: str, case: Case) -> str:
    """Return what is chosen in a menu."""
    objects = {"draft": case.objects.draft.id, "story": case.objects.other_story}
    return str(objects.get(choice, choice))


def leaves(world: World) -> Iterator[str]:
    for command in world.bot.tree.walk_commands():
        if isinstance(command, app_commands.Command):
            yield command.qualified_name


async def test_the_tables_name_every_command_control_and_form(world: World) -> None:
    menus = [
        command.name
        for kind in (discord.AppCommandType.user, discord.AppCommandType.message)
        for command in world.bot.tree.get_commands(type=kind)
    ]
    assert set(leaves(world)) == set(COMMANDS)
    assert set(menus) == set(MENUS)
    assert set(world.bot.router.presses) == set(PRESSES)
    assert set(world.bot.router.forms) == set(FORMS)


@pytest.mark.parametrize("name", COMMANDS)
async def test_a_command_serves_only_whom_it_may(world: World, name: str) -> None:
    row = COMMANDS[name]
    for guild, people in (
        (world.guild, (world.member, world.moderator, world.admin)),
        (world.other, (world.stranger,)),
    ):
        command = world.env.backend.find_command(name.split(maxsplit=1)[0], guild.id)
        assert command is not None
        # What Discord hides is shown to them here, so that only the bot's own check is left.
        guild.set_command_permissions(int(command["id"]), dict.fromkeys(people, True))

    async def act(case: Case) -> simcord.InteractionResult:
        options = dict(row.values)
        if row.ids is not None:
            about = "fact" if name.startswith("desk fact") else "update"
            about = "feed" if name.startswith("feeds") else about
            options[about] = str(row.ids(case.objects)[0])
        if name == "alerts setup":
            options["channel"] = case.channel
        return await case.who.slash(case.channel, name, **options)

    await judge(world, row, act, name)


@pytest.mark.parametrize("name", MENUS)
async def test_a_menu_of_messages_serves_only_whom_it_may(world: World, name: str) -> None:
    async def act(case: Case) -> simcord.InteractionResult:
        message = await case.who.send(case.channel, "Who is Ines Varga?")
        return await case.who.context_menu(case.channel, name, message)

    await judge(world, MENUS[name], act, name)


@pytest.mark.parametrize("name", PRESSES)
async def test_a_control_serves_only_whom_it_may(world: World, name: str) -> None:
    row = PRESSES[name]

    async def act(case: Case) -> simcord.InteractionResult:
        ids = row.ids(case.objects) if row.ids else row.values.get("ids", ())
        custom_id = ":".join([name, *map(str, ids)])
        card = forged(row, custom_id, case)
        channel = world.bot.get_partial_messageable(case.channel.id)
        with world.env.time_context():
            message = await channel.send(view=card)
        if row.values.get("choose") is None:
            return await case.who.click(message, custom_id=custom_id)
        value = picked(str(row.values["choose"]), case)
        return await case.who.select(message, [value], custom_id=custom_id)

    await judge(world, row, act, name)


@pytest.mark.parametrize("name", FORMS)
async def test_a_form_serves_only_whom_it_may(world: World, name: str) -> None:
    row = FORMS[name]

    async def act(case: Case) -> simcord.InteractionResult:
        ids = row.ids(case.objects) if row.ids else ()
        components = [
            {"type": 18, "component": {"type": 4, "custom_id": key, "value": value}}
            for key, value in row.values.items()
        ]
        data = {"custom_id": ":".join([name, *map(str, ids)]), "components": components}
        return await _dispatch_actor_interaction(
            case.who, InteractionType.MODAL_SUBMIT, case.channel, data
        )

    await judge(world, row, act, name)


async def test_only_who_typed_a_text_can_open_it(world: World) -> None:
    editor = Editor(world.guild.id, world.moderator.id, wire=False)
    kept = await keep_text(
        world.bot.db, editor, Proposal(), {"headline": "Secret"}, world.bot.now()
    )
    custom_id = f"desk:edit:1:{kept.form_id}"
    answers: dict[str, simcord.InteractionResult] = {}
    for who, channel in (
        (world.moderator, world.general),
        (second_moderator(world), world.general),
        (world.stranger, world.elsewhere),
    ):
        message = await world.bot.get_partial_messageable(channel.id).send(
            view=Card(0).row(button("Edit", custom_id))
        )
        answers[who.name] = await who.click(message, custom_id=custom_id)

    mine, *others = answers.values()
    assert typed(mine)["headline"] == "Secret"
    assert ["That form was kept" in said(other) for other in others] == [True, True]


async def test_the_desk_and_the_alerts_exist_in_servers_alone(world: World) -> None:
    for name, permissions in (("desk", "manage_messages"), ("alerts", "manage_guild")):
        command = world.env.backend.find_command(name, world.guild.id)
        assert command is not None
        wanted = discord.Permissions(**{permissions: True}).value
        assert command["contexts"] == [0]
        assert command["integration_types"] == [0]
        assert int(command["default_member_permissions"]) == wanted


async def test_rights_that_are_taken_away_end_at_the_next_press(world: World) -> None:
    objects = await make_objects(world, world.guild, world.moderator.id)
    card = Card(0).row(button("Publish", f"desk:publish:1:{objects.draft.id}:1"))
    message = await world.bot.get_partial_messageable(world.mods.id).send(view=card)
    member = world.env.backend.get_guild(world.guild.id).members[world.moderator.id]
    member.role_ids.clear()

    answer = await world.moderator.click(message, label="Publish")

    assert "Only moderators can do this" in said(answer)


async def test_where_the_bot_is_no_member_nobody_has_rights(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(_guild_id: int) -> None:
        return None

    monkeypatch.setattr(world.bot, "get_guild", unknown)
    desk = await world.moderator.slash(world.mods, "desk drafts")
    alerts = await world.admin.slash(world.mods, "alerts status")

    assert "Only moderators can do this" in said(desk)
    assert "Only people with the permission Manage Server" in said(alerts)


async def test_completion_offers_nothing_to_members(world: World) -> None:
    await make_objects(world, world.guild, world.moderator.id)
    command = world.env.backend.find_command("desk", world.guild.id)
    assert command is not None
    world.guild.set_command_permissions(int(command["id"]), {world.member: True})

    offered = await world.member.autocomplete(world.general, "desk edit", "update", "")

    assert offered == []
