"""The window: thin views over frozen view models. No SQL, no HTTP."""
