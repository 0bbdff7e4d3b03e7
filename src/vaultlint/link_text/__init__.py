"""Link text against URL: what the text says, and whether it contradicts its target."""
