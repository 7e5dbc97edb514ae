"""Discord commands: each parses, calls the engine, renders and replies."""
