"""How well the detector of messages that ask does on messages it was not tuned on."""
