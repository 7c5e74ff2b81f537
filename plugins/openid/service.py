"""OpenID Connect, the code flow with PKCE: away to the service, and back with a code that it trades for a name.

Authlib makes the requests and judges the claims, joserfc the signature; nothing is believed that is not signed for us,
for this sign-in, by a key of the service that the operator named (OpenID Connect Core 1.0, section 3.1).
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote_plus
from urllib.request import Request, urlopen

from engine.hookspecs import Departure, SignInProvider
from engine.problems import MachineError, ThuocDoError
from plugins.openid.settings import Settings

_SECONDS = 10
_LONGEST = 1_000_000  # bytes of one reply
_ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]  # never "none", never one with a shared key
_LEEWAY = 60  # seconds that two clocks may differ


def provider_of(settings: Settings) -> SignInProvider:
    """The way to sign in through this service."""
    return SignInProvider("openid", settings.title, partial(_depart, settings), partial(_arrive, settings))


def _depart(settings: Settings, callback: str) -> Departure:
    from authlib.common.security import generate_token
    from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
    from authlib.oauth2.rfc7636 import create_s256_code_challenge

    kept = {name: generate_token(48) for name in ("state", "nonce", "verifier")}
    address = prepare_grant_uri(
        _described(settings)["authorization_endpoint"],
        settings.client_id,
        "code",
        redirect_uri=callback,
        scope="openid profile email",
        state=kept["state"],
        nonce=kept["nonce"],
        code_challenge=create_s256_code_challenge(kept["verifier"]),
        code_challenge_method="S256",
    )
    return Departure(address, kept)


def _arrive(settings: Settings, callback: str, arrived: str, kept: Mapping[str, str]) -> str:
    from authlib.common.errors import AuthlibBaseError
    from authlib.oauth2.rfc6749.parameters import parse_authorization_code_response
    from joserfc.errors import JoseError

    try:
        code = parse_authorization_code_response(arrived, state=kept["state"])["code"]
        claims = _claims(settings, callback, code, kept)
    except (AuthlibBaseError, JoseError, ValueError, KeyError, TypeError) as refused:
        raise ThuocDoError(f"{settings.issuer} did not prove who it is: {type(refused).__name__}") from refused
    name = claims.get(settings.claim)
    if settings.claim == "email" and claims.get("email_verified") is not True:
        raise ThuocDoError(f"{settings.issuer} says that the address was not verified.")
    if not isinstance(name, str) or not name:
        raise ThuocDoError(
            f"{settings.issuer} tells no `{settings.claim}`; set THUOCDO_OPENID_CLAIM to a claim that it tells."
        )
    return name


def _claims(settings: Settings, callback: str, code: str, kept: Mapping[str, str]) -> Mapping[str, Any]:
    """The claims of the identity token that the code is traded for, found to be signed and meant for us."""
    from authlib.oauth2.rfc6749.parameters import prepare_token_request
    from authlib.oidc.core import CodeIDToken
    from joserfc import jwt
    from joserfc.jwk import KeySet

    described = _described(settings)
    body = prepare_token_request(
        "authorization_code",
        redirect_uri=callback,
        code=code,
        code_verifier=kept["verifier"],
        client_id=settings.client_id,
    )
    given = _fetched(described["token_endpoint"], body, settings)
    keys = KeySet.import_key_set(_fetched(described["jwks_uri"]))  # type: ignore[arg-type]
    token = jwt.decode(given["id_token"], keys, algorithms=_ALGORITHMS)
    required = {
        "iss": {"essential": True, "value": settings.issuer},
        "aud": {"essential": True, "value": settings.client_id},
    }
    asked = {"nonce": kept["nonce"], "client_id": settings.client_id, "access_token": given.get("access_token")}
    claims = CodeIDToken(token.claims, token.header, required, asked)
    claims.validate(leeway=_LEEWAY)
    return claims  # type: ignore[no-any-return]


def _described(settings: Settings) -> dict[str, Any]:
    """What the service tells of itself; MachineError if it is not the one that was named."""
    found = _fetched(f"{settings.issuer.rstrip('/')}/.well-known/openid-configuration")
    if found.get("issuer") != settings.issuer:
        raise MachineError(f"{settings.issuer} describes itself as another service.")
    return found


def _fetched(address: str, body: str | None = None, settings: Settings | None = None) -> dict[str, Any]:
    """A reply as JSON; MachineError when there is none. With `settings` the request says who we are."""
    headers = {"Accept": "application/json"}
    if settings and settings.client_secret:
        pair = f"{quote_plus(settings.client_id)}:{quote_plus(settings.client_secret)}"
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    request = Request(address, data=body.encode() if body is not None else None, headers=headers)  # noqa: S310
    if not address.startswith(("https://", "http://")):
        raise MachineError(f"{address} is no address of a service.")
    try:
        with urlopen(request, timeout=_SECONDS) as reply:  # noqa: S310 (https, or http on this machine)
            found = json.loads(reply.read(_LONGEST))
    except HTTPError as refused:
        if settings:
            raise ValueError(f"the code was refused: {refused.code}") from refused
        raise MachineError(f"{address} answered {refused.code}.") from refused
    except (URLError, TimeoutError, OSError) as failed:
        raise MachineError(f"{address} cannot be reached: {failed}.") from failed
    if not isinstance(found, dict):
        raise TypeError("no object")
    return found
