from __future__ import annotations

import asyncio
import html.parser
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import jsonschema  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette

from gazetteer import Gazetteer, Message, PlaceStatus, StoreError, Toponym, reconcile
from gazetteer.name_prefixes import NamePrefixes
from gazetteer.reconcile import reconcile_app, reconcile_routes
from gazetteer.reconcile_answers import MAX_BATCH, PROPERTIES
from tests.gazetteer.place_strategies import texts
from tests.gazetteer.stub_gazetteer import BAB_SYRIA, HAJIN, NOWHERE, StubGazetteer

if TYPE_CHECKING:
    from collections.abc import Mapping


class Stub(StubGazetteer):
    revision = 1


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:  # noqa: ANN401
        return json.loads(self.body)


def ask(
    app: Starlette,
    path: str = "/reconcile",
    params: Mapping[str, str] | None = None,
    *,
    form: Mapping[str, str] | bytes | None = None,
    method: str | None = None,
    content_type: str = "application/x-www-form-urlencoded",
) -> Answer:
    """Call the application as a server would, without a server."""
    body = form if isinstance(form, bytes) else urlencode(form or {}).encode()
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method or ("GET" if form is None else "POST"),
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": urlencode(params or {}).encode(),
        "headers": [(b"host", b"gazetteer.test:8765"), (b"content-type", content_type.encode())],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8765),
    }
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:  # noqa: ANN401
        sent.append(message)

    asyncio.run(app(scope, receive, send))
    headers = {k.decode(): v.decode() for k, v in sent[0]["headers"]}
    return Answer(sent[0]["status"], headers, b"".join(m.get("body", b"") for m in sent[1:]))


@pytest.fixture(scope="module")
def app() -> Starlette:
    return reconcile_app(Stub())


def one(app: Starlette, **query: Any) -> list[dict[str, Any]]:  # noqa: ANN401
    answer = ask(app, form={"queries": json.dumps({"q0": query})})
    assert answer.status == 200, answer.body
    result: list[dict[str, Any]] = answer.json["q0"]["result"]
    return result


# What the specification asks of each answer, in our own words.
TYPE = {"type": "object", "required": ["id", "name"], "additionalProperties": {"type": "string"}}
CANDIDATE = {
    "type": "object",
    "required": ["id", "name", "score"],
    "properties": {
        "id": {"type": "string", "minLength": 1},
        "name": {"type": "string", "minLength": 1},
        "description": {"type": "string"},
        "type": {"type": "array", "items": TYPE},
        "score": {"type": "number", "minimum": 0, "maximum": 100},
        "match": {"type": "boolean"},
        "features": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "value"],
                "properties": {"id": {"type": "string"}, "value": {"type": ["number", "boolean"]}},
            },
        },
    },
    "additionalProperties": False,
}
SERVICE = {
    "type": "object",
    "required": ["service_url", "service_path"],
    "properties": {
        "service_url": {"type": "string", "pattern": "^https?://[^ ]+[^/]$"},
        "service_path": {"type": "string", "pattern": "^/"},
    },
}
TEMPLATE = {"type": "string", "pattern": "^https?://.*\\{\\{id\\}\\}"}
MANIFEST = {
    "type": "object",
    "required": ["versions", "name", "identifierSpace", "schemaSpace"],
    "properties": {
        "versions": {"type": "array", "contains": {"const": "0.2"}},
        "name": {"type": "string"},
        "identifierSpace": {"type": "string"},
        "schemaSpace": {"type": "string"},
        "defaultTypes": {"type": "array", "items": TYPE, "uniqueItems": True},
        "view": {"type": "object", "required": ["url"], "properties": {"url": TEMPLATE}},
        "preview": {
            "type": "object",
            "required": ["url", "width", "height"],
            "properties": {
                "url": TEMPLATE,
                "width": {"type": "integer"},
                "height": {"type": "integer"},
            },
        },
        "suggest": {"type": "object", "additionalProperties": SERVICE},
        "extend": {"type": "object", "properties": {"propose_properties": SERVICE}},
        "batchSize": {"type": "integer"},
    },
    "additionalProperties": False,
}
VALUE = {
    "type": "object",
    "minProperties": 1,
    "maxProperties": 1,
    "properties": {
        "str": {"type": "string"},
        "float": {"type": "number"},
        "int": {"type": "integer"},
    },
    "additionalProperties": False,
}


