"""One file that somebody brought: looked at, checked and imported in the background."""

from __future__ import annotations

import logging
import threading
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from gazetteer import GazetteerError, Message, message_of
from geo.errors import GeoError, IncidentDataError
from geo.imports import ImportCancelledError, preview_incidents, read_incidents, refusals_csv
from geo.imports.layers import layer_names
from geo.store.datasets import ImportFile, ImportStage
from geo.uploads.choices import ImportChoices, first_choices, next_choices
from geo.uploads.findings import ImportFindings, findings_of

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable
    from pathlib import Path

    from gazetteer import User
    from geo.borders import Borders
    from geo.imports import ImportFormat, IncidentBatch, Preview, Refusal
    from geo.store.datasets import DatasetInfo, ImportReport
    from geo.store.incident_store import IncidentStore

_LOG = logging.getLogger(__name__)
# How often one who waits for others' imports looks whether it was cancelled, in seconds.
_LOOK_S: Final = 0.2

UNEXPECTED: Final = "The import failed unexpectedly; the server's log says more."


class UploadStatus(StrEnum):
    """What is happening with a file; all but the first two and the last end by themselves."""

    OPEN = "open"
    CHECKED = "checked"
    WAITING = "waiting"
    READING = "reading"
    COMPARING = "comparing"
    WRITING = "writing"
    DONE = "done"


_RESTING: Final = frozenset({UploadStatus.OPEN, UploadStatus.CHECKED, UploadStatus.DONE})


