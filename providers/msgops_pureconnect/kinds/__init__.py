"""The kinds of Genesys PureConnect."""
