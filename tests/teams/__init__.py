"""A strict stand-in for Microsoft Teams: real HTTP, signed tokens, refusals as Teams has them."""
