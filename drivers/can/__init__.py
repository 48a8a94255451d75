"""CAN on Linux: sockets, frames, the state of the controller and its errors. Nothing here sends."""
