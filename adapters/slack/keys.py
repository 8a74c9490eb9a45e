"""From our keys to Slack's own ids."""


def id_of(key: str) -> str:
    """Return Slack's own id from the key of a place, person or message."""
    return key.rpartition("/")[2]
