"""Downloader middlewares: scope, patience, and the record of every exchange."""
