"""The page of reported figures."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

import geo
from gazetteer import Message
from geo import Briefing
from tests.pages.hostile import HostileBriefing, assert_harmless, text_of

Open = Callable[..., AppTest]


def bodies(at: AppTest) -> list[str]:
    return [n.proto.body for n in at.get("html") if "<h4" in n.proto.body]


def test_figures_page_shows_every_figure_of_the_dataset(
    open_page: Open, briefing: Briefing
) -> None:
    shown = text_of("".join(bodies(open_page("figures"))))
    for figure in briefing.dataset.figures:
        assert figure.measures in shown


def test_figures_page_sets_computed_values_beside_the_stated_ones(open_page: Open) -> None:
    shown = text_of(" ".join(bodies(open_page("figures"))))
    for words in ("about 667 km", "603.7 km", "3 governorates", "6 governorates", "17,152 km²"):
        assert words in shown


def test_figures_page_in_arabic_shows_arabic_measures(open_page: Open, briefing: Briefing) -> None:
    at = open_page("figures", lang="ar")
    assert [title.value for title in at.title] == ["الأرقام المذكورة"]
    shown = text_of("".join(bodies(at)))
    for figure in briefing.dataset.figures:
        assert figure.measures_ar in shown


def test_figures_page_filters_by_source_and_text(open_page: Open, briefing: Briefing) -> None:
    at = open_page("figures")
    checked = len(bodies(at)) - len(briefing.dataset.sources)
    at.pills(key="figures_sources").set_value(["al-mashareq-coalition-2023"]).run()
    assert len(bodies(at)) == checked + 1
    assert at.caption[-1].value == "4 figures"
    at.text_input(key="figures_text").set_value("النقدي").run()
    assert at.caption[-1].value == "1 figure"
    at.text_input(key="figures_text").set_value("zzzzzz").run()
    assert [info.value for info in at.info] == [
        "No figure meets the filters. Choose other sources or fewer words."
    ]
    assert not at.exception


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("page", ["figures", "about"])
def test_pages_escape_hostile_data(
    open_page: Open,
    evil: HostileBriefing,
    monkeypatch: pytest.MonkeyPatch,
    page: str,
    language: str,
) -> None:
    monkeypatch.setattr(geo, "current_briefing", lambda: evil)
    at = open_page(page, lang=language)
    found = bodies(at)
    assert found
    for body in found:
        assert_harmless(body)


def test_about_page_shows_every_source_the_disclaimer_and_the_licences(
    open_page: Open, briefing: Briefing
) -> None:
    at = open_page("about")
    shown = text_of("".join(bodies(at)))
    for source in briefing.dataset.sources.values():
        assert source.title in shown
        assert source.date_basis in shown
    assert [warning.value for warning in at.warning] == [briefing.disclaimer]
    assert any(briefing.attribution in html.proto.body for html in at.get("html"))


def test_pages_say_plainly_what_is_wrong_with_the_data(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> Briefing:
        raise geo.IncidentDataError(Message("no such file"), path="incidents.jsonl")

    monkeypatch.setattr(geo, "current_briefing", broken)
    at = open_page("about")
    assert len(at.error) == 1
    assert "no such file" in at.error[0].value
