"""One indicator over all governments: its values, how they spread, how they move, where each was printed."""
