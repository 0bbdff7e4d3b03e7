"""Plugin rules: rules from outside, in Python files, entry points and patterns of the configuration."""
