"""Long messages of SAE J1939 that go by on a bus, to values of points; pure, no bus."""

from can.typechecking import CanFilter

from drivers.errors import BadFrame
from drivers.vehicle.frame_counts import Decoded, FrameKind, PduCounts
from drivers.vehicle.j1939_codec import TP_CM, TP_DT, Packets, group_filter, pgn_of
from drivers.vehicle.signal_decoder_codec import Decoder


class Groups:
    """The transport protocol of one bus; `decoder` tells what its messages mean."""

    def __init__(self, decoder: Decoder) -> None:
        self._decoder, self._packets = decoder, Packets()

    @property
    def filters(self) -> list[CanFilter]:
        """The ids of the transport protocol, for the kernel."""
        return [group_filter(TP_CM), group_filter(TP_DT)]

    @property
    def pdus(self) -> PduCounts:
        """Counts of messages so far, by outcome."""
        return self._packets.counts

    def decode(self, arbitration_id: int, is_extended: bool, data: bytes, *, now_s: float) -> Decoded | None:
        """Decode a frame, None when it is not of the transport protocol. The last packet gives all values."""
        pgn = pgn_of(arbitration_id)
        if not is_extended or pgn not in {TP_CM, TP_DT}:
            return None
        name = "TP.CM" if pgn == TP_CM else "TP.DT"
        try:
            group = self._packets.take(arbitration_id, data, now_s=now_s)
        except BadFrame as error:
            return Decoded(kind=FrameKind.UNDECODABLE, message=name, why=str(error))
        if group is None:
            return Decoded(kind=FrameKind.DECODED, message=name)
        whole = self._decoder.decode_group(group.pgn, group.data)
        return Decoded(kind=FrameKind.DECODED, message=name, why=whole.why, values=whole.values)

    def give_up(self) -> None:
        """Drop what is under way: nobody listens any longer."""
        self._packets.give_up()
