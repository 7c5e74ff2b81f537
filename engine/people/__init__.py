"""Accounts, roles, one table of permissions."""
