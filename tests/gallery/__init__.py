"""Pictures of every state of the window, made from named fixtures without any network; the tests of the look use the same ones.

``fixtures.py`` is the table: a state is a function of five lines. ``sample.py`` is the desk it starts from, ``scene.py`` what a
state is made with, ``stage.py`` opens the window on one, ``__main__.py`` renders them all.
"""
