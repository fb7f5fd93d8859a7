"""In which country and governorate a single point lies, or in the sea: for checks of an edit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from geo.borders import Borders


class Placing:
    """Answers about single points from borders; pass its methods to `gazetteer.check_edit`.

    Parameters
    ----------
    borders
        Countries and governorates.
    """

    def __init__(self, borders: Borders) -> None:
        self._borders = borders

    def locate(self, lat: float, lon: float) -> tuple[str, str]:
        """Return the country code and the admin1 code of a point, "" where there is none.

        Degrees on WGS84.
        """
        country, admin1 = self._borders.locate(np.array([lon]), np.array([lat]))
        return str(country[0]), str(admin1[0])

    def in_sea(self, lat: float, lon: float) -> bool:
        """Tell whether a point lies on the map, but in none of its countries; degrees on WGS84.

        The map shows every country within its bounds, so that what is left is sea; lakes belong to
        their country, the Caspian Sea is sea.
        """
        west, south, east, north = self._borders.countries.total_bounds
        if not (west <= lon <= east and south <= lat <= north):
            return False
        return self.locate(lat, lon)[0] == ""
