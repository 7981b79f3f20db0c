"""Everything that a provider may import, apart from the values of `msgops.model`."""
