"""What hlsmith tells a user when something is wrong."""

from __future__ import annotations

from typing import NamedTuple


class Diagnostic(NamedTuple):
    """One finding.

    Attributes
    ----------
    code : str
        Stable identifier such as ``HS0303``; never reused for another meaning.
    title : str
        What the code means, in one sentence.
    severity : str
        ``error`` or ``warning``.
    subject : tuple of (str, str)
        Kind (``layer``, ``key``, ``file``, ``tool``, ``argument``, ``place`` or ``model``) and name of what the finding
        points at; the name is empty for the model.
    message : str
        What is wrong, in one sentence.
    found, expected, remedy : str or None
        What is there, what would be right, and what to do.
    text : str
        All of it, as printed.
    """

    code: str
    title: str
    severity: str
    subject: tuple[str, str]
    message: str
    found: str | None
    expected: str | None
    remedy: str | None
    text: str

    def __str__(self) -> str:
        return self.text


class HlsmithError(Exception):
    """The work cannot be done as asked; the text names what was found and what would be right.

    Attributes
    ----------
    diagnostics : tuple of Diagnostic
        The findings in the order they were met; there may be several.
    """

    diagnostics: tuple[Diagnostic, ...]

    def __init__(self, text: str, diagnostics: tuple[Diagnostic, ...] = ()) -> None:
        super().__init__(text, diagnostics)
        self.diagnostics = diagnostics

    def __str__(self) -> str:
        return str(self.args[0])


class HlsmithUnavailableError(HlsmithError, NotImplementedError):
    """A function of hls4ml that hlsmith does not have; the text says what works instead."""


class HlsmithWarning(UserWarning):
    """A remark about a conversion.

    Attributes
    ----------
    diagnostic : Diagnostic
        The remark.
    """

    diagnostic: Diagnostic

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic)
        self.diagnostic = diagnostic

    def __str__(self) -> str:
        return self.diagnostic.text


UNAVAILABLE = 'HS0902'


def make_error(text: str, diagnostics: tuple[Diagnostic, ...]) -> HlsmithError:
    """Make the exception for findings; called by the extension module."""
    unavailable = any(diagnostic.code == UNAVAILABLE for diagnostic in diagnostics)
    return (HlsmithUnavailableError if unavailable else HlsmithError)(text, diagnostics)