def test_manifest_says_where_everything_is(app: Starlette) -> None:
    answer = ask(app)
    jsonschema.validate(answer.json, MANIFEST)
    assert answer.json == ask(app, "/reconcile/").json
    assert answer.json["suggest"]["entity"] == {
        "service_url": "http://gazetteer.test:8765/reconcile",
        "service_path": "/suggest/entity",
    }
    assert answer.json["preview"]["url"] == (
        "http://gazetteer.test:8765/reconcile/preview?id={{id}}"
    )
    assert ask(app, "/").headers["location"] == "/reconcile"


def test_manifest_behind_a_proxy_has_the_public_address() -> None:
    routes = reconcile_routes(Stub(), base_path="/", public_url="https://maps.test/names/")
    manifest = ask(Starlette(routes=routes), "/").json
    assert manifest["view"]["url"] == "https://maps.test/names/preview?id={{id}}"


def test_batch_by_form_and_by_address_gives_the_same(app: Starlette) -> None:
    queries = json.dumps({"a": {"query": "Hajin"}, "ب": {"query": "Atlantis", "limit": 3}})
    posted = ask(app, form={"queries": queries})
    assert posted.json == ask(app, params={"queries": queries}).json
    assert list(posted.json) == ["a", "ب"]
    assert posted.json["ب"] == {"result": []}
    (candidate,) = posted.json["a"]["result"]
    jsonschema.validate(candidate, CANDIDATE)
    assert candidate["id"] == "hajin"
    assert candidate["match"] is True
    assert candidate["score"] == 90.0
    assert candidate["features"] == [{"id": "same_name", "value": 2.0}]
    assert candidate["type"][0] == {"id": "P.PPL", "name": "populated place"}
    assert "Deir ez-Zor Governorate" in candidate["description"]


@pytest.mark.parametrize("query", ["Hajin", '{"query": "Hajin"}'])
def test_single_query_gives_one_result(app: Starlette, query: str) -> None:
    for answer in (ask(app, params={"query": query}), ask(app, form={"query": query})):
        assert [c["id"] for c in answer.json["result"]] == ["hajin"]


def test_ambiguous_name_has_no_match(app: Starlette) -> None:
    found = one(app, query="al-Bab", properties=[{"pid": "country", "v": "IQ"}])
    assert [c["match"] for c in found] == [False, False]
    assert found[0]["id"] == "al-bab-iraq"


def test_properties_reach_the_gazetteer() -> None:
    stub = Stub()
    app = reconcile_app(stub)
    one(
        app,
        query="al-Bab",
        type=["P", {"id": "A.ADM3"}],
        properties=[
            {"pid": "country", "v": [{"id": "x", "name": ""}, "SY"]},
            {"pid": "admin1", "v": {"id": "hajin", "name": "whatever"}},
            {"pid": "admin2", "v": {"id": "unknown", "name": "Manbij"}},
            {"pid": "near", "v": "36.4, 37.5"},
            {"pid": "casualties", "v": 5},
        ],
    )
    (call,) = stub.calls
    assert call["country"] == "SY"
    assert call["admin1"] == "SY-DY"
    assert call["admin2"] == "Manbij"
    assert call["near"] == (36.4, 37.5)
    assert call["kinds"] == {"P", "ADM3"}


def test_near_as_an_entity_or_text_is_a_point() -> None:
    stub = Stub()
    app = reconcile_app(stub)
    for value in ({"id": "hajin"}, "POINT(40.83 34.69)", "34.69 40.83"):
        one(app, query="x", properties=[{"pid": "near", "v": value}])
    assert {call["near"] for call in stub.calls} == {(34.69, 40.83)}


def test_type_keeps_only_its_own_unless_it_only_should(app: Starlette) -> None:
    assert one(app, query="Hajin", type="A") == []
    assert len(one(app, query="Hajin", type="P.PPL")) == 1
    assert len(one(app, query="Hajin", type="A", type_strict="should")) == 1


