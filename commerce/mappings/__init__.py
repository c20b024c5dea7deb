"""Named mappings: one TOML file for each shape of feed that is known."""
