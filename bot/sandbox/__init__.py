"""The real bot in a simulated Discord on this machine: no token, no account."""
