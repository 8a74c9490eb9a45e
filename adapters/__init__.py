"""The platforms, each with its own way in and out; they know the product and not each other."""
