"""A chat of our own in the browser, to try the product before any platform account exists."""
