"""Who may use each command, control and form; what is missing here fails a test."""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from bot.models import Update
from bot.store.additions import Addition
from bot.store.feeds import Feed
from tests.flows.desk_acts import FIELDS


class May(Enum):
    """Who may use something; beyond that, nobody reaches another server's objects."""

    EVERYBODY = auto()
    MODERATE = auto()
    ADMINISTER = auto()
    NEWSROOM = auto()  # moderators of the server that is made a newsroom for it


@dataclass(frozen=True)
class Objects:
    """What stands in the store of one server, and what one person typed there."""

    draft: Update
    published: Update
    correction: int
    retraction: int
    question: int
    report: int
    fact_form: int
    addition: Addition
    story: int
    other_story: int
    tip_form: int
    milestone: str
    digest: int
    request: int
    planned: Update
    rumour: Update
    settled: Update
    feed: Feed


Ids = Callable[[Objects], tuple[object, ...]]


@dataclass(frozen=True)
class Row:
    """What is expected of one name; ``ids`` is None for what is about no object of a server."""

    may: May
    ids: Ids | None = None
    values: dict[str, Any] = dataclasses.field(default_factory=dict[str, Any])


def draft(objects: Objects) -> tuple[object, ...]:
    return objects.draft.id, objects.draft.revision


def published(objects: Objects) -> tuple[object, ...]:
    return (objects.published.id,)


def correction(objects: Objects) -> tuple[object, ...]:
    return (objects.correction,)


def retraction(objects: Objects) -> tuple[object, ...]:
    return (objects.retraction,)


def question(objects: Objects) -> tuple[object, ...]:
    return (objects.question,)


def listed_question(objects: Objects) -> tuple[object, ...]:
    return objects.question, 0


def report(objects: Objects) -> tuple[object, ...]:
    return (objects.report,)


def listed_report(objects: Objects) -> tuple[object, ...]:
    return objects.report, 0


def fact_form(objects: Objects) -> tuple[object, ...]:
    return (objects.fact_form,)


def added(objects: Objects) -> tuple[object, ...]:
    return (objects.addition.fact_id,)


def story(objects: Objects) -> tuple[object, ...]:
    return (objects.story,)


def listed_story(objects: Objects) -> tuple[object, ...]:
    return objects.story, 0


def tip_form(objects: Objects) -> tuple[object, ...]:
    return (objects.tip_form,)


def milestone(objects: Objects) -> tuple[object, ...]:
    return (objects.milestone,)


def request(objects: Objects) -> tuple[object, ...]:
    return (objects.request,)


def rumour(objects: Objects) -> tuple[object, ...]:
    return objects.rumour.id, objects.rumour.revision


def feed(objects: Objects) -> tuple[object, ...]:
    return (objects.feed.id,)


def nothing(_objects: Objects) -> tuple[object, ...]:
    return ()


