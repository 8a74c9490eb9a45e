"""One way to say no: a kind sentence that tells what to do."""

from bot.words import line


class Refusal(Exception):
    """Something cannot be done as asked; its sentence stands in the words under ``key``.

    On the command line it ends the program with exit code 2.
    """

    def __init__(self, key: str, **values: str | int) -> None:
        super().__init__(key)
        self.key = key
        self.values = values

    def sentence(self, language: str | None = None) -> str:
        """Return the sentence in a language."""
        return line(language, self.key, **self.values)
