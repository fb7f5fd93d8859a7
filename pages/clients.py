"""Who asks, how much one address may ask for, and what is told of a refusal."""

from __future__ import annotations

import ipaddress
import logging
import os
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import Scope

_LOG = logging.getLogger(__name__)

PEOPLE_VARIABLE: Final = "HUDUD_PEOPLE_PER_ADDRESS"
# All sit behind one address in many a newsroom. Every limit of one client is meant for so many.
# Source: own choice.
PEOPLE: Final = 50
# So many clients are remembered, those that asked last; one takes about 300 bytes.
MAX_CLIENTS: Final = 20_000
# A client that goes on is told again in the log after so many seconds.
TOLD_AGAIN_S: Final = 60.0
# Who has one address of the new kind mostly has all that begin alike.
# Source: RFC 6177, section 2: a site gets a /64 at least.
_SITE_BITS: Final = 64
_LONGEST_NAME: Final = 64


@dataclass(frozen=True, slots=True)
class Rate:
    """So many at once, and afterwards so many a second; meant for `PEOPLE` people."""

    burst: int
    per_second: float

    def of(self, people: int) -> Rate:
        """Return the rate of so many people."""
        share = people / PEOPLE
        return Rate(max(1, round(self.burst * share)), self.per_second * share)


def number_from(variable: str, default: int) -> int:
    """Return the whole number, 1 or more, that an environment variable says.

    Raises
    ------
    ValueError
        If it says something else: the server does not start with a bound that nobody meant.
    """
    said = os.environ.get(variable, "").strip()
    if not said:
        return default
    if not (said.isascii() and said.isdigit() and len(said) <= 9 and int(said) > 0):
        message = f"{variable} must be a whole number from 1 to 999999999, not {said!r}"
        raise ValueError(message)
    return int(said)


def client_of(scope: Scope) -> str:
    """Return whom a request counts for: an address, of the new kind (IPv6) its site.

    Behind a proxy it is the address that the proxy tells, if ``FORWARDED_ALLOW_IPS`` says that
    this proxy is to be believed.
    """
    said = str((scope.get("client") or ("",))[0])
    try:
        address = ipaddress.ip_address(said.partition("%")[0])
    except ValueError:
        return said[:_LONGEST_NAME]
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.IPv6Network((int(address), _SITE_BITS), strict=False))


class Allowance:
    """What each client may still ask for; it grows again with time."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        # (kind, client) -> (so much left, when that was counted).
        self._left: OrderedDict[tuple[str, str], tuple[float, float]] = OrderedDict()

    def wait(self, kind: str, client: str, rate: Rate) -> float:
        """Return 0 where one more may be asked for, else the seconds until it may."""
        left, _ = self._now(kind, client, rate)
        return 0.0 if left >= 1 else (1 - left) / rate.per_second

    def take(self, kind: str, client: str, rate: Rate) -> float:
        """Count one more, unless it may not be asked for; return as `wait`."""
        left, now = self._now(kind, client, rate)
        wait = 0.0 if left >= 1 else (1 - left) / rate.per_second
        self._left.pop((kind, client), None)
        self._left[kind, client] = (left if wait else left - 1, now)
        if len(self._left) > MAX_CLIENTS:
            self._left.popitem(last=False)
        return wait

    def _now(self, kind: str, client: str, rate: Rate) -> tuple[float, float]:
        now = self._clock()
        left, then = self._left.get((kind, client), (float(rate.burst), now))
        return min(rate.burst, left + (now - then) * rate.per_second), now


class Refusals:
    """Counts what is refused, and tells it in the log: each client once a minute at most."""

    def __init__(
        self, count: Callable[[str], None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._count = count
        self._clock = clock
        # (kind, client) -> (when it was told, refused since).
        self._told: OrderedDict[tuple[str, str], tuple[float, int]] = OrderedDict()

    def note(self, kind: str, client: str) -> None:
        """Note one refusal."""
        self._count(kind)
        now, key = self._clock(), (kind, client)
        then, since = self._told.pop(key, (now - TOLD_AGAIN_S, 0))
        is_due = now - then >= TOLD_AGAIN_S
        self._told[key] = (now, 0) if is_due else (then, since + 1)
        if len(self._told) > MAX_CLIENTS:
            self._told.popitem(last=False)
        if is_due:
            _LOG.warning("%s asks for too much: %s refused %d times", client, kind, since + 1)
