"""A strict stand-in for Slack: real HTTP and sockets, and a refusal wherever Slack has one."""
