"""Hardware input and output, one device a file; beside each, where bytes are decoded, a pure `*_codec.py`."""
