"""Use cases that need no network, each written once for window and command line."""
