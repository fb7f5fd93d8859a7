"""Files of incidents that people bring through the dashboard, from the upload to the import.

A file is taken to disk (`UploadDesk.take`), looked at (`Upload.look`), decided about
(`ImportChoices`), checked by a dry run and at last written, both in the background: `Upload` tells
how far it is, can be cancelled, and is found again by whoever brought it.
"""

from geo.uploads.choices import (
    ImportChoices,
    described,
    fields_of,
    first_choices,
    free_dataset_id,
    has_figure_dates,
    next_choices,
    renewed_choices,
    with_fields,
)
from geo.uploads.desk import MOST_OPEN, UploadDesk, current_upload_desk
from geo.uploads.findings import ImportFindings
from geo.uploads.sketch import points_sketch
from geo.uploads.upload import UNEXPECTED, Upload, UploadStatus

__all__ = [
    "MOST_OPEN",
    "UNEXPECTED",
    "ImportChoices",
    "ImportFindings",
    "Upload",
    "UploadDesk",
    "UploadStatus",
    "current_upload_desk",
    "described",
    "fields_of",
    "first_choices",
    "free_dataset_id",
    "has_figure_dates",
    "next_choices",
    "points_sketch",
    "renewed_choices",
    "with_fields",
]
