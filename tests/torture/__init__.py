"""Long checks: a smaller number of each runs with the tests."""
