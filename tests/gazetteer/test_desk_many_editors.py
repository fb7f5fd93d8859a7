"""Several editors with stale copies, at random: no acknowledged edit is ever lost.

``HUDUD_EDITING_STEPS=10000 pytest tests/gazetteer/test_desk_many_editors.py`` takes that many steps
on each database, other ones each time; without the variable there are 300, always the same.
"""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from gazetteer import (
    EditConflictError,
    Place,
    PlaceNotFoundError,
    Toponym,
    ToponymKind,
    merge_edits,
    with_choices,
)
from gazetteer.store import Store
from gazetteer.store_changes import replay
from tests.gazetteer.desks import AMAL, BASIM, CAROL, VICTOR, BoldGazetteer
from tests.gazetteer.places import contents, village

if TYPE_CHECKING:
    from collections.abc import Callable

    from gazetteer import Change, Choice, Desk, Proposal

Facts: TypeAlias = dict[str, object]

ASKED = os.environ.get("HUDUD_EDITING_STEPS")
STEPS = int(ASKED or "300")
STEPS_A_RUN = 50
TEXTS = ["Hajin", "Hagin", "Hajeen", "Haggin"]
EDITORS = st.sampled_from([0, 1, 2])
EDITS = st.fixed_dictionaries(
    {},
    optional={
        "population": st.integers(0, 9),
        "note": st.sampled_from(["", "ruins", "rebuilt"]),
        "extent_km": st.sampled_from([0.5, 2.0, 4.0]),
        "admin2": st.sampled_from([None, "Abu Kamal", "Mayadin"]),
        "point": st.sampled_from([(34.69, 40.83), (34.7, 40.9), (None, None)]),
        "name": st.sampled_from(TEXTS),
        "preferred": st.sampled_from(TEXTS),
        "link": st.sampled_from(["geonames:1", "wikidata:Q1"]),
    },
)


def edited(place: Place, edit: dict[str, Any]) -> Place:
    """Return the place after an edit; a name or link is added, or removed if it is there."""
    values = dict(edit)
    names = {t.name: t for t in place.toponyms}
    if (name := values.pop("name", None)) is not None:
        if name in names and len(names) > 1:
            del names[name]
        else:
            names.setdefault(name, Toponym(name=name, language="en", script="Latn"))
    if (name := values.pop("preferred", None)) in names:
        kinds = {True: ToponymKind.PREFERRED, False: ToponymKind.VARIANT}
        names = {n: replace(t, kind=kinds[n == name]) for n, t in names.items()}
    links = dict.fromkeys(place.links)
    if (link := values.pop("link", None)) is not None and links.pop(link, link) is not None:
        links[link] = None
    if (point := values.pop("point", None)) is not None:
        values["lat"], values["lon"] = point
    return replace(place, toponyms=tuple(names.values()), links=tuple(links), **values)


def facts(place: Place) -> Facts:
    """Return what a place says, one fact for each thing that can be edited by itself."""
    said: Facts = {
        "population": place.population,
        "note": place.note,
        "extent_km": place.extent_km,
        "point": (place.lat, place.lon),
        "area": (place.country_code, place.admin1, place.admin2),
        "status": place.status,
    }
    said |= {f"toponyms/{t.name}/{t.language}": True for t in place.toponyms}
    return said | {f"links/{link}": True for link in place.links}


def differing(one: Facts, other: Facts) -> Facts:
    """Return what `other` says that `one` does not; None for what it no longer says."""
    return {k: other.get(k) for k in one.keys() | other.keys() if one.get(k) != other.get(k)}


def with_facts(said: Facts, news: Facts) -> Facts:
    return {k: v for k, v in (said | news).items() if v is not None}


