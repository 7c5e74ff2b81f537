"""The command line: one module a command, heavy imports only where they are used."""
