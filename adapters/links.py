"""The addresses of messages on every platform, so that each can lead to what lies on another.

They are made of a message's key alone: ``slack:T1/C1/1517436010.000936``,
``teams:<tenant>/<conversation>/<id>``. What has no message of its own has no address.
"""

from urllib.parse import quote

_TEAMS = "https://teams.microsoft.com/l/message"
_SLACK = "https://slack.com/app_redirect"


def link(message: str, pages: str | None) -> str | None:
    """Return the address of a message; None where there is none.

    ``pages`` is where the pages of its Slack workspace lie; while nobody knows, it leads to the
    channel.
    """
    workspace, _, rest = message.partition("/")
    place, _, name = rest.rpartition("/")
    platform, _, owner = workspace.partition(":")
    if not (owner and place) or "/" in place or not name.replace(".", "").isdigit():
        return None
    match platform:
        case "slack":
            return _in_slack(owner, place, name, pages)
        case "teams":
            return f"{_TEAMS}/{_quoted(place)}/{_quoted(name)}?tenantId={_quoted(owner)}"
        case _:
            return None


def _in_slack(team: str, channel: str, ts: str, pages: str | None) -> str:
    if not pages:
        return f"{_SLACK}?channel={_quoted(channel)}&team={_quoted(team)}"
    return f"{pages.rstrip('/')}/archives/{_quoted(channel)}/p{ts.replace('.', '')}"


def _quoted(part: str) -> str:
    return quote(part, safe="")
