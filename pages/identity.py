"""Who is at the page, and what they may do; the gazetteer's desk checks it again at every write."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import streamlit as st

from gazetteer import Role, User
from pages.editing import forget_editing
from pages.local_name import LONGEST_NAME, forget_local_name, keep_local_name, local_name
from pages.login import DEFAULT_PROVIDER, Login, configured_login, is_verified, user_of
from pages.plain import plain

if TYPE_CHECKING:
    from pages.words import Words

NAME = "gazetteer_my_name"
# What proxies and tunnels add to a request that they pass on.
FORWARDED = (
    "Forwarded",
    "Via",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Proto",
    "X-Real-IP",
)
_NOBODY = User("", Role.VIEWER)


def is_local() -> bool:
    """Tell whether this server is bound to this machine and was asked from it directly.

    The address under which it was asked must be of this machine, too, and so must be the page that
    asked: another name that leads here (a proxy, or a site whose name was bound to 127.0.0.1 to
    reach this server through its visitor's browser) is not the person at this machine.
    """
    headers = st.context.headers
    address = str(st.get_option("server.address") or "")
    host = headers.get("Host", "localhost")
    origin = headers.get("Origin", f"http://{host}")
    return (
        _is_loopback(f"[{address}]" if ":" in address else address)
        and st.context.ip_address is None
        and _is_loopback(host)
        and origin.partition("//")[2] == host
        and not any(name in headers for name in FORWARDED)
    )


def _is_loopback(host: str) -> bool:
    """Tell whether a host, with or without a port, is this machine."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _is_logged_in() -> bool:
    return st.user.get("is_logged_in") is True


def current_user() -> User:
    """Return who is at the page; a viewer without a name when nobody said who they are."""
    login = configured_login()
    if login is not None:
        return user_of(st.user) if _is_logged_in() and not login.missing else _NOBODY
    name = local_name() if is_local() else ""
    return User(name, Role.EDITOR) if name else _NOBODY


def figure_keeper(user: User) -> User:
    """Return as whom a person keeps figures: at this machine anybody may, with or without a name.

    Whether that person may is held by `geo.snapshot.may_keep`.
    """
    if user.role is Role.VIEWER and configured_login() is None and is_local():
        return User(user.name, Role.CONTRIBUTOR)
    return user


def draw_identity(user: User, _: Words) -> None:
    """Say who is at work, or how to become somebody who may edit."""
    login = configured_login()
    if login is not None:
        _draw_login(login, user, _)
    elif not is_local():
        _say_read_only(_("This server has no login, so the gazetteer is read-only here."))
    elif user.role is Role.VIEWER:
        with st.form("gazetteer_who", border=False):
            box, button = st.columns([3, 1], vertical_alignment="bottom")
            box.text_input(
                _("Your name, as the history will show it"), key=NAME, max_chars=LONGEST_NAME
            )
            button.form_submit_button(_("Start editing"), on_click=_take_name, width="stretch")
    else:
        label = _("Editing as %(name)s", name=plain(user.name))
        with st.popover(label, icon=":material/person:"):
            st.button(_("Use another name"), on_click=_drop_name)


def _draw_login(login: Login, user: User, _: Words) -> None:
    if login.missing:
        _say_read_only(
            _(
                "Login is not set up completely (%(settings)s), so the gazetteer is read-only.",
                settings=plain(", ".join(login.missing)),
            )
        )
    elif not _is_logged_in():
        row = st.container(horizontal=True, vertical_alignment="center", key="gazetteer_login")
        row.caption(_("You are reading; log in to edit."))
        with row:
            for provider in login.providers:
                _draw_login_button(provider, _)
    else:
        _draw_logged_in(user, _)


def _draw_login_button(provider: str, _: Words) -> None:
    named = provider != DEFAULT_PROVIDER
    st.button(
        _("Log in with %(provider)s", provider=plain(provider.title())) if named else _("Log in"),
        key=f"gazetteer_login_{provider}",
        on_click=st.login,
        args=(provider,) if named else (),
        icon=":material/login:",
    )


def _draw_logged_in(user: User, _: Words) -> None:
    said = {
        Role.VIEWER: _("You may read, but not edit."),
        Role.CONTRIBUTOR: _("You may propose changes; an editor decides."),
        Role.EDITOR: _("You may edit."),
    }[user.role]
    mail = str(st.user.get("email") or "")
    if not is_verified(st.user):
        said = _("Your address is not verified where you logged in, so you may only read.")
    row = st.container(horizontal=True, vertical_alignment="center", key="gazetteer_login")
    row.caption(said)
    label = plain(user.name or mail) or _("Not known")
    with row.popover(label, icon=":material/person:"):
        if mail and mail.casefold() != user.name:
            st.text(mail)
        st.button(_("Log out"), on_click=st.logout, icon=":material/logout:")


def _say_read_only(sentence: str) -> None:
    st.info(sentence, icon=":material/lock:")


def _take_name() -> None:
    """Take the name that was given; at this machine only, whoever calls."""
    if configured_login() is None and is_local():
        keep_local_name(str(st.session_state.get(NAME) or ""))


def _drop_name() -> None:
    """Let the next person give their name; what was begun stays as a draft of the one before."""
    if configured_login() is None and is_local():
        forget_local_name()
        forget_editing()