def test_limit_cuts_the_list(app: Starlette) -> None:
    assert len(one(app, query="al-Bab", limit=1)) == 1
    assert len(one(app, query="al-Bab", limit=1e300)) == 2


def test_id_as_query_gives_that_place_first(app: Starlette) -> None:
    found = one(app, query="al-bab-iraq")
    assert [(c["id"], c["score"], c["match"]) for c in found] == [("al-bab-iraq", 100.0, True)]
    # A name that happens to be an id, too, stays as ambiguous as it is.
    found = one(app, query="al-bab")
    assert [(c["id"], c["match"]) for c in found] == [("al-bab", False), ("al-bab-iraq", False)]


def test_deprecated_place_is_no_candidate() -> None:
    app = reconcile_app(Stub(replace(HAJIN, status=PlaceStatus.DEPRECATED)))
    assert one(app, query="Hajin") == []


def test_properties_alone_give_nothing(app: Starlette) -> None:
    assert one(app, properties=[{"pid": "country", "v": "SY"}]) == []


@pytest.mark.parametrize(
    ("queries", "status", "message"),
    [
        ("nope", 400, "queries is not JSON"),
        ("[]", 400, "queries must be a JSON object"),
        ('{"a": []}', 400, "queries.a must be a JSON object"),
        ('{"a": {}}', 400, "neither query nor properties"),
        ('{"a": {"query": 5}}', 400, "queries.a.query must be text"),
        ('{"a": {"query": "%s"}}' % ("x" * 301), 400, "more than 300 characters"),
        ('{"a": {"query": "x", "limit": 0}}', 400, "limit"),
        ('{"a": {"query": "x", "limit": true}}', 400, "limit"),
        ('{"a": {"query": "x", "limit": NaN}}', 400, "NaN"),
        ('{"a": {"query": "x", "type": 5}}', 400, "type"),
        ('{"a": {"query": "x", "properties": {}}}', 400, "properties must be a list"),
        ('{"a": {"query": "x", "properties": [{"v": 1}]}}', 400, "must have a pid"),
        ('{"a": {"query": "x", "properties": [{"pid": "near", "v": "here"}]}}', 400, "near"),
        ('{"a": {"query": "x", "properties": [{"pid": "near", "v": "99, 0"}]}}', 400, "near"),
        ('{"a": {"query": "\\ud800"}}', 400, "surrogates"),
        ('{"\\udfff": {"query": "x"}}', 400, "surrogates"),
        ("[" * 100_000, 400, "not JSON"),
        (json.dumps({str(i): {"query": "x"} for i in range(MAX_BATCH + 1)}), 413, "at most 100"),
    ],
)
def test_bad_batch_is_told_as_json(app: Starlette, queries: str, status: int, message: str) -> None:
    answer = ask(app, form={"queries": queries})
    assert answer.status == status
    assert message in answer.json["error"]
    assert answer.headers["access-control-allow-origin"] == "*"


def test_bad_form_is_told_as_json(app: Starlette) -> None:
    assert ask(app, form=b"x=" + b"y" * 2**20).status == 413
    assert ask(app, form=b"\xff=1").status == 400
    assert ask(app, form=b"a=%ff").status == 400
    assert ask(app, form=b"&".join(b"a=1" for _ in range(50))).status == 400
    assert ask(app, form=b"{}", content_type="application/json").status == 415
    assert ask(app, method="DELETE").status == 405


def test_store_that_fails_is_told_as_json() -> None:
    class Broken(Stub):
        def resolve(self, text: str, **_: object) -> Any:  # noqa: ANN401, ARG002
            raise StoreError(Message("the database is gone"))

    answer = ask(reconcile_app(Broken()), params={"query": "x"})
    assert (answer.status, answer.json) == (503, {"error": "the database is gone"})


def test_other_pages_may_ask_without_credentials(app: Starlette) -> None:
    for path in ("/reconcile", "/reconcile/suggest/type", "/reconcile/preview"):
        preflight = ask(app, path, method="OPTIONS")
        assert preflight.status == 204
        assert preflight.headers["access-control-allow-origin"] == "*"
        assert preflight.headers["access-control-allow-methods"] == "GET, POST, OPTIONS"
        assert "access-control-allow-credentials" not in preflight.headers


