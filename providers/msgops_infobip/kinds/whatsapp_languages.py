"""The languages of WhatsApp templates (specification: Language)."""

from __future__ import annotations

import difflib
from typing import Annotated

from pydantic import AfterValidator, Field

_ALL = """
af sq ar ar_EG ar_AE ar_LB ar_MA ar_QA az bn bn_IN bg ca zh_CN zh_HK zh_TW hr cs da nl nl_BE en en_GB en_US
en_AE en_AU en_CA en_GH en_IE en_IN en_JM en_MY en_NZ en_QA en_SG en_UG en_ZA et fil fi fr fr_BE fr_CA fr_CH
fr_CI fr_MA ka de de_AT de_CH el gu ha he hi hu id ga it ja kn kk rw_RW ko ky_KG lo lv lt mk ms ml mr nb fa
pl pt_BR pt_PT pa ro ru sr si_LK sk sl es es_AR es_CL es_CO es_CR es_DO es_EC es_HN es_MX es_PA es_PE es_ES
es_UY sw sv ta te th tr uk ur uz vi zu
"""
LANGUAGES = frozenset(_ALL.split())


def _known(value: str) -> str:
    if value in LANGUAGES:
        return value
    by_fold = {name.casefold(): name for name in LANGUAGES}
    fold = value.casefold().replace("-", "_")
    near = difflib.get_close_matches(fold, by_fold, n=1)
    hint = f"; did you mean {by_fold[near[0]]}?" if near else ""
    raise ValueError(f"{value!r} is not a language of WhatsApp templates{hint}")


Language = Annotated[str, AfterValidator(_known), Field(json_schema_extra={"enum": sorted(LANGUAGES)})]
