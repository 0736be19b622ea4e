"""The rules of Carnet: standard library only, no I/O, no clock of their own."""
