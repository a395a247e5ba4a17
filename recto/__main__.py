"""`python -m recto` is `recto`."""

from recto.commands import main

raise SystemExit(main())
