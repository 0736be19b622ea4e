"""The embedded iTop: a REST subset of iTop 3.2 and the carnet verbs over one SQLite file, for demonstrations and tests.

Of Carnet it knows only the rules in ``core``, so that nothing of the client can flatter itself.
"""
