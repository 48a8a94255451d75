"""Checks of a configuration: its parts fit each other and what is shipped; advice that is not an error."""
