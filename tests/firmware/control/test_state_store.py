import asyncio

from controller import Commands, CompressorStarted, SetPointRequest, Settings, Snapshot, Step, initial
from firmware.control.state_store import MAX_EVENTS, MAX_REQUESTS, Health, State, Store

MEMORY = initial(Settings(), now_s=0.0)


def state(now_s: float, events: int = 0) -> State:
    told = tuple(CompressorStarted(now_s) for _ in range(events))
    return State(
        step=Step(now_s=now_s, memory=MEMORY, inputs=Snapshot(), commands=Commands(), events=told, alarms=()),
        health=Health(),
    )


def test_a_slow_observer_sees_the_latest_state_and_every_event() -> None:
    async def main() -> None:
        store = Store()
        changes = store.subscribe().changes()
        for now_s in (0.0, 0.5, 1.0):
            store.publish(state(now_s, events=1))
        seen, events = await anext(changes)
        assert seen.step.now_s == 1.0
        assert [event.at_s for event in events] == [0.0, 0.5, 1.0]
        store.publish(state(1.5))
        seen, events = await anext(changes)
        assert (seen.step.now_s, events) == (1.5, ())

    asyncio.run(main())


def test_an_observer_that_never_looks_costs_bounded_memory_and_is_counted() -> None:
    async def main() -> None:
        store = Store()
        subscription = store.subscribe()
        for now_s in range(MAX_EVENTS + 10):
            store.publish(state(float(now_s), events=1))
        _state, events = await anext(subscription.changes())
        assert len(events) == MAX_EVENTS
        assert events[0].at_s == 10.0
        assert (subscription.take_dropped(), subscription.take_dropped()) == (10, 0)

    asyncio.run(main())


def test_requests_reach_one_tick_once_and_a_flood_is_refused() -> None:
    store = Store()
    request = SetPointRequest("1", "mqtt", "food", 4.0)
    assert all(store.submit(request) for _ in range(MAX_REQUESTS))
    assert not store.submit(request)
    assert store.take_requests() == (request,) * MAX_REQUESTS
    assert store.take_requests() == ()
