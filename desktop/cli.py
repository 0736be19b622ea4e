"""The command line: the same use cases on the same file."""
