"""Texts of others (kernel, broker, plug-in, a name in a file), made fit for every screen, message and file. Pure.

A lone surrogate cannot be encoded, a line break forges a line of a log, an escape sequence commands a terminal.
"""

MAX_CHARACTERS = 500
"""Longer than any text of ours; a flood from outside ends here (engineering choice)."""


def one_line(text: str, max_characters: int = MAX_CHARACTERS) -> str:
    """Return `text` as one line of printable characters, cut where it is longer than `max_characters`."""
    excerpt = text[: 2 * max_characters]
    line = " ".join("".join(map(_printable, excerpt)).split())
    return line if len(line) <= max_characters else f"{line[: max_characters - 3]}..."


def _printable(character: str) -> str:
    """Return a space for what separates or controls, a replacement character for half of a surrogate pair."""
    if character.isprintable():
        return character
    return "\N{REPLACEMENT CHARACTER}" if "\ud800" <= character <= "\udfff" else " "
