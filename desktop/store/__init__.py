"""Everything SQLite: the one local file of a profile directory, and all SQL that touches it."""
