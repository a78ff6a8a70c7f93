"""The reading room: read-only pages on the warehouse, for people who look before they query.

Imports ``warehouse`` only. The command hands in what lies elsewhere (the archive's payloads, the codebook).
"""
