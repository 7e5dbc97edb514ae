"""Discord's refusals (https://docs.discord.com/developers/topics/opcodes-and-status-codes#json)."""

from tests.wire.discord_server.world import Json


class ApiError(Exception):
    """An answer other than success: HTTP status, Discord's code and its text."""

    def __init__(self, status: int, code: int, text: str, errors: Json | None = None) -> None:
        super().__init__(text)
        self.headers: dict[str, str] = {}
        self.status = status
        self.code = code
        self.body: Json = {"message": text, "code": code}
        if errors is not None:
            self.body["errors"] = errors


def too_many(wait: float) -> ApiError:
    """A limit of one action, of which no header warned (https://docs.discord.com/developers/topics/rate-limits)."""
    error = ApiError(429, 0, "You are being rate limited.")
    error.body |= {"retry_after": wait, "global": False}
    error.headers = {"Retry-After": f"{wait:.3f}", "Via": "1.1 google"}
    return error


def archived() -> ApiError:
    return ApiError(400, 50083, "Thread is archived")


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
