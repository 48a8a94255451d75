"""The commands of the command line, a module each, which has `main(options) -> exit code`."""
