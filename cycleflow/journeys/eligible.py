"""What a rule of eligibility decided, in a word."""

from __future__ import annotations

from cycleflow.core.verdict import Effect, Verdict
from cycleflow.language import tell, translator


def decided(verdict: Verdict, lang: str) -> str:
    """Return "Not assessed", or whatever else it was, in the reader's language; the reason is the verdict's own."""
    _ = translator(lang)
    match verdict.then:
        case Effect.COUNTS_AS:
            return _("Counts as %(grade)s") % {"grade": verdict.grade}
        case Effect.PRO_RATED:
            return _("Pro-rated: %(share)s") % {"share": tell(verdict.share, lang)}
        case Effect.UNPAID:
            return _("Not paid")
        case Effect.CANCELLED:
            return _("Qualification cancelled")
        case _:
            return _("Not assessed")
