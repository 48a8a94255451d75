"""Faults of the home hub's broker."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from hil.kernel_faults.kernel_stage import Stage


@asynccontextmanager
async def killed(stage: Stage) -> AsyncIterator[None]:
    """It is gone, and comes back empty."""
    await stage.broker.kill()
    try:
        yield
    finally:
        await stage.broker.start()


@asynccontextmanager
async def frozen(stage: Stage) -> AsyncIterator[None]:
    """Its process is stopped, then goes on."""
    stage.broker.freeze()
    try:
        yield
    finally:
        stage.broker.thaw()


@asynccontextmanager
async def restarted(stage: Stage) -> AsyncIterator[None]:
    """It is gone and back at once, and remembers nothing."""
    await stage.broker.kill()
    await stage.broker.start()
    yield


@asynccontextmanager
async def refuses(stage: Stage) -> AsyncIterator[None]:
    """Its access list denies announcements, for those who are connected as well."""
    stage.broker.deny(f"{stage.config.mqtt.discovery_prefix}/#" if stage.config.mqtt else "#")
    try:
        yield
    finally:
        stage.broker.deny()
