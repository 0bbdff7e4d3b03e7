"""Plugin rules: rules from outside, in Python files, entry points and patterns of the configuration."""

#: The group of plugin rules that name no other.
GROUP = "own"
