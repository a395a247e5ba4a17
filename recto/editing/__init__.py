"""Changes to the sources, always as patches: `apply` makes them, `printed` tells what they did.

Nothing here decides what is to be changed: the rules do, and the verbs.
"""
