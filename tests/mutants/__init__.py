"""One-line breaks of the product, each with what a person would suffer; the tests catch them."""
