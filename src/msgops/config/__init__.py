"""From YAML files to resources. Reads files, never the network."""
