"""Which language a text is in."""

import re
from functools import cache
from typing import Any

_LOOKED_AT = 1_000
_FEWEST_LETTERS = 8
_NOT_PROSE = re.compile(r"```.*?```|`[^`]*`|[a-z][a-z0-9+.-]*://\S+|[@#:]\S+", re.DOTALL)
_LETTER = re.compile(r"[^\W\d_]")


def language_of(text: str, among: tuple[str, ...]) -> str | None:
    """Return the language of a text as a two-letter code; None where it is too short to tell."""
    prose = _NOT_PROSE.sub(" ", text[:_LOOKED_AT])
    if len(_LETTER.findall(prose)) < _FEWEST_LETTERS:
        return None
    return str(identifier_of(among).classify(prose)[0])


def get_ready(among: tuple[str, ...]) -> None:
    """Load the model now, which takes a second, so that nobody waits for it later."""
    identifier_of(among)


@cache
def identifier_of(among: tuple[str, ...]) -> Any:
    """Return what tells these languages from each other."""
    # Loaded when first needed: the model takes half a second and some memory.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(among))
    return identifier
