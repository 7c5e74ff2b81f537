"""What this plugin brings: one way to sign in, where the operator's settings name a service."""

from __future__ import annotations

import os
from collections.abc import Sequence

from engine.hookspecs import SignInProvider, hookimpl


@hookimpl
def thuocdo_sign_in_providers() -> Sequence[SignInProvider]:
    """The service that THUOCDO_OPENID_ISSUER names; none where it names none."""
    from plugins.openid.settings import settings_of

    settings = settings_of(os.environ)
    if settings is None:
        return ()
    from plugins.openid.service import provider_of

    return (provider_of(settings),)