def test_callback_is_not_run(app: Starlette) -> None:
    answer = ask(app, params={"callback": "alert", "query": "Hajin"})
    assert answer.headers["content-type"] == "application/json"
    assert b"alert" not in answer.body


def test_suggest_entity_begins_as_typed(app: Starlette) -> None:
    def ids(**params: str) -> list[str]:
        answer = ask(app, "/reconcile/suggest/entity", params)
        return [item["id"] for item in answer.json["result"]]

    assert ids(prefix="haj") == ["hajin"]
    assert ids(prefix="الب") == ["al-bab", "al-bab-iraq"]
    assert ids(prefix="الب", cursor="1") == ["al-bab-iraq"]
    assert ids(prefix="al-bab-iraq") == ["al-bab-iraq"]
    assert ids(prefix="zzz") == ids(prefix="") == ids() == []
    (found,) = ask(app, "/reconcile/suggest/entity", {"prefix": "haj"}).json["result"]
    assert found["notable"][0]["id"] == "P.PPL"
    assert ask(app, "/reconcile/suggest/entity", {"prefix": "a", "cursor": "-1"}).status == 400


def test_suggest_property_and_type_find_by_word_and_id(app: Starlette) -> None:
    def ids(what: str, prefix: str) -> set[str]:
        answer = ask(app, f"/reconcile/suggest/{what}", {"prefix": prefix})
        return {item["id"] for item in answer.json["result"]}

    assert ids("property", "gov") == {"admin1", "admin1_name"}
    assert ids("property", "near") == {"near"}
    assert {"P", "P.PPL", "P.PPLC"} <= ids("type", "P")
    assert ids("type", "mountain") >= {"T.MT", "T.MTS"}
    assert ids("type", "zzz") == set()


def test_extend_gives_values_by_place_and_property(app: Starlette) -> None:
    wanted = {
        "ids": ["hajin", "nowhere", "unknown", "<b>"],
        "properties": [{"id": name} for name in [*PROPERTIES, "other"]],
    }
    answer = ask(app, form={"extend": json.dumps(wanted)}).json
    assert answer == ask(app, params={"extend": json.dumps(wanted)}).json
    assert [m["id"] for m in answer["meta"]] == [*PROPERTIES, "other"]
    assert list(answer["rows"]) == wanted["ids"]
    for row in answer["rows"].values():
        assert list(row) == [*PROPERTIES, "other"]
        for values in row.values():
            jsonschema.validate(values, {"type": "array", "items": VALUE})
    row = answer["rows"]["hajin"]
    assert row["name_ar"] == [{"str": "هجين"}]
    assert row["lat"] == [{"float": 34.69}]
    assert row["geonames"] == [{"str": "172955"}]
    assert row["admin1_name"] == [{"str": "Deir ez-Zor Governorate"}]
    assert row["population"] == [{"int": 37935}]
    assert answer["rows"]["nowhere"]["lat"] == []
    assert not any(answer["rows"]["unknown"].values())


@pytest.mark.parametrize(
    "extend",
    [
        "nope",
        "{}",
        '{"ids": "hajin", "properties": []}',
        '{"ids": [5], "properties": []}',
        '{"ids": [], "properties": {}}',
        '{"ids": [], "properties": [{}]}',
        '{"ids": [], "properties": ["lat"]}',
    ],
)
def test_bad_extend_is_told_as_json(app: Starlette, extend: str) -> None:
    answer = ask(app, form={"extend": extend})
    assert answer.status == 400
    assert "extend" in answer.json["error"]


def test_extend_of_too_many_is_refused(app: Starlette) -> None:
    wanted = {"ids": [str(i) for i in range(1001)], "properties": []}
    assert ask(app, form={"extend": json.dumps(wanted)}).status == 413


def test_properties_are_proposed(app: Starlette) -> None:
    answer = ask(app, "/reconcile/properties", {"type": "P", "limit": "2"}).json
    assert answer["type"] == "P"
    assert answer["limit"] == 2
    assert [p["id"] for p in answer["properties"]] == ["name", "name_ar"]
    assert len(ask(app, "/reconcile/properties").json["properties"]) == len(PROPERTIES)
    assert ask(app, "/reconcile/properties", {"limit": "many"}).status == 400


