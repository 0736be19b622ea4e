"""The composition root: paths → settings → store → secrets → client → engine → window."""
