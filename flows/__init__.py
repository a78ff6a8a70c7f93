"""Flows that read the archive and load the warehouse; the only package that knows the other two."""
