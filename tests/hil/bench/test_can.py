from hil.bench.can_listening import bench_can
from hil.bench.can_load import MESSAGES, ONE_WANTED_IN, SIGNALS, WANTED_IDS, messages, our_map, plain_map


def test_a_short_bench_compares_both_listeners_on_each_transport_and_loses_nothing_untold() -> None:
    figures = bench_can(rounds=1, paced_s=0.05, flat_out_frames=100)
    for transport in ("virtual", "virtual_flat", "udp_multicast", "udp_multicast_flat"):
        assert {f"{transport}_{key}" for key in ("ours_us", "plain_us", "ratio", "lost", "lost_untold")} <= set(figures)
    assert {"ours_us", "plain_us", "ratio", "lost", "lost_untold"} <= set(figures)
    assert figures["lost_untold"] == 0


def test_both_listeners_want_the_same_of_the_same_traffic() -> None:
    database, specs = our_map()
    assert len(specs) == len(WANTED_IDS) * len(SIGNALS)
    assert len(WANTED_IDS) * ONE_WANTED_IN == MESSAGES == len(database.messages)
    assert [each.frame_id for each in plain_map().messages] == [each.frame_id for each in database.messages]
    assert {each.arbitration_id for each in messages(MESSAGES)} == {each.frame_id for each in database.messages}
