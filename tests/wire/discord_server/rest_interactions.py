"""Interaction callbacks and their webhooks (interactions/receiving-and-responding)."""

from tests.wire.discord_server.errors import ApiError, invalid_form, unknown_message
from tests.wire.discord_server.forms import check_choices, check_modal
from tests.wire.discord_server.messages import create, edit, message_event
from tests.wire.discord_server.payloads import user_json
from tests.wire.discord_server.state import Call, InteractionRecord, Route
from tests.wire.discord_server.world import COMPONENTS_V2, EPHEMERAL, LOADING, Json, Message

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL = 2, 3, 4, 5
SAY, DEFER, DEFER_UPDATE, UPDATE, CHOICES, FORM = 4, 5, 6, 7, 8, 9
_ALLOWED = {
    COMMAND: {SAY, DEFER, FORM},
    COMPONENT: {SAY, DEFER, DEFER_UPDATE, UPDATE, FORM},
    AUTOCOMPLETE: {CHOICES},
    MODAL: {SAY, DEFER, DEFER_UPDATE, UPDATE},
}
_SETTABLE = (1 << 2) | EPHEMERAL | (1 << 12) | COMPONENTS_V2


def callback(call: Call) -> Json | None:
    """Take the answer to an interaction; without ``with_response`` the reply is empty."""
    record = call.state.records.get(call.params["interaction_token"])
    if record is None or str(record.id) != call.params["interaction_id"]:
        raise ApiError(404, 10062, "Unknown interaction")
    call.state.check_answer_time(record)
    kind: int = call.body["type"]
    if kind not in _ALLOWED[record.type] or (
        kind in {UPDATE, DEFER_UPDATE} and record.source is None
    ):
        raise invalid_form("type", "Interaction callback type is invalid for this interaction")
    _take(call, record, kind, call.body.get("data") or {})
    record.callback, record.files = call.body, call.files
    record.answered_at = call.received_at
    record.note()
    return _response(record, kind) if call.query.get("with_response") in {"1", "true"} else None


def _take(call: Call, record: InteractionRecord, kind: int, data: Json) -> None:
    """Do what the callback asks for."""
    if kind == CHOICES:
        check_choices(data.get("choices") or [])
    elif kind == FORM:
        check_modal(data)
    elif kind in {UPDATE, DEFER_UPDATE}:
        record.original = record.source
        if kind == UPDATE and record.source is not None:
            edit(call.state, record.source, data, call.files)
            call.events += message_event("MESSAGE_UPDATE", record.source)
    else:
        loading = LOADING if kind == DEFER else 0
        record.original = _say(call, record, data, loading=loading)


def _say(call: Call, record: InteractionRecord, body: Json, *, loading: int = 0) -> Message:
    """Make a message in the name of the interaction."""
    owners = record.payload["authorizing_integration_owners"]
    extra: Json = {
        "type": 20 if record.type == COMMAND else 0,
        "flags": ((body.get("flags") or 0) & _SETTABLE) | loading,
        "application_id": str(record.app.id),
        "webhook_id": str(record.app.id),
        "interaction_metadata": {
            "id": str(record.id),
            "type": record.type,
            "user": user_json(record.user),
            "authorizing_integration_owners": owners,
        },
    }
    message, _ = create(
        call.state, record.channel, record.app.user, body, files=call.files, extra=extra
    )
    call.events += message_event("MESSAGE_CREATE", message)
    return message


def _response(record: InteractionRecord, kind: int) -> Json:
    """The body of ``with_response=true``."""
    about: Json = {"id": str(record.id), "type": record.type}
    resource: Json = {"type": kind}
    if record.original is not None:
        about["response_message_id"] = str(record.original.id)
        about["response_message_loading"] = bool(record.original.json["flags"] & LOADING)
        about["response_message_ephemeral"] = record.original.ephemeral
        if kind in {SAY, UPDATE}:
            resource["message"] = record.original.json
    return {"interaction": about, "resource": resource}


def followup(call: Call) -> Json:
    """Add a message; the first after a deferral takes the place of "thinking"."""
    record = call.state.require_record(call.params["webhook_token"])
    first = record.original
    if record.callback_type == DEFER and first is not None and first.json["flags"] & LOADING:
        edit(call.state, first, call.body, call.files)
        call.events += message_event("MESSAGE_UPDATE", first)
        message = first
    else:
        message = _say(call, record, call.body)
    record.followups.append(message)
    record.note()
    return message.json


def _find(call: Call) -> tuple[InteractionRecord, Message]:
    """The interaction and the message of the route: @original or a follow-up."""
    record = call.state.require_record(call.params["webhook_token"])
    wanted = call.params.get("message_id")
    known = [record.original] if wanted is None else [record.original, *record.followups]
    for message in known:
        if message is not None and not message.deleted and wanted in {None, str(message.id)}:
            return record, message
    raise unknown_message()


def get_message(call: Call) -> Json:
    return _find(call)[1].json


def edit_message(call: Call) -> Json:
    record, message = _find(call)
    edit(call.state, message, call.body, call.files)
    if message is record.original:
        record.edits.append(call.body)
    record.note()
    call.events += message_event("MESSAGE_UPDATE", message)
    return message.json


def delete_message(call: Call) -> None:
    record, message = _find(call)
    message.deleted = True
    record.note()


_HOOK = "/webhooks/{webhook_id}/{webhook_token}"
ROUTES: list[Route] = [
    ("POST", "/interactions/{interaction_id}/{interaction_token}/callback", callback),
    ("POST", _HOOK, followup),
    *(
        (method, f"{_HOOK}/messages/{place}", route)
        for place in ("@original", "{message_id}")
        for method, route in (
            ("GET", get_message),
            ("PATCH", edit_message),
            ("DELETE", delete_message),
        )
    ),
]
