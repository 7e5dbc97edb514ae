"""Request bodies against Discord's own API description."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

from jsonschema import Draft202012Validator, exceptions, validators
from jsonschema.exceptions import ValidationError
from jsonschema.protocols import Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from tests.wire.discord_server.ledger import Entry
from tests.wire.discord_server.world import Json

# Lies beside the checkout where there is one; tests that need it skip visibly without.
DESCRIPTION = Path(__file__).parents[4] / "shared" / "discord-openapi.json"
_URI = "urn:discord"


@dataclass(frozen=True, slots=True)
class Violation:
    """A body that the description does not allow."""

    call: str
    text: str
    body: Any


class ApiDescription:
    """The description with its leniencies.

    Fields typed integer also take strings of digits, as it says of itself. ``oneOf`` is read as
    ``anyOf``, since its alternatives overlap. Snowflakes may be integers: discord.py and most
    libraries send them so, and Discord takes them.
    """

    def __init__(self, path: Path) -> None:
        self._document: Json = json.loads(path.read_text(encoding="utf-8"))
        self._document["components"]["schemas"]["SnowflakeType"]["type"] = ["string", "integer"]
        resource = Resource.from_contents(self._document, default_specification=DRAFT202012)
        self._registry: Registry[Any] = Registry[Any]().with_resource(_URI, resource)
        self._validators: dict[str, Validator] = {}

    def check(self, entry: Entry) -> Violation | None:
        """Return what is wrong with the JSON body of a request, if anything."""
        method, route = entry.method, entry.route
        operation: Json = self._document["paths"].get(route, {}).get(method.lower(), {})
        if "requestBody" not in operation:
            return None
        if entry.call not in self._validators:
            self._validators[entry.call] = self._validator(method, route)
        found = self._validators[entry.call].iter_errors(entry.body)
        error: ValidationError | None = cast("Any", exceptions).best_match(found)
        if error is None:
            return None
        return Violation(entry.call, f"{error.json_path}: {error.message}"[:500], entry.body)

    def _validator(self, method: str, route: str) -> Validator:
        parts = ["paths", route, method.lower(), "requestBody", "content", "application/json"]
        pointer = "/".join(part.replace("~", "~0").replace("/", "~1") for part in parts)
        lenient = _lenient()
        return lenient({"$ref": f"{_URI}#/{pointer}/schema"}, registry=self._registry)


@cache
def load_description(path: Path) -> ApiDescription:
    """Read a description once per process."""
    return ApiDescription(path)


@cache
def _lenient() -> type[Validator]:
    draft = Draft202012Validator

    def whole(checker: object, instance: object) -> bool:
        del checker
        digits = isinstance(instance, str) and instance.removeprefix("-").isdecimal()
        return digits or draft.TYPE_CHECKER.is_type(instance, "integer")

    return cast(
        "type[Validator]",
        cast("Any", validators).extend(
            draft,
            {"oneOf": draft.VALIDATORS["anyOf"]},
            type_checker=draft.TYPE_CHECKER.redefine("integer", whole),
        ),
    )
