"""The product: what people want, what we remember, what we say. Knows no platform and no SQL."""
