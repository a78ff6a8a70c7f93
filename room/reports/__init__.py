"""One report as the room shows it: its rows, its text laid out, its versions compared, its original."""
