"""A linter and formatter for Obsidian-style vaults."""

__version__ = "0.1.0"
