"""`python -m recto` is `recto`."""

from recto.commands import front_door

front_door()
