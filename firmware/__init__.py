"""The daemon: asyncio, wall clock, files, network and the composition of everything."""
