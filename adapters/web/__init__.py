"""Ground that everybody shares who serves over HTTP: platforms, the sandbox, pages for people."""
