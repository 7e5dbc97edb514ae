"""What people read for the words of the domain, with colours that everybody can tell apart."""

from bot.enums import (
    Confidence,
    EntityKind,
    Importance,
    Kind,
    MilestoneKind,
    Mode,
    Outcome,
    PostState,
    Refusal,
)
from bot.models import Update

# Okabe and Ito's palette (jfly.uni-koeln.de/color), chosen for colour-blind readers.
KIND_COLOURS = {
    Kind.OFFICIAL: 0x009E73,
    Kind.FILMMAKER: 0x56B4E9,
    Kind.CAST: 0xF0E442,
    Kind.TRADE: 0xE69F00,
    Kind.RUMOUR: 0xCC79A7,
    Kind.DENIAL: 0xD55E00,
    Kind.CONTEXT: 0x999999,
}
RETRACTED_COLOUR = 0x4E5058

KIND_LABELS = {
    Kind.OFFICIAL: "Official announcement",
    Kind.FILMMAKER: "From the filmmakers",
    Kind.CAST: "From the cast",
    Kind.TRADE: "Press report",
    Kind.RUMOUR: "Rumour, unconfirmed",
    Kind.DENIAL: "Denial",
    Kind.CONTEXT: "Background",
}
SETTLED_LABELS = {
    Outcome.CONFIRMED: "Rumour, confirmed since",
    Outcome.DEBUNKED: "Rumour, debunked since",
}
KIND_HINTS = {
    Kind.OFFICIAL: "A studio's or the production's own announcement; needs a link",
    Kind.FILMMAKER: "A director, producer or writer says it; needs a link",
    Kind.CAST: "Somebody of the cast says it",
    Kind.TRADE: "A newspaper or site reports it",
    Kind.RUMOUR: "Nobody with a name stands behind it; never moves the status",
    Kind.DENIAL: "Somebody says that it is not so",
    Kind.CONTEXT: "Something else that matters for the sequel",
}
CONFIDENCE_LABELS = {
    Confidence.CONFIRMED: "Confirmed",
    Confidence.REPORTED: "Reported, not confirmed",
    Confidence.DISPUTED: "Disputed",
}
ENTITY_LABELS = {
    EntityKind.PERSON: "Person",
    EntityKind.CHARACTER: "Character",
    EntityKind.PLACE: "Place",
    EntityKind.ORGANISATION: "Organisation",
    EntityKind.TERM: "Term",
    EntityKind.WORK: "Work",
}
IMPORTANCE_LABELS = {
    Importance.MINOR: "Everything, rumours and background included",
    Importance.NOTABLE: "Reports and statements",
    Importance.MAJOR: "Official announcements and status changes only",
}
MODE_LABELS = {Mode.ACTIVE: "on", Mode.PAUSED: "paused", Mode.RETIRED: "off"}
POST_LABELS = {
    PostState.DUE: "waiting",
    PostState.SENDING: "being sent",
    PostState.DONE: "shown",
    PostState.GONE: "not shown",
    PostState.UNKNOWN: "unknown: please look into the channel",
}
MILESTONE_LABELS = {
    MilestoneKind.ANNIVERSARY: "anniversaries",
    MilestoneKind.SILENCE: "round numbers of silent days",
    MilestoneKind.EVENT: "a year since somebody spoke",
}
# What to do about each, as Discord's own settings name it.
REFUSED = {
    Refusal.CLOSED: "The news that you follow cannot reach you: your direct messages are closed to "
    "me. Open them here: the server's name, Privacy Settings, Direct Messages; if you have blocked "
    "me, unblock me. Then /follow tries again. Until then nothing more is sent.",
    Refusal.NO_SERVER: "The news that you follow cannot reach you: Discord lets me write only to "
    "people with whom I share a server. Join one that has added me; then /follow tries again. "
    "Until then nothing more is sent.",
}


def kind_label(update: Update) -> str:
    """Return how close to the source an update is, and what became of it if it is a rumour."""
    settled = SETTLED_LABELS.get(update.rumour.outcome) if update.rumour else None
    return settled or KIND_LABELS[update.kind]
