"""Discord's refusals (https://docs.discord.com/developers/topics/opcodes-and-status-codes#json)."""

from tests.wire.discord_server.world import Json


class ApiError(Exception):
    """An answer other than success: HTTP status, Discord's code and its text."""

    def __init__(self, status: int, code: int, text: str, errors: Json | None = None) -> None:
        super().__init__(text)
        self.status = status
        self.code = code
        self.body: Json = {"message": text, "code": code}
        if errors is not None:
            self.body["errors"] = errors


def unknown_channel() -> ApiError:
    return ApiError(404, 10003, "Unknown Channel")


def unknown_message() -> ApiError:
    return ApiError(404, 10008, "Unknown Message")


def missing_access() -> ApiError:
    return ApiError(403, 50001, "Missing Access")


def missing_permissions() -> ApiError:
    return ApiError(403, 50013, "Missing Permissions")


def invalid_form(field: str, text: str) -> ApiError:
    errors = {field: {"_errors": [{"code": "INVALID", "message": text}]}}
    return ApiError(400, 50035, "Invalid Form Body", errors)
