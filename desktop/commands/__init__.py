"""The commands of ``carnet``, by what they are about."""
