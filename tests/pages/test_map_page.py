"""The map page: filters, figures, link, panels and table, driven without a browser."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

import geo
from geo import Briefing, Facet
from pages.filters import LISTS
from pages.table import ORDERS, PAGE_SIZE
from tests.pages.hostile import HostileBriefing, assert_harmless, text_of
from tests.pages.tables import row_table, row_table_data

Open = Callable[..., AppTest]


def metric(at: AppTest, label: str) -> str:
    return str(next(m.value for m in at.metric if m.label == label))


def rows_of(at: AppTest) -> list[list[str]]:
    return row_table(at, "table_rows")


def bodies_of(at: AppTest) -> list[str]:
    return [node.proto.body for node in at.get("html")]


def html_of(at: AppTest) -> str:
    return "".join(body for body in bodies_of(at) if not body.startswith("<style"))


def styles_of(at: AppTest) -> str:
    return "".join(body for body in bodies_of(at) if body.startswith("<style"))


def test_map_page_shows_all_incidents_by_default(open_page: Open, briefing: Briefing) -> None:
    at = open_page()
    total = len(briefing.table)
    assert metric(at, "Incidents") == f"{total} of {total}"
    assert [title.value for title in at.title] == ["Incidents in Iraq and Syria"]
    assert f"{total} incidents" in [s.value for s in at.subheader]
    assert not at.toast
    assert dict(at.query_params) == {}
    assert at.button(key="reset").disabled


def test_map_page_shows_fewer_when_a_filter_is_set(open_page: Open, briefing: Briefing) -> None:
    at = open_page()
    at.multiselect(key="filter_event_types").set_value(["Battles"]).run()
    battles = sum(i.event_type == "Battles" for i in briefing.dataset.incidents)
    assert metric(at, "Incidents") == f"{battles} of {len(briefing.table)}"
    assert len(rows_of(at)) == min(battles, PAGE_SIZE)
    assert {row[1] for row in rows_of(at)} == {"Battles"}
    assert at.query_params["type"] in ("Battles", ["Battles"])
    assert not at.exception


def test_map_page_combines_filters_and_counts_what_each_would_leave(
    open_page: Open, briefing: Briefing
) -> None:
    at = open_page(type="Battles")
    country = at.multiselect(key="filter_countries")
    iraq = next(option for option in country.options if option.startswith("Iraq ("))
    country.set_value(["IQ"]).run()
    left = int(metric(at, "Incidents").split()[0])
    assert iraq == f"Iraq ({left})"
    assert 0 < left < len(briefing.table)


def test_map_page_seeds_its_widgets_from_the_link(open_page: Open, briefing: Briefing) -> None:
    at = open_page(type="Battles", country=["IQ", "SY"], depth="40", q="داعش")
    assert at.multiselect(key="filter_event_types").value == ["Battles"]
    assert at.multiselect(key="filter_countries").value == ["IQ", "SY"]
    assert at.slider(key="zone_width").value == 40
    assert at.text_input(key="filter_text").value == "داعش"
    assert not at.toast
    assert metric(at, "Incidents") != f"{len(briefing.table)} of {len(briefing.table)}"
    assert at.button(key="reset").label == "Reset 3 filters"


def test_map_page_shows_the_default_and_says_so_when_the_link_is_damaged(
    open_page: Open, briefing: Briefing
) -> None:
    at = open_page(**{"from": "nonsense", "type": "zzz", "depth": "9999", "at": "x", "id": "no"})
    total = len(briefing.table)
    assert metric(at, "Incidents") == f"{total} of {total}"
    assert at.slider(key="zone_width").value == 23
    said = " ".join(toast.value for toast in at.toast)
    assert len(at.toast) == 5
    for word in ("nonsense", "zzz", "9999", "“x”", "“no”"):
        assert word in said
    at.run()
    assert not at.toast, "a message is said once"


def test_map_page_repeats_no_markup_of_a_damaged_link(open_page: Open) -> None:
    at = open_page(type="<script>alert(1)</script>", lang="ar")
    assert len(at.toast) == 1
    assert_harmless(html_of(at))


def test_map_page_offers_to_lift_the_filter_that_hides_everything(
    open_page: Open, briefing: Briefing
) -> None:
    at = open_page(type="Battles")
    before = metric(at, "Incidents")
    at.text_input(key="filter_text").set_value("zzzzzz").run()
    assert metric(at, "Incidents") == f"0 of {len(briefing.table)}"
    assert "No incident meets all filters" in at.info[0].value
    loosen = next(button for button in at.button if button.label.startswith("Lift"))
    assert loosen.label == "Lift the filter “Text”"
    loosen.click().run()
    assert metric(at, "Incidents") == before
    assert at.text_input(key="filter_text").value == ""
    assert at.multiselect(key="filter_event_types").value == ["Battles"]


def test_map_page_says_when_lifting_one_filter_would_not_help(open_page: Open) -> None:
    at = open_page(q="zzzzzz", near="IQ-SY", within="0")
    at.text_input(key="filter_text").set_value("zzzzzz")
    at.multiselect(key="filter_event_types").set_value(["Protests"])
    at.multiselect(key="filter_countries").set_value(["SY"])
    at.run()
    assert "lifting any single one does not help" in at.info[0].value
    assert not [button for button in at.button if button.label.startswith("Lift")]


def test_map_page_clears_every_filter_on_reset_and_keeps_the_zone(
    open_page: Open, briefing: Briefing
) -> None:
    at = open_page(type="Battles", country="IQ", depth="40", near="IQ-SY", within="50")
    at.button(key="reset").click().run()
    total = len(briefing.table)
    assert metric(at, "Incidents") == f"{total} of {total}"
    assert dict(at.query_params) in ({"depth": "40"}, {"depth": ["40"]})
    assert at.slider(key="zone_width").value == 40


def test_map_page_measures_the_zone_that_the_slider_asks_for(open_page: Open) -> None:
    at = open_page()
    length, area = metric(at, "Border length"), metric(at, "Area")
    at.slider(key="zone_width").set_value(46).run()
    assert metric(at, "Border length") == length
    wide, narrow = (float(m.split()[0].replace(",", "")) for m in (metric(at, "Area"), area))
    assert 1.8 < wide / narrow < 2.0
    assert at.query_params["depth"] in ("46", ["46"])


def test_map_page_changes_verdicts_with_the_depth_of_the_zone(open_page: Open) -> None:
    at = open_page(depth="1")
    label = "Zone: inside · outside · undetermined"
    before = metric(at, label)
    at.slider(key="zone_width").set_value(100).run()
    after = metric(at, label)
    assert before != after
    sums = [sum(map(int, verdicts.split(" · "))) for verdicts in (before, after)]
    assert sums[0] == sums[1]


@pytest.mark.parametrize("other", ["figures", "about"])
def test_map_page_keeps_filter_and_zone_while_another_page_is_read(
    open_page: Open, other: str
) -> None:
    at = open_page(type="Battles", depth="40")
    before = metric(at, "Incidents"), metric(at, "Area")
    at.switch_page(f"pages/{other}_page.py").run()
    assert "Incidents" not in [m.label for m in at.metric]
    at.query_params.clear()
    at.switch_page("pages/map_page.py").run()
    assert not at.exception
    assert (metric(at, "Incidents"), metric(at, "Area")) == before
    assert at.multiselect(key="filter_event_types").value == ["Battles"]
    assert at.query_params["type"] in ("Battles", ["Battles"])


def test_map_page_opens_the_details_that_the_link_names(
    open_page: Open, briefing: Briefing
) -> None:
    incident = briefing.dataset.incidents[0]
    at = open_page(id=incident.id)
    shown = text_of(html_of(at))
    assert incident.summary in shown
    assert incident.summary_ar in shown
    assert not at.info


def test_map_page_says_when_the_chosen_incident_is_filtered_out(
    open_page: Open, briefing: Briefing
) -> None:
    incident = next(i for i in briefing.dataset.incidents if i.event_type != "Battles")
    at = open_page(id=incident.id, type="Battles")
    assert [info.value for info in at.info] == [
        "This incident does not meet the filters, so the map does not show it."
    ]


def test_map_page_in_arabic_reads_arabic_throughout(open_page: Open, briefing: Briefing) -> None:
    at = open_page(lang="ar")
    assert [title.value for title in at.title] == ["الأحداث في العراق وسوريا"]
    total = len(briefing.table)
    assert metric(at, "الأحداث") == f"{total} من {total}"
    assert at.multiselect(key="filter_countries").label == "البلد"
    assert "direction: rtl" in styles_of(at)
    assert "direction: rtl" not in styles_of(open_page())


def test_map_page_takes_the_language_of_the_browser_when_the_link_names_none(
    open_page: Open,
) -> None:
    at = open_page()
    at.context["locale"] = "ar-SY"
    at.run()
    assert [title.value for title in at.title] == ["الأحداث في العراق وسوريا"]


def test_map_page_switches_the_language_and_remembers_it_in_the_link(open_page: Open) -> None:
    at = open_page(type="Battles")
    at.segmented_control(key="language").set_value("ar").run()
    assert at.query_params["lang"] in ("ar", ["ar"])
    assert [title.value for title in at.title] == ["الأحداث في العراق وسوريا"]
    assert at.multiselect(key="filter_event_types").value == ["Battles"]


def test_map_page_keeps_the_rows_whatever_their_order(open_page: Open) -> None:
    at = open_page(type="Explosions/Remote violence")  # fewer than a page holds
    before = sorted(row_table_data(at, "table_rows")["ids"])
    for order in ORDERS:
        at.selectbox(key="table_sort").set_value(order).run()
        data = row_table_data(at, "table_rows")
        assert not at.exception
        assert sorted(data["ids"]) == before
        assert len([column for column in data["columns"] if column["order"]]) == 1


def test_map_page_turns_the_pages_of_a_long_table(open_page: Open, briefing: Briefing) -> None:
    at = open_page()
    first = row_table_data(at, "table_rows")
    last = -(-len(briefing.table) // PAGE_SIZE)
    assert (len(first["ids"]), first["page"], first["pages"]) == (PAGE_SIZE, 1, last)
    at.number_input(key="table_page").set_value(last).run()
    rest = row_table_data(at, "table_rows")["ids"]
    assert len(rest) == len(briefing.table) - PAGE_SIZE * (last - 1)
    assert not set(rest) & set(first["ids"])


def test_map_page_limits_the_zone_to_governorates_of_its_side(open_page: Open) -> None:
    at = open_page(limit=["SY-HA", "SY-RA"])
    limited = metric(at, "Area")
    assert at.multiselect(key="zone_limit").value == ["SY-HA", "SY-RA"]
    at.multiselect(key="zone_limit").set_value([]).run()
    assert metric(at, "Area") != limited
    at.multiselect(key="zone_limit").set_value(["SY-HA"]).run()
    at.selectbox(key="zone_border").set_value("IQ-TR").run()
    assert not at.exception
    assert at.segmented_control(key="zone_side").value == "IQ"
    assert at.multiselect(key="zone_limit").value == []


def test_map_page_narrows_by_distance_to_a_border(open_page: Open, briefing: Briefing) -> None:
    at = open_page()
    at.selectbox(key="filter_border").set_value("IQ-SY").run()
    at.selectbox(key="filter_distance").set_value(50.0).run()
    shown = int(metric(at, "Incidents").split()[0])
    assert 0 < shown < len(briefing.table)
    at.selectbox(key="filter_border").set_value(None).run()
    assert metric(at, "Incidents").split()[0] != str(shown)
    assert "within" not in at.query_params


def test_map_page_escapes_hostile_data(
    open_page: Open, evil: HostileBriefing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(geo, "current_briefing", lambda: evil)
    for language in ("en", "ar"):
        at = open_page(id=evil.dataset.incidents[0].id, lang=language)
        assert not at.exception
        (details,) = [body for body in bodies_of(at) if body.startswith("<h4")]
        assert_harmless(details)


def test_every_filter_has_a_widget_that_reset_clears(open_page: Open, briefing: Briefing) -> None:
    values = {facet: briefing.values(facet)[0] for facet in LISTS}
    assert set(values) == set(Facet) - {Facet.PERIOD, Facet.BORDER, Facet.TEXT}
    at = open_page()
    for facet in (Facet.COUNTRY, Facet.ACTOR, Facet.SOURCE, Facet.SUB_TYPE, Facet.ADMIN1):
        at.multiselect(key=LISTS[facet]).set_value([values[facet]])
    at.run()
    assert not at.exception
    assert at.button(key="reset").label == "Reset 5 filters"
    at.button(key="reset").click().run()
    assert all(not at.multiselect(key=LISTS[f]).value for f in (Facet.COUNTRY, Facet.ACTOR))


@pytest.mark.parametrize("query", [{"from": "0001-01-01"}, {"to": "9999-12-31"}])
def test_map_page_with_a_day_beyond_any_calendar_shows_everything(
    open_page: Open, query: dict[str, str], briefing: Briefing
) -> None:
    at = open_page(**query)
    assert not at.exception
    total = len(briefing.table)
    assert metric(at, "Incidents") == f"{total} of {total}"
