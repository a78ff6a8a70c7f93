from hypothesis import settings

# What a test may take depends on how busy the machine is; no law of the reader is about time.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
