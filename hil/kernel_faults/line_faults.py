"""Faults on the two lines to people: the home hub's broker, the technician's cable."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from hil.kernel_faults.kernel_stage import KernelStage


@asynccontextmanager
async def broker_killed(stage: KernelStage) -> AsyncIterator[None]:
    """The broker is gone, and comes back empty."""
    await stage.broker.kill()
    try:
        yield
    finally:
        await stage.broker.start()


@asynccontextmanager
async def broker_frozen(stage: KernelStage) -> AsyncIterator[None]:
    """The broker's process is stopped, then goes on."""
    stage.broker.freeze()
    try:
        yield
    finally:
        stage.broker.thaw()


@asynccontextmanager
async def broker_restarted(stage: KernelStage) -> AsyncIterator[None]:
    """The broker is gone and back at once, and remembers nothing."""
    await stage.broker.kill()
    await stage.broker.start()
    yield


@asynccontextmanager
async def broker_refuses(stage: KernelStage) -> AsyncIterator[None]:
    """The broker's access list denies announcements, for those who are connected as well."""
    stage.broker.deny(f"{stage.config.mqtt.discovery_prefix}/#" if stage.config.mqtt else "#")
    try:
        yield
    finally:
        stage.broker.deny()


@asynccontextmanager
async def console_unplugged(stage: KernelStage) -> AsyncIterator[None]:
    """The adapter is pulled while it is open; then it is there again, as another device of the same name."""
    stage.devices.unplug_cable()
    try:
        yield
    finally:
        stage.devices.plug_cable()
