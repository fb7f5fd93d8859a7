"""The commands `history`, `undo`, `backup` and `restore`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gazetteer.cli_common import NOTHING_OR_PROBLEMS, OK, add_command, login_name, positive, say
from gazetteer.record import record_from_place
from gazetteer.store import Store
from gazetteer.store_rescue import restore_database

if TYPE_CHECKING:
    import argparse

    from gazetteer.cli_common import Subparsers
    from gazetteer.place import Place
    from gazetteer.store_changes import Change


def add_parsers(subparsers: Subparsers) -> None:
    """Add the commands to the command line."""
    parser = add_command(
        subparsers,
        "history",
        run_history,
        summary="tell who changed what, when and why",
        description="List changes, the newest first: of one place, or of all.",
        examples="  python -m gazetteer history\n"
        "  python -m gazetteer history hajin --limit 5\n"
        "  python -m gazetteer history hajin --format jsonl",
    )
    parser.add_argument("id", nargs="?", metavar="ID", help="the id of a place")
    parser.add_argument("--limit", type=positive, default=20, help="how many (default: 20)")
    parser.add_argument(
        "--format",
        choices=("table", "jsonl"),
        default="table",
        help="jsonl has the whole record before and after",
    )
    parser = add_command(
        subparsers,
        "undo",
        run_undo,
        summary="take a change back",
        description="Take a change back by a new one. What others changed since stays; if they"
        " changed the\nsame fields, nothing is done. The numbers are those that history shows.",
        examples='  python -m gazetteer undo 4711 --reason "wrong village"\n'
        "  python -m gazetteer undo --revision 12      # everything of one import",
    )
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("change", nargs="?", type=positive, metavar="CHANGE")
    which.add_argument("--revision", type=positive, help="undo all changes of this revision")
    parser.add_argument("--editor", default=None, help="your name (default: the login name)")
    parser.add_argument("--reason", default="", help="why")
    _add_keeping(subparsers)


def _add_keeping(subparsers: Subparsers) -> None:
    parser = add_command(
        subparsers,
        "backup",
        run_backup,
        summary="write everything to one file",
        description="Write places and history to a SQLite file, also while others edit.",
        examples="  python -m gazetteer backup places.backup.sqlite",
    )
    parser.add_argument("file", type=Path, metavar="FILE")
    parser = add_command(
        subparsers,
        "restore",
        run_restore,
        summary="put a backup in the place of everything",
        description="Replace everything by what a backup holds. What is there now is lost: make a"
        " backup of it\nfirst. A file that is damaged is set aside, and drafts that can still be"
        " read in it go over.",
        examples="  python -m gazetteer restore places.backup.sqlite\n"
        "  python -m gazetteer restore old.sqlite --database postgresql://localhost/hudud",
    )
    parser.add_argument("file", type=Path, metavar="FILE")


def run_history(args: argparse.Namespace) -> int:
    """Print changes."""
    with Store(args.database) as store:
        changes = store.history(args.id, limit=args.limit)
    for change in changes:
        if args.format == "jsonl":
            line = json.dumps(_change_record(change), ensure_ascii=False)
            sys.stdout.buffer.write(f"{line}\n".encode())
        else:
            say(_change_line(change))
    return OK if changes else NOTHING_OR_PROBLEMS


def run_undo(args: argparse.Namespace) -> int:
    """Undo one change or one revision."""
    editor = args.editor or login_name()
    with Store(args.database) as store:
        if args.revision is not None:
            count = store.undo_revision(args.revision, editor=editor, reason=args.reason)
        else:
            count = len(store.undo(args.change, editor=editor, reason=args.reason))
    sys.stdout.write(f"{count} place(s) changed back\n")
    return OK if count else NOTHING_OR_PROBLEMS


def run_backup(args: argparse.Namespace) -> int:
    """Write a backup."""
    with Store(args.database) as store:
        revision = store.backup(args.file)
    say(f"{args.file}: everything up to revision {revision}")
    return OK


def run_restore(args: argparse.Namespace) -> int:
    """Restore a backup."""
    revision, aside = restore_database(args.database, args.file)
    say(f"restored from {args.file}; this is revision {revision}")
    if aside is not None:
        say(f"the damaged file lies at {aside}")
    return OK


def _change_line(change: Change) -> str:
    what = str(change.kind)
    if change.before is not None and change.after is not None:
        what += f" {', '.join(change.changed_fields)}"
    if change.redirect_to is not None:
        what += f" into {change.redirect_to}"
    if change.undoes is not None:
        what += f" of {change.undoes}"
    at = change.at.strftime("%Y-%m-%d %H:%M")
    return f"{change.id:>6}  {at}  {change.editor}  {change.place_id}  {what}: {change.reason}"


def _change_record(change: Change) -> dict[str, Any]:
    def record(place: Place | None) -> dict[str, object] | None:
        return None if place is None else record_from_place(place)

    return {
        "id": change.id,
        "revision": change.revision,
        "at": change.at.isoformat(),
        "editor": change.editor,
        "place": change.place_id,
        "kind": str(change.kind),
        "reason": change.reason,
        "redirect_to": change.redirect_to,
        "undoes": change.undoes,
        "before": record(change.before),
        "after": record(change.after),
    }
