"""From what somebody types to what Teams sends of it: text, HTML and mentions."""

import html
import re
from dataclasses import dataclass

from tests.teams.state import State
from tests.teams.world import Json, Place

_URL = re.compile(r"https?://[^\s<>]+[^\s<>.,;:!?)]")
HTML = "text/html"


@dataclass(frozen=True)
class Typed:
    """The words as an activity has them."""

    text: str
    content: str
    mentions: list[Json]
    names_bot: bool

    def as_body(self) -> Json:
        """Return the words as a message has them."""
        attachments = [{"contentType": HTML, "content": self.content}]
        body = {"text": self.text, "textFormat": "plain", "attachments": attachments}
        return body | ({"mentions": self.mentions} if self.mentions else {})


def typed(state: State, words: str, place: Place) -> Typed:
    """Return typed words; ``@Name`` mentions somebody of the place, or the bot."""
    known = {state.app.name: (state.app.account, state.app.name)}
    known |= {
        each.name: (each.id, each.name) for each in state.users.values() if each.id in place.members
    }
    names = "|".join(re.escape(each) for each in sorted(known, key=len, reverse=True))
    pieces = re.split(rf"(?<!\w)@({names})(?!\w)", words)
    text, content, mentions = "", "", list[Json]()
    for number, piece in enumerate(pieces):
        if number % 2 == 0:
            text, content = text + piece, content + _as_html(piece)
            continue
        ident, name = known[piece]
        tag = f"<at>{html.escape(name, quote=False)}</at>"
        mentions.append({"mentioned": {"id": ident, "name": name}, "text": tag, "type": "mention"})
        text += tag
        content += (
            '<span itemtype="http://schema.skype.com/Mention" itemscope=""'
            f' itemid="{len(mentions) - 1}">{html.escape(name)}</span>'
        )
    named = any(each["mentioned"]["id"] == state.app.account for each in mentions)
    return Typed(text, f"<p>{content}</p>".replace("</span> ", "</span>&nbsp;"), mentions, named)


def _as_html(words: str) -> str:
    escaped = html.escape(words, quote=False)
    linked = _URL.sub(lambda url: f'<a href="{url[0]}" title="{url[0]}">{url[0]}</a>', escaped)
    return linked.replace("\n", "<br>")
