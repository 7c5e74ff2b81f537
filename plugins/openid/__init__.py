"""Signing in through a service that speaks OpenID Connect."""
