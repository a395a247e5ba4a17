"""The outside programs, one module each; nothing else in the package imports them."""
