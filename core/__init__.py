"""What every part shares and no part owns: settings, database, errors, servers. Knows no domain."""
