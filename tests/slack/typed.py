"""From what somebody types to Slack's writing: escaped, with names, channels and links live."""

import re

from tests.slack.reading import escaped
from tests.slack.state import State

_URL = re.compile(r"https?://[^\s<>|]+[^\s<>|.,;:!?)]")


def typed(state: State, text: str, team: str) -> str:
    """Return typed words as events and commands carry them."""
    found = _URL.sub(lambda url: f"<{url[0]}>", escaped(text))
    people = {
        each.name: f"<@{each.id}>"
        for workspace in state.workspaces.values()
        for each in sorted(workspace.users.values(), key=lambda user: user.team == team)
    }
    channels = {each.name: f"<#{each.id}|{each.name}>" for each in state.channels(team)}
    return _live(_live(found, "@", people), "#", channels)


def _live(text: str, sign: str, known: dict[str, str]) -> str:
    if not known:
        return text
    names = "|".join(re.escape(each) for each in sorted(known, key=len, reverse=True))
    return re.sub(rf"(?<![\w<|]){sign}({names})(?!\w)", lambda found: known[found[1]], text)
