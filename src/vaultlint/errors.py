"""What ends a run: one sentence for the user, exit status 2."""

from __future__ import annotations


class Failure(Exception):
    """The run itself cannot go on. The message is one clear sentence that names the place and the way out."""
