"""URLs as text: parse and compare them, and check them for errors.

Read `parse`, `canonical` (keys for comparing), `hosts` and `data_hosts` (what is known of hosts), `sites` (sites with
paths of their own), then what can be wrong: `malformed`, `placeholders`, `identifiers`, `identifiers_in_text` and
`identifier_syntax`, `expiry`. Nothing here uses the network or the clock, and nothing raises on any text.
"""