COMMANDS = {
    "fact": Row(May.EVERYBODY),
    "lookup": Row(May.EVERYBODY, values={"name": "Ines Varga"}),
    "status": Row(May.EVERYBODY),
    "timeline": Row(May.EVERYBODY),
    "news": Row(May.EVERYBODY),
    "ask": Row(May.EVERYBODY, values={"question": "Is it happening?"}),
    "help": Row(May.EVERYBODY),
    "about": Row(May.EVERYBODY),
    "privacy": Row(May.EVERYBODY),
    "tip": Row(May.EVERYBODY),
    "desk queue": Row(May.MODERATE),
    "health": Row(May.NEWSROOM),
    "desk post": Row(May.MODERATE),
    "desk drafts": Row(May.MODERATE),
    "desk checked": Row(May.MODERATE),
    "desk edit": Row(May.MODERATE, published),
    "desk retract": Row(May.MODERATE, published, {"reason": "Invented"}),
    "desk history": Row(May.MODERATE, published),
    "desk questions": Row(May.MODERATE),
    "desk audit": Row(May.MODERATE),
    "desk approvals": Row(May.MODERATE),
    "desk scheduled": Row(May.MODERATE),
    "desk rumours": Row(May.MODERATE),
    "desk fact add": Row(May.MODERATE),
    "desk fact edit": Row(May.MODERATE, added),
    "desk fact retire": Row(May.MODERATE, added, {"reason": "Wrong"}),
    "feeds add": Row(May.MODERATE, values={"address": "http://127.0.0.1/feed"}),
    "feeds list": Row(May.MODERATE),
    "feeds edit": Row(May.MODERATE, feed, {"title": "Another"}),
    "feeds remove": Row(May.MODERATE, feed),
    "feeds pause": Row(May.MODERATE, feed),
    "feeds resume": Row(May.MODERATE, feed),
    "feeds test": Row(May.MODERATE, feed),
    "alerts setup": Row(May.ADMINISTER),
    "alerts test": Row(May.ADMINISTER),
    "alerts status": Row(May.ADMINISTER),
    "alerts pause": Row(May.ADMINISTER),
    "alerts resume": Row(May.ADMINISTER),
    "alerts off": Row(May.ADMINISTER),
    "alerts desk": Row(May.ADMINISTER),
    "alerts desk-channel": Row(May.ADMINISTER),
    "alerts options": Row(May.ADMINISTER, values={"silent": True}),
    "alerts hours": Row(May.ADMINISTER, values={"quiet": "22:00-07:00"}),
    "alerts time-zone": Row(May.ADMINISTER, values={"zone": "Europe/Berlin"}),
    "alerts retracted": Row(May.ADMINISTER, values={"how": "delete"}),
    "alerts spoilers": Row(May.ADMINISTER, values={"show": True}),
    "alerts milestones": Row(May.ADMINISTER, values={"show": True}),
    "follow": Row(May.EVERYBODY),
    "unfollow": Row(May.EVERYBODY),
    "alerts approval": Row(May.ADMINISTER, values={"require": True}),
    "alerts late": Row(May.ADMINISTER, values={"missed": "hold"}),
    "alerts reminder": Row(May.ADMINISTER, values={"days": 3}),
}
MENUS = {"Answer this": Row(May.EVERYBODY), "Send to the news desk": Row(May.EVERYBODY)}
PRESSES = {
    "fact:another:1": Row(May.EVERYBODY),
    "lookup:open:1": Row(May.EVERYBODY, values={"ids": ("ines-varga", 0)}),
    "lookup:page:1": Row(May.EVERYBODY, values={"ids": ("ines-varga", 0)}),
    "ask:fact:1": Row(May.EVERYBODY, values={"ids": ("sequel-wish",)}),
    "ask:tell:1": Row(May.EVERYBODY, question),
    "ask:send:1": Row(May.EVERYBODY),
    "ask:feedback:1": Row(May.EVERYBODY, lambda objects: ("wrong", objects.addition.fact_id)),
    "tips:again:1": Row(May.EVERYBODY, tip_form),
    "queue:page:1": Row(May.MODERATE, values={"ids": (0,)}),
    "queue:accept:1": Row(May.MODERATE, story),
    "queue:merge:1": Row(May.MODERATE, story),
    "queue:into:1": Row(May.MODERATE, story, {"choose": "story"}),
    "queue:second:1": Row(May.MODERATE, listed_story),
    "queue:decline:1": Row(May.MODERATE, listed_story),
    "questions:page:1": Row(May.MODERATE, values={"ids": (0,)}),
    "questions:answer:1": Row(May.MODERATE, question),
    "questions:dismiss:1": Row(May.MODERATE, listed_question),
    "questions:mend:1": Row(May.MODERATE, report),
    "questions:drop:1": Row(May.MODERATE, listed_report),
    "feeds:page:1": Row(May.MODERATE, values={"ids": (0,)}),
    "facts:edit:1": Row(May.MODERATE, fact_form),
    "facts:note:1": Row(May.MODERATE, fact_form),
    "facts:choose:1": Row(
        May.MODERATE,
        lambda objects: (objects.fact_form, "confidence"),
        {"choose": "reported"},
    ),
    "facts:publish:1": Row(May.MODERATE, fact_form),
    "facts:discard:1": Row(May.MODERATE, fact_form),
    "facts:restore:1": Row(May.MODERATE, lambda objects: (f"+{objects.addition.id + 1}",)),
    "status:now:1": Row(May.EVERYBODY),
    "status:sources:1": Row(May.EVERYBODY),
    "timeline:open:1": Row(May.EVERYBODY),
    "timeline:page:1": Row(May.EVERYBODY),
    "news:page:1": Row(May.EVERYBODY),
    "alert:details:1": Row(May.EVERYBODY, published),
    "alert:digest:1": Row(May.EVERYBODY, lambda objects: (objects.digest,)),
    "desk:edit:1": Row(May.MODERATE, draft),
    "desk:stage:1": Row(May.MODERATE, draft, {"choose": "script"}),
    "desk:date:1": Row(May.MODERATE, draft),
    "desk:publish:1": Row(May.MODERATE, draft),
    "desk:keep:1": Row(May.MODERATE, draft),
    "desk:discard:1": Row(May.MODERATE, draft),
    "desk:open:1": Row(May.MODERATE, nothing, {"choose": "draft"}),
    "desk:correct:1": Row(May.MODERATE, correction),
    "desk:retract:1": Row(May.MODERATE, retraction),
    "desk:leave:1": Row(May.MODERATE, correction),
    "desk:history:1": Row(May.MODERATE, lambda objects: (objects.published.id, 0)),
    "health:refresh:1": Row(May.NEWSROOM),
    "follow:open:1": Row(May.EVERYBODY),
    "follow:stop:1": Row(May.EVERYBODY),
    "privacy:person:1": Row(May.EVERYBODY),
    "privacy:forget:1": Row(May.EVERYBODY),
    "milestone:why:1": Row(May.EVERYBODY, milestone),
    "audit:page:1": Row(May.MODERATE, values={"ids": (0,)}),
    "audit:csv:1": Row(May.MODERATE),
    "approval:open:1": Row(May.MODERATE, request),
    "approval:approve:1": Row(May.MODERATE, request),
    "approval:return:1": Row(May.MODERATE, request),
    "schedule:open:1": Row(May.MODERATE, draft),
    "schedule:cancel:1": Row(May.MODERATE, lambda objects: (objects.planned.id, 0)),
    "schedule:page:1": Row(May.MODERATE, values={"ids": (0,)}),
    "rumour:page:1": Row(May.MODERATE, values={"ids": (0,)}),
    "rumour:confirm:1": Row(May.MODERATE, rumour),
    "rumour:debunk:1": Row(May.MODERATE, rumour),
    "rumour:reopen:1": Row(
        May.MODERATE, lambda objects: (objects.settled.id, objects.settled.revision)
    ),
    "desk:looked:1": Row(May.MODERATE),
    "alerts:test:1": Row(May.ADMINISTER),
    "alerts:tag:1": Row(May.ADMINISTER, values={"choose": "0"}),
    "privacy:delete:1": Row(May.ADMINISTER),
    "privacy:confirm:1": Row(May.ADMINISTER),
    "alerts:check:1": Row(May.ADMINISTER),
    "alerts:status:1": Row(May.ADMINISTER),
}
FORMS = {
    "follow:keep:1": Row(
        May.EVERYBODY, values={"what": "all", "how": "messages", "zone": "Berlin"}
    ),
    "desk:write:1": Row(May.MODERATE, draft, {**FIELDS, "kind": "cast"}),
    "tips:send:1": Row(May.EVERYBODY, values={"said": "The script is written."}),
    "queue:decline:1": Row(May.MODERATE, listed_story, {"reason": "We have it."}),
    "desk:release:1": Row(May.MODERATE, draft, {"release": ""}),
    "desk:reason:1": Row(May.MODERATE, correction, {"reason": "Better"}),
    "approval:return:1": Row(May.MODERATE, request, {"reason": "Not yet"}),
    "schedule:set:1": Row(May.MODERATE, draft, {"due": "tomorrow 18:00", "until": ""}),
    "rumour:settle:1": Row(
        May.MODERATE,
        lambda objects: ("confirm", *rumour(objects)),
        {"link": "https://quay.example.org/said", "day": "today", "by": ""},
    ),
    "facts:write:1": Row(May.MODERATE, fact_form, {"text": "Another text."}),
    "facts:note:1": Row(May.MODERATE, fact_form, {"notes": "Somebody doubts it."}),
}
