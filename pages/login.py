"""What is configured for logging in: the providers, what is missing, and who has which role."""

from __future__ import annotations

import logging
import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import streamlit as st

from gazetteer import Role, User
from pages.local_name import as_name

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOG = logging.getLogger(__name__)

ROLES_VARIABLE = "HUDUD_ROLES"
# A shorter secret can be guessed, and who knows it can sign a cookie in anybody's name.
# Source: own choice; 32 hexadecimal digits are 128 bits.
SHORTEST_SECRET = 32
DEFAULT_PROVIDER = "default"
_OF_A_PROVIDER = ("client_id", "client_secret", "server_metadata_url")


@dataclass(frozen=True, slots=True)
class Login:
    """How people log in: names of the providers, and the settings that are missing or wrong.

    Nobody can log in while something is missing.
    """

    providers: tuple[str, ...]
    missing: tuple[str, ...] = ()


def configured_login() -> Login | None:
    """Return what the secrets say on logging in; None when they say nothing."""
    secrets = read_secrets()
    if secrets is None:
        # A file that is there but cannot be read was meant to say something.
        unread = [path for path in st.get_option("secrets.files") if Path(path).exists()]
        return Login((), tuple(Path(path).name for path in unread)) if unread else None
    if "auth" not in secrets:
        return None
    auth = secrets["auth"]
    if not isinstance(auth, Mapping):
        return Login((), ("auth",))
    named = tuple(str(name) for name, value in auth.items() if _is_provider(name, value))
    missing = [*_missing_shared(auth)]
    for name in named:
        missing += [f"auth.{name}.{key}" for key in _OF_A_PROVIDER if not auth[name].get(key)]
    if not named or any(auth.get(key) for key in _OF_A_PROVIDER):
        missing += [f"auth.{key}" for key in _OF_A_PROVIDER if not auth.get(key)]
        named = (DEFAULT_PROVIDER, *named)
    return Login(named, tuple(missing))


def read_secrets() -> Mapping[str, Any] | None:
    """Return the secrets; None when there are none, or when they cannot be read."""
    try:
        return st.secrets if st.secrets.load_if_toml_exists() else None
    except (OSError, ValueError):
        # Streamlit lets pass what a file without leave to read it, one that is not UTF-8, or one
        # that no environment variable can hold raises.
        return None


def refuse_unreadable_secrets() -> None:
    """End the program, in one line, when secrets raise what Streamlit itself does not catch.

    It would answer every request with that error. What it does catch, such as wrong TOML, makes a
    server that is read only and says so; see `configured_login`.
    """
    try:
        st.secrets.load_if_toml_exists()
    except (OSError, ValueError) as error:
        files = ", ".join(map(repr, st.get_option("secrets.files")))
        # A message may quote what it could not read.
        raise SystemExit(f"error: cannot read the secrets, {files}: {_why(error)}") from None


def _why(error: OSError | ValueError) -> str:
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__
    if isinstance(error, UnicodeDecodeError):
        return f"not UTF-8 at byte {error.start}"
    return "a name or value at its top is none that an environment variable can have"


def _is_provider(name: object, value: object) -> bool:
    return isinstance(value, Mapping) and name != "client_kwargs"


def _missing_shared(auth: Mapping[str, Any]) -> list[str]:
    """Return the settings of all providers that are missing or cannot work."""
    missing = []
    if not _leads_back(str(auth.get("redirect_uri") or "")):
        missing.append("auth.redirect_uri")
    if len(str(auth.get("cookie_secret") or "")) < SHORTEST_SECRET:
        missing.append("auth.cookie_secret")
    return missing


def _leads_back(address: str) -> bool:
    """Tell whether an address is one at which Streamlit waits for people who logged in."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and parts.path.endswith("/oauth2callback")


def user_of(claims: Mapping[str, Any]) -> User:
    """Return who a provider says is at the page, with the role that the configuration gives.

    Who is logged in without an address, or with one that the provider does not call verified, is a
    viewer without a name: anybody could have typed it.

    Parameters
    ----------
    claims
        What the identity token says: ``email`` and ``email_verified`` of OpenID Connect.
    """
    mail = str(claims.get("email") or "").strip().casefold()
    if not mail or not is_verified(claims):
        return User("", Role.VIEWER)
    return known_users().get(mail, User(mail, Role.VIEWER))


def is_verified(claims: Mapping[str, Any]) -> bool:
    """Tell whether the address is verified; ``hudud.trust_email`` speaks where the claim is not."""
    if "email_verified" in claims:
        return str(claims["email_verified"]).casefold() == "true"
    return _setting("trust_email") is True


def known_users() -> dict[str, User]:
    """Return who has a role, by address: ``[hudud.roles]`` of the secrets, then ``HUDUD_ROLES``.

    A role of the secrets is a word, or a table with ``role`` and the ``name`` that the history
    shows in place of the address; a name that two people bear stands for neither. The variable
    reads ``mail=editor,mail=contributor``. What names no role gives none.
    """
    given = list(_given_roles())
    names = {one.mail: one.name for one in given if one.name is not None}
    borne = Counter(name.casefold() for name in names.values())
    users = {}
    for one in given:
        if one.role is not None:
            name = names.get(one.mail, "")
            is_own = name and borne[name.casefold()] == 1
            users[one.mail] = User(name if is_own else one.mail, one.role)
    return users


@dataclass(frozen=True, slots=True)
class _GivenRole:
    """A role that is given to an address somewhere; None for what is no role, or no name."""

    where: str
    mail: str
    role: Role | None
    name: str | None = None


def _given_roles() -> Iterator[_GivenRole]:
    """Yield the roles that the secrets give, then those of the variable."""
    listed = _setting("roles")
    for mail, said in listed.items() if isinstance(listed, Mapping) else ():
        told = said if isinstance(said, Mapping) else {"role": said}
        name = as_name(str(told.get("name", "")))
        role = _role(_key(mail), str(told.get("role", "")))
        yield _GivenRole(f"hudud.roles of the secrets, {mail!r}", _key(mail), role, name)
    for number, pair in enumerate(os.environ.get(ROLES_VARIABLE, "").split(","), 1):
        if pair.strip():
            mail, _, word = pair.partition("=")
            where = f"{ROLES_VARIABLE}, entry {number}"
            yield _GivenRole(where, _key(mail), _role(_key(mail), word))


def _role(key: str, word: str) -> Role | None:
    word = word.strip().casefold()
    return Role(word) if key and key.isprintable() and word in set(Role) else None


def tell_what_is_missing() -> None:
    """Write into the server's log what keeps people from logging in."""
    login = configured_login()
    if login is not None and login.missing:
        _LOG.warning(
            "nobody can log in and the gazetteer is read-only: missing or wrong in the secrets: %s",
            ", ".join(login.missing),
        )
    elif login is not None and not known_users():
        _LOG.warning("people can log in, but nobody has a role: see [hudud.roles] in the README")
    for one in _given_roles():
        if one.role is None:
            roles = ", ".join(Role)
            _LOG.warning("%s gives no role: it takes an address and one of %s", one.where, roles)


def _setting(name: str) -> object:
    """Return a setting of ``[hudud]`` in the secrets, None when there is none."""
    secrets = read_secrets()
    if secrets is None or "hudud" not in secrets:
        return None
    ours = secrets["hudud"]
    return ours.get(name) if isinstance(ours, Mapping) else None


def _key(mail: str) -> str:
    return mail.strip().casefold()
