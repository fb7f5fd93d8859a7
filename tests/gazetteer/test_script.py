"""The script of a name, from its letters."""

from __future__ import annotations

import pytest

from gazetteer import script_of


@pytest.mark.parametrize(
    ("name", "script"),
    [
        ("Manbij", "Latn"),
        ("Ra’s al ‘Ayn", "Latn"),
        ("Serêkaniyê", "Latn"),
        ("منبج", "Arab"),
        ("سەرێ کانیێ", "Arab"),
        ("Манбидж", "Cyrl"),
        ("דמשק", "Hebr"),
        ("Մանբիջ", "Armn"),
        ("ܪܝܫ ܥܝܢܐ", "Syrc"),
        ("キルクーク", "Jpan"),
        ("大马士革", "Hani"),
        ("hoምsi", "Zyyy"),
        ("منبج Manbij", "Zyyy"),
        ("1234", "Zyyy"),
        ("", "Zyyy"),
    ],
)
def test_script_of_name_gives_its_code(name: str, script: str) -> None:
    assert script_of(name) == script
