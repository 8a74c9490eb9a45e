"""How long things take; run by hand, never in ``make test``."""
