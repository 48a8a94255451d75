"""Serial lines: bytes, frames, and the technician."""
