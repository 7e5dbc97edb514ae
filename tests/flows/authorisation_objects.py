"""One of everything that a server's people work on, for the tests of who may do what."""

import dataclasses
import datetime as dt

import simcord

from bot import curation, newsroom
from bot.desk import approval, rumours, schedule
from bot.desk.forms import begin_form
from bot.enums import Importance, MilestoneKind, Outcome
from bot.milestones import Milestone
from bot.models import Update
from bot.newsroom import Editor
from bot.proposals import Proposal, keep_text, keep_wording
from bot.questions import Verdict, keep_question, keep_verdict
from bot.store import digests
from bot.store.database import Database
from bot.store.destinations import get_destination
from bot.store.milestones import insert_milestone, insert_milestone_posts
from bot.store.questions import list_reports
from tests.flows.authorisation_table import Objects
from tests.flows.conftest import TODAY, World
from tests.flows.curation_acts import CHOSEN, FACT, add_fact
from tests.flows.desk_acts import FIELDS
from tests.store.feeds import follow
from tests.store.leads import TIP, take


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
    form_id = await begin_form(db, editor, {**FACT, **CHOSEN}, now)
    return question_id, report.id, form_id
