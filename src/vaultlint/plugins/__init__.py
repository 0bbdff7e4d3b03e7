"""Plugin rules: rules from outside, in Python files, entry points and patterns of the configuration.

They join the registry when a trusted configuration names them, and only then. Read `install`, `python`, `patterns`;
`moved` keeps old import paths working.
"""

#: The group of plugin rules that name no other.
GROUP = "own"
