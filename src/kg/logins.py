"""Users and passwords for servers, from the environment or a netrc file, by Basic or Digest."""

from __future__ import annotations

import os
import threading
from base64 import b64encode
from http.client import HTTPResponse
from netrc import NetrcParseError, netrc
from pathlib import Path
from urllib.request import (
    HTTPDigestAuthHandler,
    HTTPPasswordMgrWithDefaultRealm,
    Request,
    parse_http_list,
    parse_keqv_list,
)

from kg.errors import InputError, StoreError

USER, PASSWORD = "KG_ENDPOINT_USER", "KG_ENDPOINT_PASSWORD"

_ANY = "http://server"


class Login:
    """A user and a password, told in the way that the server asks for, and not before it asks."""

    def __init__(self, name: str, host: str) -> None:
        self._name = name
        self._host = host
        self._lock = threading.Lock()
        self._known: tuple[str, str] | None = None
        self._basic: str | None = None
        self._digest: tuple[HTTPDigestAuthHandler, dict[str, str]] | None = None

    @property
    def user(self) -> str | None:
        """Who was told to the server."""
        return self._known[0] if self._known else None

    def learn(self, response: HTTPResponse) -> bool:
        """Takes in how the server asks; False where there is nothing to tell it."""
        challenges = response.headers.get_all("WWW-Authenticate") or []
        with self._lock:
            self._known = self._known or _credentials(self._host)
            if self._known is None:
                return False
            for challenge in challenges:
                scheme, _, rest = challenge.partition(" ")
                if scheme.lower() == "digest":
                    passwords = HTTPPasswordMgrWithDefaultRealm()
                    passwords.add_password(None, _ANY, *self._known)
                    told = parse_keqv_list(list(filter(None, parse_http_list(rest))))
                    self._digest = HTTPDigestAuthHandler(passwords), told
                    return True
                if scheme.lower() == "basic":
                    pair = ":".join(self._known).encode("utf-8")
                    self._basic = f"Basic {b64encode(pair).decode('ascii')}"
                    return True
        return False

    def header(self, method: str, target: str) -> str | None:
        """What to send as ``Authorization``."""
        with self._lock:
            if self._digest is None:
                return self._basic
            handler, challenge = self._digest
            try:
                told = handler.get_authorization(Request(_ANY + target, method=method), challenge)
            except (ValueError, OSError) as error:
                raise StoreError(
                    f"{self._name} asks for a login that cannot be given: {error}",
                    remedy="have it ask by Basic, or by Digest with MD5",
                ) from error
            return f"Digest {told}"

    def refused(self) -> tuple[str, str]:
        """What to say of a login that the server does not take, and what to do."""
        named = f"set {USER} and {PASSWORD}, or name {self._host} in a netrc file"
        if self._known is None:
            return "asks for a user and a password", named
        return f"does not take the password of the user {self._known[0]!r}", named


def _credentials(host: str) -> tuple[str, str] | None:
    """The user and the password for a host, from the environment or a netrc file."""
    user, password = os.environ.get(USER), os.environ.get(PASSWORD)
    if user is not None and password is not None:
        return user, password
    path = Path(os.environ.get("NETRC") or Path.home() / ".netrc")
    try:
        found = netrc(str(path)).authenticators(host)
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError, NetrcParseError) as error:
        said = getattr(error, "strerror", None) or getattr(error, "msg", None) or error
        raise InputError(f"{said}", file=str(path), remedy="correct it") from error
    return (found[0], found[2] or "") if found else None
