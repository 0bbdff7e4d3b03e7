"""The language server: what `check`, `fix`, `format` and `mv` know, offered to editors.

Read `app` (which message is answered by what), `connection` (the client), `worker` (the one thread that touches
vaults), `workspace` and `vaults` (sessions, the open buffers over them, and what was reported), `positions` and
`documents` (text as the protocol counts it). Each other module is one feature: values in, protocol objects out.

It needs the extra `server`; nothing outside this package imports pygls or lsprotocol.
"""
