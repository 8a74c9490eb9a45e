"""Slack: reading what it sends. (Sending to it comes with its own wire.)"""
