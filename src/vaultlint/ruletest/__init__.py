"""The rulebook proves itself: a rule's note holds examples, and the examples are the rule's tests.

Read `notation` (from a note to its cases), `running` (a case through the engine), `clothing` (the same case again in
other surroundings), `rewriting` (the expected parts, the mirrored front matter and the table of rules, written anew).
"""
