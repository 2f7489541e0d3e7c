"""Which form of a word a count asks for."""

from __future__ import annotations


def plural(count: float, lang: str) -> str:
    """The plural category (Unicode CLDR) of a count in one of the interface's languages.

    Fractions are "other", in Russian too ("2,5 часа" takes the genitive singular, which authors write there).
    """
    if count != int(count):
        return "other"
    n = abs(int(count))
    if lang != "ru":
        return "one" if n == 1 else "other"
    if n % 10 == 1 and n % 100 != 11:
        return "one"
    return "few" if n % 10 in {2, 3, 4} and n % 100 not in {12, 13, 14} else "many"