class ManyEditors(RuleBasedStateMachine):
    """Three editors and a contributor, each with a connection of their own and old copies."""

    steps = 0
    copies: Bundle[Place] = Bundle("copies")
    proposals: Bundle[Proposal] = Bundle("proposals")

    def __init__(self, url: str) -> None:
        super().__init__()
        self.open = [BoldGazetteer(store=Store(url, shipped=False)) for _ in range(4)]
        self.store = self.open[0].store
        users = (AMAL, BASIM, replace(VICTOR, role=AMAL.role))
        self.desks = [g.desk(user) for g, user in zip(self.open, users, strict=False)]
        self.contributor = self.open[3].desk(CAROL)
        self.model: dict[str, Facts] = {}
        self.drafts: dict[tuple[str, str], Place] = {}
        self.acknowledged: list[tuple[str, int, Facts]] = []
        self.history: list[Change] = []
        self.made = 0

    def teardown(self) -> None:
        history = self.store.history()
        state = replay(reversed(history))
        assert state.places == contents(self.store)
        assert state.redirects == self.store.snapshot().redirects
        assert {i: facts(p) for i, p in state.places.items()} == self.model
        shown = {(c.place_id, c.after.version): facts(c.after) for c in history if c.after}
        for place_id, version, said in self.acknowledged:
            seen = shown[place_id, version]
            assert {k: seen.get(k) for k in said} == said
        for gazetteer in self.open:
            gazetteer.close()

    @initialize(target=copies)
    def first_place(self) -> Place:
        return self._create(self.desks[0])

    def _create(self, desk: Desk) -> Place:
        self.made += 1
        saved = desk.create(village(f"place-{self.made}"), reason="found").place
        self.model[saved.id] = facts(saved)
        return saved

    @rule(target=copies, editor=EDITORS)
    def create(self, editor: int) -> Place:
        return self._create(self.desks[editor])

    @rule(target=copies, copy=copies, editor=EDITORS)
    def look_again(self, copy: Place, editor: int) -> Place:
        return self._seen(copy, editor)

    def _seen(self, copy: Place, editor: int = 0) -> Place:
        """Return the place as it is now, or the old copy when there is none."""
        try:
            return self.open[editor].get(copy.id)
        except PlaceNotFoundError:
            return copy

    def _stored(self, place_id: str) -> Place | None:
        return contents(self.store).get(place_id)

    def _check_saved(self, base: Place, mine: Place, was: Place, now: Place) -> None:
        """Check that a save took what was edited and left what others had saved."""
        edit = differing(facts(base), facts(mine))
        assert facts(now) == with_facts(facts(was), edit)
        self.model[now.id] = facts(now)
        self.acknowledged.append((now.id, now.version, edit))

    @rule(
        target=copies,
        copy=copies,
        editor=EDITORS,
        edit=EDITS,
        sides=st.lists(st.sampled_from(["mine", "theirs"]), min_size=20, max_size=20),
    )
    def save(self, copy: Place, editor: int, edit: dict[str, Any], sides: list[Choice]) -> Place:
        desk, mine, was = self.desks[editor], edited(copy, edit), self._stored(copy.id)
        refused: EditConflictError | None = None
        try:
            now = desk.save(mine, reason="edit", based_on=copy.version).place
        except EditConflictError as error:
            refused = error
        except PlaceNotFoundError:
            assert was is None
            return copy
        if refused is not None:
            assert (refused.mine, refused.theirs, refused.base) == (mine, was, copy)
            if was is None:
                return copy
            now = self._choose(desk, refused, mine, was, sides)
        else:
            assert was is not None
            self._check_saved(copy, mine, was, now)
        self.drafts.pop((desk.user.name, copy.id), None)
        return now

    def _choose(
        self, desk: Desk, refused: EditConflictError, mine: Place, was: Place, sides: list[Choice]
    ) -> Place:
        """Save again, with one side chosen in each conflict, and check that it is as chosen."""
        assert refused.conflicts
        assert refused.base is not None
        choices = dict(zip((c.field for c in refused.conflicts), sides, strict=False))
        chosen = with_choices(merge_edits(refused.base, mine, was), choices)
        now = desk.save(chosen, reason="chosen", based_on=refused.actual).place
        for field, side in choices.items():
            kept = facts(mine if side == "mine" else was)
            if field in kept:
                assert facts(now)[field] == kept[field]
        self._check_saved(was, chosen, was, now)
        return now

    @rule(target=copies, copy=copies, editor=EDITORS)
    def deprecate(self, copy: Place, editor: int) -> Place:
        was = self._stored(copy.id)
        try:
            now = self.desks[editor].deprecate(copy.id, reason="old", based_on=copy.version).place
        except (EditConflictError, PlaceNotFoundError):
            assert was is None or was.status != copy.status or was.version != copy.version
            return copy
        assert was is not None
        self._check_saved(copy, replace(copy, status=now.status), was, now)
        return now

    @rule(copy=copies, editor=EDITORS)
    def delete(self, copy: Place, editor: int) -> None:
        was = self._stored(copy.id)
        try:
            self.desks[editor].delete(copy.id, reason="gone", based_on=copy.version)
        except (EditConflictError, PlaceNotFoundError):
            assert was is None or was.version != copy.version
            return
        assert was is not None
        assert was.version == copy.version
        del self.model[copy.id]

    @rule(target=copies, kept=copies, gone=copies, editor=EDITORS)
    def merge(self, kept: Place, gone: Place, editor: int) -> Place:
        if kept.id == gone.id:
            return kept
        before = contents(self.store)
        pair = (kept.id, kept.version), (gone.id, gone.version)
        try:
            now = self.desks[editor].merge(*pair, reason="one place")
        except (EditConflictError, PlaceNotFoundError):
            assert any(before.get(i) is None or before[i].version != v for i, v in pair)
            return kept
        assert self.open[editor].get(gone.id) == self.open[editor].get(kept.id) == now
        names = {k for k in facts(before[gone.id]) if "/" in k}
        assert names <= facts(now).keys()
        assert facts(before[kept.id]).keys() <= facts(now).keys()
        del self.model[gone.id]
        self.model[now.id] = facts(now)
        return now

    @rule(target=copies, copy=copies, editor=EDITORS, edit=EDITS)
    def split(self, copy: Place, editor: int, edit: dict[str, Any]) -> Place:
        self.made += 1
        parts = [edited(copy, edit), village(f"place-{self.made}")]
        was = self._stored(copy.id)
        try:
            first, second = self.desks[editor].split(
                copy.id, parts, reason="two places", based_on=copy.version
            )
        except (EditConflictError, PlaceNotFoundError):
            assert was is None or was.version != copy.version
            return copy
        self.drafts.pop((self.desks[editor].user.name, copy.id), None)
        self.model |= {first.id: facts(parts[0]), second.id: facts(parts[1])}
        return second

    @rule(editor=EDITORS, back=st.integers(0, 12))
    def undo(self, editor: int, back: int) -> None:
        history = self.store.history(limit=back + 1)
        undone = history[-1]
        before = contents(self.store)
        try:
            made = self.desks[editor].undo(undone.id, reason="mistaken")
        except EditConflictError:
            assert contents(self.store) == before
            return
        after = contents(self.store)
        together = {c.place_id for c in self.store.history() if c.revision == undone.revision}
        assert {change.place_id for change in made} <= together
        for place_id in before.keys() | after.keys():
            if place_id not in {change.place_id for change in made}:
                assert before.get(place_id) == after.get(place_id)
        self._check_undone(undone, before, after)
        self.model = {place_id: facts(place) for place_id, place in after.items()}

    def _check_undone(
        self, undone: Change, before: dict[str, Place], after: dict[str, Place]
    ) -> None:
        """Check that what the change had changed is as before it, and nothing else is."""
        if undone.before is None:
            assert undone.place_id not in after
            return
        now = facts(after[undone.place_id])
        if undone.after is None:
            assert now == facts(undone.before)
            return
        reverted = differing(facts(undone.after), facts(undone.before))
        assert now == with_facts(facts(before[undone.place_id]), reverted)

    @rule(copy=copies, editor=EDITORS, edit=EDITS)
    def keep_draft(self, copy: Place, editor: int, edit: dict[str, Any]) -> None:
        desk, draft = self.desks[editor], edited(copy, edit)
        desk.keep_draft(draft, based_on=copy.version)
        self.drafts[desk.user.name, copy.id] = draft

    @rule(target=proposals, copy=copies, edit=EDITS)
    def propose(self, copy: Place, edit: dict[str, Any]) -> Proposal:
        place = edited(copy, edit)
        return self.contributor.propose(place, reason="seen", based_on=copy.version)

    @rule(proposal=consumes(proposals), editor=EDITORS)
    def accept(self, proposal: Proposal, editor: int) -> None:
        was = self._stored(proposal.place_id)
        try:
            now = self.desks[editor].accept(proposal.id).place
        except (EditConflictError, PlaceNotFoundError):
            assert was is None or was.version != proposal.based_on
            self.desks[editor].decline(proposal.id, word="overtaken")
            return
        assert was is not None
        assert proposal.before is not None
        self._check_saved(proposal.before, proposal.after, was, now)

    @invariant()
    def nothing_is_lost(self) -> None:
        ManyEditors.steps += 1
        assert {i: facts(p) for i, p in contents(self.store).items()} == self.model
        drafts = {(d.user, d.place_id): d.place for desk in self.desks for d in desk.drafts()}
        assert drafts == self.drafts
        history = self.store.history()
        assert history[len(history) - len(self.history) :] == self.history
        self.history = history


def test_desk_many_editors_with_stale_copies_lose_no_update(
    fresh_url: Callable[[], str],
) -> None:
    class Here(ManyEditors):
        def __init__(self) -> None:
            super().__init__(fresh_url())

    ManyEditors.steps = 0
    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=-(-STEPS // STEPS_A_RUN),
            stateful_step_count=STEPS_A_RUN,
            derandomize=ASKED is None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    print(f"{ManyEditors.steps} steps")
