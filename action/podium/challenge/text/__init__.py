"""YAML as text: bounded, decoded, and with the line of every key."""
