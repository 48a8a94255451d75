from hil.plants import OutsideAir, OutsideAirParameters, Spike, random_spikes


def test_a_spike_comes_and_goes() -> None:
    air = OutsideAir(OutsideAirParameters(8.0, (Spike(60.0, 40.0, 200.0), Spike(200.0, 10.0, 90.0))))
    seen = []
    for _ in range(30):
        air.advance(10.0)
        seen.append(air.pm25_ugm3)
    assert seen == [8.0] * 5 + [200.0] * 4 + [8.0] * 10 + [90.0] + [8.0] * 10


def test_random_spikes_are_in_order_within_the_time_and_the_same_for_a_seed() -> None:
    spikes = random_spikes(1, duration_s=86_400.0, each_s=1_800.0)
    assert spikes == random_spikes(1, duration_s=86_400.0, each_s=1_800.0)
    assert spikes != random_spikes(2, duration_s=86_400.0, each_s=1_800.0)
    assert 20 < len(spikes) < 80
    ends_s = [spike.at_s + spike.for_s for spike in spikes]
    assert all(end_s <= spike.at_s for end_s, spike in zip(ends_s[:-1], spikes[1:], strict=True))
    assert ends_s[-1] <= 86_400.0