class Upload:
    """A file on its way into the database; safe for several threads.

    Attributes
    ----------
    id, owner, name, size
        By what it is found again, who brought it, how it is called, and its bytes.
    preview, layers, choices
        What it is, which sheets or layers it has, and what was decided; `preview` and `choices`
        are None for a file that cannot be read.
    looks
        How often it was looked at; what was chosen before the last look holds no more.
    status, done, known
        What is happening, and how many rows of how many are through; `known` None when unknown.
    problem, cancelled
        Why the last step failed ("" when it did not), and whether a person ended it.
    findings, report
        What a dry run found, and what the import did; None before.

    Parameters
    ----------
    path
        The file; its folder is this object's own.
    upload_id, owner
        See the attributes.
    slots
        How many may work at the same time.
    """

    def __init__(
        self, path: Path, *, upload_id: str, owner: str, slots: threading.Semaphore
    ) -> None:
        self.path = path
        self.id = upload_id
        self.owner = owner
        self.name = path.name
        self.size = path.stat().st_size
        self.preview: Preview | None = None
        self.layers: tuple[str, ...] = ()
        self.choices: ImportChoices | None = None
        self.looks = 0
        self.status = UploadStatus.OPEN
        self.done = 0
        self.known: int | None = None
        self.problem = ""
        self.cancelled = False
        self.findings: ImportFindings | None = None
        self.report: ImportReport | None = None
        self._batch: IncidentBatch | None = None
        self._slots = slots
        self._lock = threading.RLock()
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def is_busy(self) -> bool:
        """Whether something happens in the background."""
        return self.status not in _RESTING

    @property
    def is_ending(self) -> bool:
        """Whether a person has cancelled what still happens in the background."""
        return self.is_busy and self._ended.is_set()

    def look(
        self,
        taken: Container[str],
        *,
        held: DatasetInfo | None = None,
        format: ImportFormat | None = None,  # noqa: A002 - what people call it
        layer: str | None = None,
        encoding: str | None = None,
    ) -> None:
        """Read the first rows and propose what to do; `problem` says why it cannot be read.

        Parameters
        ----------
        taken
            Ids of data sets, also of those that were removed.
        held
            The data set of which it is the next version; None for a new one.
        format, layer, encoding
            How to read it; found by looking when None.
        """
        with self._lock:
            if self.is_busy:
                return
            self.looks += 1
            self._forget()
            try:
                preview = preview_incidents(self.path, format, layer=layer, encoding=encoding)
                self.layers = layer_names(self.path)
            except (GeoError, OSError) as error:
                self.preview, self.problem = None, self._told(error)
                return
            choices = (
                first_choices(preview, self.name, taken)
                if held is None
                else next_choices(preview, held)
            )
            if self.choices is not None and held is None and not self.choices.based_on:
                choices = replace(choices, info=self.choices.info, whole=self.choices.whole)
            self.preview = preview
            self.choices = replace(choices, format=format, layer=layer, encoding=encoding)

    def aim(self, held: DatasetInfo | None, taken: Container[str]) -> None:
        """Make the file the next version of a data set, or a new one; how it is read stays.

        Parameters
        ----------
        held
            The data set; None for a new one.
        taken
            Ids of data sets, also of those that were removed.
        """
        if self.preview is None or self.choices is None:
            return
        now = self.choices
        aimed = (
            first_choices(self.preview, self.name, taken)
            if held is None
            else next_choices(self.preview, held)
        )
        self.choose(
            replace(
                aimed,
                mapping=now.mapping,
                format=now.format,
                layer=now.layer,
                encoding=now.encoding,
            )
        )

    def choose(self, choices: ImportChoices) -> None:
        """Decide otherwise; what a dry run found before holds no more."""
        with self._lock:
            if not self.is_busy and choices != self.choices:
                self._forget()
                self.choices = choices

    def mapping_problem(self) -> str:
        """Return why the file cannot be read as it was chosen, "" when it can."""
        if self.preview is None or self.choices is None:
            return self.problem
        try:
            self.choices.mapping.check(self.preview.header)
        except IncidentDataError as error:
            return error.message
        return ""

    def check(self, store: IncidentStore, borders: Borders, user: User) -> None:
        """Begin the dry run: read all rows and compare them with those that the store holds."""
        self._start(lambda: self._check(store, borders, user))

    def write(self, store: IncidentStore, user: User, reason: str) -> None:
        """Begin the import of exactly those rows that the dry run has read."""
        if self._batch is not None and self.status is UploadStatus.CHECKED:
            self._start(lambda: self._write(store, user, reason))

    def cancel(self) -> None:
        """End what happens in the background; the database stays as it was."""
        self._ended.set()

    def wait(self, seconds: float | None = None) -> None:
        """Wait until nothing happens in the background."""
        thread = self._thread
        if thread is not None:
            thread.join(seconds)

    def refusals_csv(self, write: Callable[[Iterable[Refusal]], bytes] = refusals_csv) -> bytes:
        """Return all refused rows as the CSV file that `write` makes; empty before a dry run."""
        with self._lock:
            return b"" if self._batch is None else write(self._batch.refusals)

    def close(self) -> None:
        """End everything and give the memory back; the file goes with its folder."""
        self.cancel()
        self.wait()
        with self._lock:
            self._forget()

    def _forget(self) -> None:
        """Let go of what a dry run found."""
        if self._batch is not None:
            self._batch.close()
        self._batch = self.findings = None
        self.problem, self.cancelled = "", False
        if self.status is UploadStatus.CHECKED:
            self.status = UploadStatus.OPEN

    def _start(self, work: Callable[[], None]) -> None:
        with self._lock:
            if self.is_busy or self.status is UploadStatus.DONE:
                return
            self._ended.clear()
            self.problem, self.cancelled = "", False
            self.done, self.known = 0, None
            self.status = UploadStatus.WAITING
            # A daemon: when the server stops, the transaction is rolled back and nothing is left.
            self._thread = threading.Thread(
                target=self._run, args=(work,), name=f"import-{self.id}", daemon=True
            )
            self._thread.start()

    def _run(self, work: Callable[[], None]) -> None:
        try:
            while not self._slots.acquire(timeout=_LOOK_S):
                self._go_on()
            try:
                self._go_on()
                work()
            finally:
                self._slots.release()
        except ImportCancelledError:
            self._rest(cancelled=True)
        except (GeoError, GazetteerError, OSError) as error:
            self._rest(problem=self._told(error))
        except Exception:  # noqa: BLE001 - a thread has no caller that would hear of it
            _LOG.exception("the import of %r failed", self.name)
            self._rest(problem=UNEXPECTED)

    def _rest(self, *, problem: str = "", cancelled: bool = False) -> None:
        with self._lock:
            self.problem, self.cancelled = problem, cancelled
            self.status = UploadStatus.OPEN if self.findings is None else UploadStatus.CHECKED

    def _go_on(self) -> None:
        if self._ended.is_set():
            raise ImportCancelledError(
                Message("the import of %(name)s was cancelled", name=self.name)
            )

    def _check(self, store: IncidentStore, borders: Borders, user: User) -> None:
        with self._lock:
            self._forget()
            choices = self.choices
        if choices is None:
            return
        self.status = UploadStatus.READING
        batch = read_incidents(
            self.path,
            choices.format,
            borders=borders,
            gazetteer=store.gazetteer,
            mapping=choices.mapping,
            encoding=choices.encoding,
            layer=choices.layer,
            progress=self._read_on,
        )
        try:
            report = None
            if batch.row_count:
                report = self._put(store, batch, choices, user, "dry run", dry_run=True)
            findings = findings_of(batch, report, store.gazetteer.places())
            self._go_on()
        except BaseException:
            batch.close()
            raise
        with self._lock:
            self._batch, self.findings = batch, findings
            self.status = UploadStatus.CHECKED

    def _write(self, store: IncidentStore, user: User, reason: str) -> None:
        batch, choices = self._batch, self.choices
        if batch is None or choices is None:
            return
        self.report = self._put(store, batch, choices, user, reason, dry_run=False)
        with self._lock:
            self.status = UploadStatus.DONE
            batch.close()
            self._batch = None

    def _put(
        self,
        store: IncidentStore,
        batch: IncidentBatch,
        choices: ImportChoices,
        user: User,
        reason: str,
        *,
        dry_run: bool,
    ) -> ImportReport:
        self.done, self.known = 0, batch.row_count
        self.status = UploadStatus.COMPARING if dry_run else UploadStatus.WRITING

        def told(stage: ImportStage, done: int) -> None:
            self.done = done
            if stage is ImportStage.COMPARING:
                self.status = UploadStatus.COMPARING
            elif stage is ImportStage.WRITING:
                self.status = UploadStatus.WRITING
            self._go_on()

        with self._lock:
            refusals = batch.refusals.kept_bytes()
        return store.put(
            replace(choices.info, format=str(batch.format), mapping=batch.mapping.to_record()),
            batch.tables(),
            user=user,
            reason=reason,
            file=ImportFile(
                name=batch.name,
                sha256=batch.sha256,
                refused=len(batch.refusals),
                refusals=refusals,
            ),
            whole=choices.whole,
            based_on=choices.based_on,
            dry_run=dry_run,
            progress=told,
        )

    def _read_on(self, done: int, known: int | None) -> bool:
        self.done, self.known = done, known
        return not self._ended.is_set()

    def _told(self, error: Exception) -> str:
        """Return what an error says, without the folder in which the file lies here."""
        said, folder = message_of(error), f"{self.path.parent}/"
        return said.without(folder) if isinstance(said, Message) else said.replace(folder, "")
