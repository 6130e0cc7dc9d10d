class TransientError(Exception):
    pass
