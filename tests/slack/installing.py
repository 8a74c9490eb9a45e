"""What admins do with the app."""

from urllib.parse import parse_qs, urlsplit

from tests.slack import oauth, payloads
from tests.slack.ground import TEAM, Ground
from tests.slack.state import Code
from tests.slack.workspace import ALL_SCOPES, Json

KNOWN_SCOPES = ALL_SCOPES | {
    "channels:join",
    "chat:write.public",
    "chat:write.customize",
    "metadata.message:read",
    "mpim:write",
    "pins:read",
    "reactions:write",
    "team:read",
    "usergroups:read",
}


class Installing(Ground):
    """Letting the app in, and taking it out."""

    def install(self, team: str) -> str:
        """Put the app into a workspace without any page; return its token."""
        return oauth.install(self.state, team, self.app.scopes).token

    def approve(self, address: str, user: str, team: str = TEAM) -> str:
        """Have somebody approve the app on the page at an address; return where they are sent."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked.get("client_id") == self.app.client_id, "Invalid client_id parameter"
        scopes = frozenset(filter(None, asked.get("scope", "").split(",")))
        assert scopes, "no scopes"
        assert scopes <= KNOWN_SCOPES, f"Invalid permissions requested: {scopes - KNOWN_SCOPES}"
        target = asked.get("redirect_uri")
        known = self.app.redirect_urls
        assert not target or not known or target.startswith(known), "bad_redirect_uri"
        code = self.state.new_id("code.")
        who = self.user(user).id
        self.state.codes[code] = Code(team, who, scopes, target, self.state.clock())
        back = target or next(iter(known), "")
        return f"{back}?code={code}&state={asked.get('state', '')}"

    async def uninstall(self, team: str = TEAM, *, tokens_first: bool = True) -> None:
        """Have an admin take the app out; it hears of that twice, in either order."""
        installed = self.state.installations[team][-1]
        oauth.uninstall(self.state, team)
        kinds: list[tuple[str, Json]] = [
            ("tokens_revoked", {"tokens": {"oauth": [], "bot": [installed.user]}}),
            ("app_uninstalled", {}),
        ]
        for kind, fields in kinds if tokens_first else kinds[::-1]:
            event = {"type": kind, **fields, "event_ts": self.state.ts()}
            self.out.soon(*payloads.envelopes(self.state, None, event, team))
        await self.settled()
