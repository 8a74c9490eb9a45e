"""Tests, told as sentences. Real store, fake world; nothing of ours is patched."""
