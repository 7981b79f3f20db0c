"""The words of msgops as values. This layer imports only the standard library and does no input or output."""
