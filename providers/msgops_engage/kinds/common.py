"""What the families share: titles of the vendor's documents, evidence, types of fields."""

from __future__ import annotations

from typing import Annotated

from msgops.sdk.fields import Text
from msgops.sdk.kind import Confidence, Evidence
from msgops_engage import configuration, ini

GUIDE = "Genesys Engage, WhatsApp Guide, Messaging Applications 9.1.0"
DOC = "https://docs.genesys.com/Documentation/MSGA"
ADMIN = "an administrator of Genesys Engage"
GAX = "Genesys Administrator Extension"

Name = Annotated[str, Text(min=1, max=255, pattern=rf'^[^"{ini.BREAKS}]+$')]
"""The name of an object of the Configuration Server: at most 255 characters, unique in its type and tenant."""
Value = Annotated[str, Text(pattern=ini.VALUE)]
"""The value of an option: one line."""
OptionName = Annotated[str, Text(min=1, pattern=ini.NAME)]
SectionName = Annotated[str, Text(min=1, pattern=ini.SECTION)]
Line = Annotated[str, Text(min=1, pattern=rf"^[^{ini.BREAKS}]+$")]
"""One line of text."""


def instruct(where: str, *, source: str = GUIDE) -> tuple[Evidence, ...]:
    """Return the evidence of a step that a person does."""
    return (Evidence("instruct", where, Confidence.DOC, source),)


def verified(*paths: str) -> tuple[Evidence, ...]:
    """Return the evidence of reads: the page has applications; the names of other collections follow its rule."""
    sure = {configuration.APPLICATIONS: Confidence.DOC}
    return tuple(
        Evidence("verify", f"GET {path}", sure.get(path, Confidence.INFERRED), configuration.REFERENCE)
        for path in paths
    )


OPTIONS = (*instruct(f"{GAX}: Options of an application, import"), *verified(configuration.APPLICATIONS))
"""The evidence of an overlay of options."""


def import_steps(*more: str) -> tuple[str, ...]:
    """Return the clicks that bring an overlay into its application."""
    return (
        f"Sign in to {GAX} and open the application {{application}}, tab Options.",
        "Import the .cfg file that is in {files}; options that it does not name stay as they are.",
        "Save the application.",
        *more,
    )
