"""Who is at the page, and what they may do; the gazetteer's desk checks it again at every write."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import streamlit as st

from gazetteer import Role, User

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pages.words import Words

ROLES_VARIABLE = "HUDUD_ROLES"
NAME = "gazetteer_my_name"
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host")
_NOBODY = User("", Role.VIEWER)


@cache
def _local_names() -> dict[str, str]:
    """Return what the person at this machine called themselves; it outlives a session."""
    return {}


def is_local() -> bool:
    """Tell whether this server is bound to this machine and was asked from it directly."""
    headers = st.context.headers
    host = urlsplit(f"//{headers.get('Host', 'localhost')}").hostname
    return (
        st.get_option("server.address") in _LOOPBACK
        and host in _LOOPBACK
        and not any(name in headers for name in _FORWARDED)
    )


def has_login() -> bool:
    """Tell whether an OpenID Connect provider is configured."""
    return st.secrets.load_if_toml_exists() and "auth" in st.secrets


def roles_by_mail() -> Mapping[str, Role]:
    """Return who has which role: ``[hudud.roles]`` of the secrets, then ``HUDUD_ROLES``.

    The variable reads ``mail=editor,mail=contributor``. What names no role gives none.
    """
    named: list[tuple[str, str]] = []
    if st.secrets.load_if_toml_exists() and "hudud" in st.secrets:
        named += dict(st.secrets["hudud"].get("roles", {})).items()
    for pair in os.environ.get(ROLES_VARIABLE, "").split(","):
        mail, _, role = pair.partition("=")
        named.append((mail, role))
    return {
        mail.strip().casefold(): Role(role.strip().casefold())
        for mail, role in named
        if role.strip().casefold() in set(Role) and mail.strip()
    }


def current_user() -> User:
    """Return who is at the page; a viewer without a name when nobody said who they are."""
    if has_login():
        if not st.user.is_logged_in:
            return _NOBODY
        mail = str(st.user.get("email") or "").casefold()
        if not mail or st.user.get("email_verified") is False:
            return _NOBODY
        return User(mail, roles_by_mail().get(mail, Role.VIEWER))
    if not is_local():
        return _NOBODY
    name = _local_names().get("name", "")
    return User(name, Role.EDITOR) if name else _NOBODY


def draw_identity(user: User, _: Words) -> None:
    """Say who is at work, or how to become somebody who may edit."""
    if has_login():
        _draw_login(user, _)
    elif not is_local():
        st.info(
            _("This server has no login, so the gazetteer is read-only here."),
            icon=":material/lock:",
        )
    elif user.role is Role.VIEWER:
        with st.form("gazetteer_who", border=False):
            box, button = st.columns([3, 1], vertical_alignment="bottom")
            box.text_input(_("Your name, as the history will show it"), key=NAME, max_chars=80)
            button.form_submit_button(_("Start editing"), on_click=_take_name, width="stretch")
    else:
        with st.popover(_("Editing as %(name)s", name=user.name), icon=":material/person:"):
            st.button(_("Use another name"), on_click=_local_names().clear)


def _draw_login(user: User, _: Words) -> None:
    if not st.user.is_logged_in:
        st.button(_("Log in to edit"), on_click=st.login, icon=":material/login:")
        return
    said = {
        Role.VIEWER: _("You may read, but not edit."),
        Role.CONTRIBUTOR: _("You may propose changes; an editor decides."),
        Role.EDITOR: _("You may edit."),
    }[user.role]
    with st.popover(user.name or _("Not known"), icon=":material/person:"):
        st.write(said)
        st.button(_("Log out"), on_click=st.logout, icon=":material/logout:")


def _take_name() -> None:
    name = " ".join(str(st.session_state.get(NAME) or "").split())
    if name and name.casefold() != "shipped":
        _local_names()["name"] = name
