"""Every code that a finding about the files can carry, and what it means; the documentation shows it.

MC0xx: the file or its YAML. MC1xx: what the documents say. A code is never given a second meaning.
"""

from __future__ import annotations

from typing import Final

CODES: Final[dict[str, str]] = {
    "MC001": "A file or directory does not exist or cannot be read.",
    "MC002": "A file is not UTF-8.",
    "MC003": "A character that may not stand in YAML: a control character or an unusual line break.",
    "MC004": "The text is not YAML.",
    "MC005": "A tab is used for indentation.",
    "MC006": "A file is larger than msgops reads.",
    "MC007": "Lists and maps are nested too deeply.",
    "MC008": "A file holds too many values.",
    "MC009": "One text is too long.",
    "MC010": "A tag (!name) or a %TAG directive; this language has none.",
    "MC011": "An alias stands inside the value that it repeats.",
    "MC012": "Aliases would expand to too many values.",
    "MC013": "A key is not plain text.",
    "MC014": "A map has the same key twice.",
    "MC015": "A path leads out of the workspace.",
    "MC016": "A file has more problems than are worth listing; the rest of it was not read.",
    "MC017": "An alias repeats an anchor that does not exist.",
    "MC018": "The merge key << is given something that is not a map.",
    "MC101": "A field that is not known here.",
    "MC102": "A required field is missing.",
    "MC103": "A secret is written in clear text.",
    "MC104": "A value is not what its field takes.",
    "MC105": "A kind that no provider has.",
    "MC106": "It is not clear which account a resource belongs to.",
    "MC107": "An account that the workspace does not have.",
    "MC108": "An interpolation ${…} that is not known.",
    "MC109": "A field that only the vendor sets.",
    "MC110": "A document is not a map, or a file does not hold the one document that it should.",
    "MC111": "A name that cannot be used.",
    "MC112": "An environment patches a resource that does not exist.",
    "MC113": "One address is declared twice.",
    "MC114": "Null is not a value.",
    "MC115": "A provider that is not installed.",
    "MC120": "A reference to a resource that no file declares.",
    "MC121": "A reference that could mean several resources.",
    "MC122": "A field of another resource that does not exist.",
    "MC123": "Two resources stand for the same object.",
    "MC130": "Resources need one another in a circle.",
    "MC131": "A reference leads to an object that does not exist.",
    "MC132": "A value of another resource is not known.",
    "MC140": "A value taken from another resource does not fit its field.",
    "MC150": "A secret has no value.",
    "MC160": "An account cannot be used as it is written.",
    "MC170": "A file is not a saved plan.",
}
