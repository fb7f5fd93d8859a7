"""The method quotes figures; each is what the data give or what a benchmark printed last."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gazetteer import load_shipped
from geo import (
    EDGE_TOLERANCE_M,
    IncidentFilter,
    ZoneParams,
    apply,
    current_briefing,
    load_borders,
)

ROOT = Path(__file__).parent.parent
GUIDE = ROOT / "pages" / "guide"
PRINTED = (ROOT / "benchmarks" / "README.md").read_text(encoding="utf-8")

# Where benchmarks/README.md gives figures, and how the guide quotes them in English and Arabic.
QUOTED = {
    r"^real alternate .* (0\.\d+) / (0\.\d+) gov\.$": ("GeoNames | {:.1%} | {:.1%}",) * 2,
    r"^typing slip .* (0\.\d+) / (0\.\d+) gov\.$": (
        "typing slips | {:.1%} | {:.1%}",
        "أخطاء طباعة | {:.1%} | {:.1%}",
    ),
    r"^unseen romanisation .* (0\.\d+) / (0\.\d+) gov\.$": (
        "unseen romanisations | {:.1%} | {:.1%}",
        "كتابات لاتينية لم تُر من قبل | {:.1%} | {:.1%}",
    ),
    r"^Arabic for a Latin entry .* (0\.\d+) / (0\.\d+) gov\.$": (
        "Latin letters only | {:.1%} | {:.1%}",
        "حروفه لاتينية فقط | {:.1%} | {:.1%}",
    ),
    r"^First answer within (10) km; (33000) places": (
        "within {:.0f} km, for spellings that the gazetteer does not hold, among {:,.0f} places",
        "ضمن {:.0f} كم، لرسوم ليست في المعجم، بين {:,.0f} مكان",
    ),
    r"Calibration, name alone\n(?:.*\n){9}resolved: (0\.\d+) .* (0\.\d+) right": (
        "{:.1%} of them are *resolved*, and {:.1%} of those are right",
        "بالاسم وحده يُعرف مكان {:.1%} منها، ويصح {:.1%} مما عُرف",
    ),
    r"Calibration, with the governorate\n(?:.*\n){9}resolved: (0\.\d+) .* (0\.\d+) right": (
        "with the governorate, {:.1%} and {:.1%}",
        "ومع ذكر المحافظة {:.1%} و{:.1%}",
    ),
    r"two places of three missing\n(?:.*\n)*?0\.90 - 0\.95 .* (0\.\d+)\n(?:0.*\n)*"
    r"resolved: .* (0\.\d+) right": (
        "answers at 0.90 to 0.95 were right in {:.0%} of cases, and *resolved* ones in {:.0%}",
        "صحّت {:.0%} من الإجابات التي درجتها من 0.90 إلى 0.95، و{:.0%} مما عُدّ معروفاً",
    ),
    r"^UCDP GED, (\d+) locations.*\nlocations: (\d+) held": (
        "Of {:.0f} places in a UCDP file the gazetteer holds {:.0f}:",
        "ومن {:.0f} مكاناً في ملف من UCDP لا يضم المعجم سوى {:.0f}:",
    ),
    r"^EPSG:3857 +\S+ +([\d.]+) .* ([\d.]+)% misplaced": (
        "off by up to {:,.0f} m and misplace {:.1f}% of the area",
        "لبلغ الخطأ {:,.0f} م ولوقع {:.1f}% من المساحة في غير موضعه",
    ),
    r"^fresh, shipped +44 +(0\.\d+) +(0\.\d+) .*\n.* (0\.\d+) +(0\.\d+) +0\.886": (
        (
            "{:.1%} of what was found were places, and {:.1%} of the places were found "
            "(a plain search for the same names: {:.1%} and {:.1%})"
        ),
        (
            "كان {:.1%} مما وُجد أماكن حقاً، ووُجد {:.1%} من الأماكن "
            "(والبحث الحرفي عن الأسماء نفسها: {:.1%} و{:.1%})"
        ),
    ),
}
# Drafts of the fresh texts: of the first run, told in a sentence, and of the table after mending.
FIRST_RUN = (
    r"precision of (\.\d+), (\d+) of (\d+) incidents .* place (\d+ of \d+) .*, date (\d+ of \d+) "
    r".*, killed (\d+ of \d+), .*, their roles (\d+ of \d+)\."
)
MENDED = (
    r"^fresh: \d+ drafts, precision (0\.\d+)\n +incidents +(\d+) of (\d+) .*\n"
    r".*\n +place +(.*?)  .*\n +date +(.*?)  .*\n.*\n +killed +(.*?)  .*\n"
    r".*\n.*\n +their roles +(.*?)  "
)
DRAFTED = {
    "of {} incidents | first run": "من {} حدثاً | التجربة الأولى",
    "drafted | {} | {}": "ما صيغ منها | {} | {}",
    "report an incident | {} | {}": "تروي حدثاً حقاً | {} | {}",
    "place right | {} | {}": "المكان صحيح | {} | {}",
    "date right | {} | {}": "التاريخ صحيح | {} | {}",
    "killed right | {} | {}": "عدد القتلى صحيح | {} | {}",
    "roles right | {} | {}": "أدوار الجهات صحيحة | {} | {}",
}


def guide(name: str) -> str:
    """Return a file of the guide in one line, percent signs beside their numbers."""
    return " ".join((GUIDE / name).read_text(encoding="utf-8").split()).replace(" %", "%")


def printed(pattern: str, text: str = PRINTED) -> list[str]:
    found = re.search(pattern, text, re.MULTILINE)
    assert found, pattern
    return list(found.groups())


@pytest.mark.parametrize("pattern", QUOTED, ids=lambda pattern: pattern[:30])
def test_method_quotes_what_the_benchmark_printed(pattern: str) -> None:
    figures = [float(figure) for figure in printed(pattern)]
    english, arabic = QUOTED[pattern]
    assert english.format(*figures) in guide("method.md")
    assert arabic.format(*figures) in guide("method.ar.md")


def test_method_quotes_how_far_the_edge_of_the_zone_was_off() -> None:
    row = re.compile(r"^\w\w-\w\w \w\w .* ([\d.]+) +([\d.]+) +([\d.]+)$", re.MULTILINE)
    rows = row.findall(PRINTED)
    corners = max(float(vertex) for vertex, _, _ in rows)
    between = max(float(error) for _, *errors in rows for error in errors)
    assert f"at most {corners} m off at its corners and {between} m between" in guide("method.md")
    assert f"{corners} م عند الرؤوس و{between} م بينها" in guide("method.ar.md")
    assert f"{len(rows)} strips" in guide("method.md")
    assert f"{len(rows)} شريطاً" in guide("method.ar.md")


def test_guide_quotes_how_many_incidents_were_drafted() -> None:
    precision, drafted, wanted, *right = printed(FIRST_RUN, " ".join(PRINTED.split()))
    precision_then, drafted_then, wanted_then, *right_then = printed(MENDED)
    assert wanted == wanted_then
    then = (drafted_then, precision_then, *right_then)
    rows = [(wanted,), *zip((drafted, precision, *right), then, strict=True)]
    for row, (english, arabic) in zip(rows, DRAFTED.items(), strict=True):
        said = [f"{float(cell):.1%}" if "." in cell else cell for cell in row]
        assert english.format(*said) in guide("method.md")
        assert arabic.format(*(cell.replace("of", "من") for cell in said)) in guide("method.ar.md")
    share = f"{float(precision):.1%}"
    assert f"{drafted} of {wanted} incidents, and {share} of" in guide("editors.md")
    assert f"{drafted} حدثاً من {wanted}، وكانت {share} من" in guide("editors.ar.md")


def test_method_gives_the_figures_of_the_data() -> None:
    briefing = current_briefing()
    shown = apply(briefing.index, IncidentFilter(), zone=briefing.zone(ZoneParams())).figures
    borders = load_borders()
    turkish, iraqi = (f"{borders.border_length_km(name):.1f}" for name in ("SY-TR", "IQ-SY"))
    area = f"{briefing.zone(ZoneParams()).area_km2:,.0f}"
    places = f"{len(load_shipped()):,}"
    inside, outside = shown.inside, shown.outside
    for name, said in (
        ("method.md", f"Syria and Turkey it is {turkish} km"),
        ("method.ar.md", f"{turkish} كم بين سوريا وتركيا"),
        ("method.md", f"Iraq and Syria {iraqi} km"),
        ("method.ar.md", f"{iraqi} كم بين العراق وسوريا"),
        ("method.md", f"{area} km²"),
        ("method.ar.md", f"{area} كم²"),
        ("method.md", f"{places} places"),
        ("method.ar.md", f"{places} مكاناً"),
        (
            "method.md",
            (
                f"Of the {shown.incidents} incidents {inside} are inside the 23 km zone, "
                f"{outside} outside, {shown.undetermined} undetermined"
            ),
        ),
        (
            "method.ar.md",
            (
                f"من {shown.incidents} حدثاً يقع {inside} داخل المنطقة بعمق 23 كم، "
                f"و{outside} خارجها، و{shown.undetermined} غير محسوم"
            ),
        ),
        ("method.md", f"{EDGE_TOLERANCE_M:.0f} m are promised"),
        ("method.ar.md", f"والحد المضمون {EDGE_TOLERANCE_M:.0f} م"),
    ):
        assert said in guide(name), said
