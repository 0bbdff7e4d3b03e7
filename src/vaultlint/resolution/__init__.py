"""What a link of the vault leads to, as Obsidian resolves it, and how to write one.

Read `collect` (a note's facts), then `index`, `namesakes`, `resolve`, `subpath` (what a link leads to),
`names`, `nearest`, `breaks` (what a broken one meant), then `writing`, `rename`.
"""