class TagCounter(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert not any(name.startswith("on") for name, _ in attrs)
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_preview_shows_the_place_and_runs_nothing(app: Starlette) -> None:
    answer = ask(app, "/reconcile/preview", {"id": "al-bab"})
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    page = TagCounter()
    page.feed(answer.body.decode())
    assert "al-Bab" in page.text
    assert "الباب" in page.text
    assert "town <b>north</b> of {{Aleppo}}" in page.text
    assert "b" not in page.tags
    assert b"{{" not in answer.body
    hajin = ask(app, "/reconcile/preview", {"id": "hajin"}).body.decode()
    assert 'href="https://www.geonames.org/172955"' in hajin


@given(texts(), texts(st.sampled_from("<>\"'&{}$`\\/ =ax")))
@settings(deadline=None, max_examples=50)
def test_preview_any_text_makes_no_tag(name: str, note: str) -> None:
    place = replace(
        BAB_SYRIA,
        toponyms=(Toponym(name=name), Toponym(name=note)),
        admin2=note,
        note=name + note,
        links=(f"x:{quote(note)}<b>", "javascript:alert(1)", "https://x/\"onclick='a'"),
    )
    body = ask(
        reconcile_app(Stub(place, NOWHERE)), "/reconcile/preview", {"id": place.id}
    ).body.decode()
    page = TagCounter()
    page.feed(body)
    assert set(page.tags) <= {
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "h1",
        "p",
        "bdi",
        "a",
    }
    assert 'href="javascript' not in body


@pytest.mark.parametrize("place_id", ["unknown", "", "../x", "<b>", "\x00"])
def test_preview_of_no_place_is_not_found(app: Starlette, place_id: str) -> None:
    answer = ask(app, "/reconcile/preview", {"id": place_id})
    assert answer.status == 404
    assert "no place has the id" in answer.json["error"]


def test_serve_runs_the_application(monkeypatch: pytest.MonkeyPatch) -> None:
    runs: list[tuple[Any, dict[str, Any]]] = []
    monkeypatch.setattr("uvicorn.run", lambda app, **options: runs.append((app, options)))
    reconcile.serve(Stub(), port=9999)
    ((app, options),) = runs
    assert isinstance(app, Starlette)
    assert (options["host"], options["port"]) == ("127.0.0.1", 9999)


def test_gazetteer_that_ships_reconciles_a_column() -> None:
    app = reconcile_app(Gazetteer.shipped())
    admin1 = [{"pid": "admin1", "v": "Deir ez-Zor"}]
    for name in ("Hajeen", "هجين"):
        found = one(app, query=name, type="P", properties=admin1)
        assert found[0]["id"] == "hajin"
        assert found[0]["match"] is True
        for candidate in found:
            jsonschema.validate(candidate, CANDIDATE)
    suggested = ask(app, "/reconcile/suggest/entity", {"prefix": "Deir ez"}).json["result"]
    assert "deir-ez-zor" in {item["id"] for item in suggested}


def test_name_prefixes_whole_names_come_before_longer_ones() -> None:
    places = [
        replace(HAJIN, id=f"p{i}", toponyms=(Toponym(name=name),), population=population)
        for i, (name, population) in enumerate(
            [("Tal", 0), ("Tal Afar", 200), ("Tall", 300), ("Other", 9), ("Ţal", 5)]
        )
    ]
    prefixes = NamePrefixes(places)
    assert prefixes.starting_with("TAL") == ["p4", "p0", "p2", "p1"]
    assert prefixes.starting_with("tal", skip=1, limit=2) == ["p0", "p2"]
    assert prefixes.starting_with("'") == []


def test_routes_over_a_function_ask_for_the_gazetteer_at_every_request() -> None:
    asked: list[int] = []

    def current() -> Stub:
        asked.append(1)
        return Stub()

    app = Starlette(routes=[*reconcile_routes(current)])
    assert asked == []
    for _ in range(2):
        assert ask(app, "/reconcile", {"query": "Hajin"}).status == 200
    assert len(asked) >= 2
