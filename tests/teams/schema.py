"""What an Adaptive Card may hold, as its schema up to version 1.5 has it and Teams shows it."""

from dataclasses import dataclass

Version = tuple[int, int]


@dataclass(frozen=True)
class Kind:
    """A type of element or action: since when, what it needs, and what it may have."""

    since: Version
    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()

    def knows(self, name: str, common: tuple[str, ...]) -> bool:
        """Tell whether a property belongs to it."""
        return name in (*self.needs, *self.may, *common)


NEWEST = (1, 5)
CARD = (
    *("type", "version", "$schema", "body", "actions", "selectAction", "fallbackText", "lang"),
    *("refresh", "authentication", "msteams", "speak", "minHeight", "backgroundImage", "rtl"),
    *("verticalContentAlignment", "metadata"),
)
COMMON = ("type", "id", "isVisible", "requires", "fallback", "height", "separator", "spacing")
_TEXT = ("color", "fontType", "isSubtle", "size", "weight")
_BOX = ("style", "bleed", "minHeight", "backgroundImage", "rtl", "selectAction")
_INPUT = ("label", "isRequired", "errorMessage")
ELEMENTS = {
    "TextBlock": Kind(
        (1, 0), ("text",), (*_TEXT, "horizontalAlignment", "maxLines", "wrap", "style")
    ),
    "RichTextBlock": Kind((1, 2), ("inlines",), ("horizontalAlignment",)),
    "Image": Kind(
        (1, 0),
        ("url",),
        (
            *("altText", "size", "style", "width", "selectAction", "backgroundColor"),
            *("horizontalAlignment", "msTeams"),
        ),
    ),
    "ImageSet": Kind((1, 0), ("images",), ("imageSize",)),
    "Container": Kind((1, 0), ("items",), (*_BOX, "verticalContentAlignment")),
    "ColumnSet": Kind((1, 0), (), ("columns", *_BOX, "horizontalAlignment")),
    "FactSet": Kind((1, 0), ("facts",)),
    "ActionSet": Kind((1, 2), ("actions",), ("horizontalAlignment",)),
    "Table": Kind(
        (1, 5),
        (),
        (
            *("columns", "rows", "firstRowAsHeader", "showGridLines", "gridStyle"),
            *("horizontalCellContentAlignment", "verticalCellContentAlignment"),
        ),
    ),
    "Input.Text": Kind(
        (1, 0),
        ("id",),
        (
            *_INPUT,
            *("isMultiline", "maxLength", "placeholder", "regex", "style", "value"),
            "inlineAction",
        ),
    ),
    "Input.Number": Kind((1, 0), ("id",), (*_INPUT, "max", "min", "placeholder", "value")),
    "Input.Date": Kind((1, 0), ("id",), (*_INPUT, "max", "min", "placeholder", "value")),
    "Input.Time": Kind((1, 0), ("id",), (*_INPUT, "max", "min", "placeholder", "value")),
    "Input.Toggle": Kind(
        (1, 0), ("id", "title"), (*_INPUT, "value", "valueOff", "valueOn", "wrap")
    ),
    "Input.ChoiceSet": Kind(
        (1, 0),
        ("id",),
        (
            *_INPUT,
            "choices",
            "choices.data",
            "isMultiSelect",
            "style",
            "value",
            "placeholder",
            "wrap",
        ),
    ),
}
COLUMN = Kind(
    (1, 0), (), ("items", "width", *_BOX, "verticalContentAlignment", "separator", "spacing")
)
RUN = Kind(
    (1, 2), ("text",), (*_TEXT, "highlight", "italic", "strikethrough", "underline", "selectAction")
)
ACTION = (
    *("type", "id", "title", "iconUrl", "style", "fallback", "requires", "tooltip"),
    *("isEnabled", "mode"),
)
ACTIONS = {
    "Action.OpenUrl": Kind((1, 0), ("url",)),
    "Action.ShowCard": Kind((1, 0), ("card",)),
    "Action.Submit": Kind((1, 0), (), ("data", "associatedInputs")),
    "Action.ToggleVisibility": Kind((1, 2), ("targetElements",)),
    "Action.Execute": Kind((1, 4), (), ("verb", "data", "associatedInputs")),
}
CHOICES = {
    "size": ("default", "small", "medium", "large", "extraLarge", "auto", "stretch"),
    "weight": ("default", "lighter", "bolder"),
    "color": ("default", "dark", "light", "accent", "good", "warning", "attention"),
    "spacing": ("default", "none", "small", "medium", "large", "extraLarge", "padding"),
    "horizontalAlignment": ("left", "center", "right"),
    "fontType": ("default", "monospace"),
    "height": ("auto", "stretch"),
    "mode": ("primary", "secondary"),
    "associatedInputs": ("Auto", "None", "auto", "none"),
}
STYLES = {
    "TextBlock": ("default", "heading", "columnHeader"),
    "Image": ("default", "person"),
    "Input.Text": ("text", "tel", "url", "email", "password"),
    "Input.ChoiceSet": ("compact", "expanded", "filtered"),
}
BOX_STYLES = ("default", "emphasis", "good", "attention", "warning", "accent")
ACTION_STYLES = ("default", "positive", "destructive")
BOOLEANS = (
    *("wrap", "isSubtle", "separator", "isVisible", "isRequired", "isMultiline", "bleed", "rtl"),
    *("isMultiSelect", "highlight", "italic", "strikethrough", "underline", "isEnabled"),
)
SINCE = {
    "label": (1, 3),
    "isRequired": (1, 3),
    "errorMessage": (1, 3),
    "refresh": (1, 4),
    "authentication": (1, 4),
    "tooltip": (1, 5),
    "isEnabled": (1, 5),
    "mode": (1, 5),
}
MOST_ACTIONS = 6
"""What Teams shows of a row of actions."""
MOST_REFRESHED = 60
