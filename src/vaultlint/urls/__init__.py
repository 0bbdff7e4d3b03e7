"""URLs as plain text: taking them apart, comparing them, and holding them against the text of their links.

Nothing here asks the network or the clock, and nothing raises on any text: a URL in a note is whatever someone typed.
"""
