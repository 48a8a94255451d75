"""The commands of `python -m hil`, a module each: `add_arguments(parser)` and `main(options) -> exit code`."""
