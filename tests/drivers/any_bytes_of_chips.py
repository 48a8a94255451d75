"""Every codec of a chip, with the bytes to try it on and what is sensible to come out."""

from functools import partial

from hypothesis import strategies as st

from drivers.chips import (
    acceleration_codec,
    ads1115_codec,
    bme280_codec,
    calibration_codec,
    co2_codec,
    ds18b20_codec,
    emc2101_codec,
    ina226_codec,
    ina228_codec,
    ina228_totals_codec,
    lis3dh_codec,
    max30102_codec,
    scd4x_codec,
    sen5x_codec,
    sen66_codec,
    sen_codec,
    sgp41_codec,
    sht4x_codec,
    tmp117_codec,
)
from drivers.i2c import registers_codec, sensirion_codec, smbus_codec, tca9548a_codec
from tests.drivers.any_bytes import WORDS, Target, between, fields_between, reply

BYTE, WORD, SHORT = reply(1), reply(2), st.binary(max_size=4)
SENSIRION = WORDS | st.binary(max_size=50)
SCALE = ina228_codec.scale(shunt_ohm=0.002, max_current_a=50.0)
SLOT_BYTES = 128
LEVEL = acceleration_codec.mounted(0.0, 0.0)
TRIM = bme280_codec.unpack_trim(
    bytes.fromhex("696D 3664 3200 E998 02D6 D00B 2316 88FF F9FF 8C3C F8C6 7017 004B"),
    bytes.fromhex("7801 00 12 2E 03 1E"),
)
"""The constants of the chip that pimoroni/bme280-python recorded."""


def w1_slave(scratchpad: bytes) -> str:
    """What the kernel shows of a scratchpad with a sound check byte."""
    shown = scratchpad.hex(" ")
    return f"{shown} : crc={scratchpad[-1]:02x} YES\n{shown} t=0\n"


TARGETS = (
    Target(ads1115_codec.has_thresholds_of_power_up, WORD, WORD),
    Target(ads1115_codec.require_converted, WORD, st.integers(0, 3)),
    Target(ads1115_codec.voltage_v, WORD, sensible=between(-4.1, 4.1)),
    Target(bme280_codec.has_humidity, BYTE),
    Target(bme280_codec.is_settled, BYTE),
    Target(bme280_codec.is_measured, BYTE),
    Target(
        lambda common, humidity, data: bme280_codec.decode(data, bme280_codec.unpack_trim(common, humidity)),
        reply(26),
        st.none() | reply(7),
        reply(6, 8),
        covers=(bme280_codec.unpack_trim,),
    ),
    Target(
        partial(bme280_codec.decode, trim=TRIM),
        reply(6, 8),
        sensible=fields_between(pressure_hpa=(300, 1_100), temperature_c=(-40, 85), humidity_pct=(0, 100)),
        covers=(bme280_codec.decode,),
    ),
    Target(calibration_codec.bytes_in_use, reply(calibration_codec.HEADER_BYTES), st.just(SLOT_BYTES)),
    Target(
        calibration_codec.unpack_slot,
        st.binary(max_size=60) | st.binary(max_size=60).map(b"HWCA\x01".__add__),
        st.just(SLOT_BYTES),
    ),
    Target(co2_codec.correction_ppm, SENSIRION, sensible=between(-0x8000, 0x7FFF)),
    Target(
        ds18b20_codec.decode,
        st.text(max_size=80) | reply(8).map(lambda data: data + bytes([ds18b20_codec.crc8(data)])).map(w1_slave),
        sensible=fields_between(temperature_c=(-55, 125)),
    ),
    Target(emc2101_codec.is_emc2101, BYTE, BYTE),
    Target(emc2101_codec.is_following, BYTE),
    Target(emc2101_codec.is_converting, BYTE),
    Target(emc2101_codec.fan_rpm, BYTE, BYTE, sensible=between(0.0, 30_000.0)),
    Target(emc2101_codec.diode_c, BYTE, BYTE, sensible=between(-40, 126)),
    Target(emc2101_codec.chip_c, BYTE),
    Target(emc2101_codec.duty_pct, BYTE, sensible=between(0, 100)),
    Target(ina226_codec.is_ina226, WORD, WORD),
    Target(ina226_codec.is_configured, WORD),
    Target(ina226_codec.require_new, WORD),
    Target(
        partial(ina226_codec.decode, shunt_ohm=0.002),
        WORD,
        WORD,
        sensible=fields_between(voltage_v=(0, 40.96), current_a=(-41, 41)),
        covers=(ina226_codec.decode,),
    ),
    Target(ina228_codec.is_ina228, WORD, WORD),
    Target(partial(ina228_codec.is_configured, ours=SCALE), WORD, WORD, covers=(ina228_codec.is_configured,)),
    Target(ina228_codec.require_new, WORD),
    Target(ina228_codec.overflows, WORD),
    Target(ina228_codec.signed20, reply(3), sensible=between(-(1 << 19), (1 << 19) - 1)),
    Target(
        partial(ina228_codec.decode, totals=ina228_totals_codec.Totals(0, 0), ours=SCALE),
        reply(3),
        reply(3),
        WORD,
        covers=(ina228_codec.decode,),
    ),
    Target(ina228_totals_codec.unsigned40, reply(5), sensible=between(0, (1 << 40) - 1)),
    Target(ina228_totals_codec.first_totals, reply(5), reply(5)),
    Target(
        partial(ina228_totals_codec.advanced, ina228_totals_codec.Totals(0, 0), elapsed_s=1e6),
        reply(5),
        reply(5),
        covers=(ina228_totals_codec.advanced,),
    ),
    Target(lis3dh_codec.is_lis3dh, BYTE),
    Target(lis3dh_codec.pending, BYTE, sensible=between(1, 32)),
    Target(lis3dh_codec.is_shocked, BYTE),
    Target(
        lambda data: lis3dh_codec.describe(
            lis3dh_codec.vectors(data), acceleration_codec.mounted(0.0, 0.0), at_least_g=0.0
        ),
        reply(6, 12, 192),
        covers=(lis3dh_codec.vectors,),
    ),
    Target(max30102_codec.is_max30102, BYTE),
    Target(max30102_codec.is_reset, BYTE),
    Target(max30102_codec.fifo_state, reply(3), sensible=lambda state: 0 <= state.count <= 32),
    Target(
        max30102_codec.channels,
        reply(6, 12, 192),
        st.sampled_from([69, 118, 215, 411]),
        sensible=lambda both: all(0 <= count < 1 << 18 for count in both[0] + both[1]),
    ),
    Target(registers_codec.unsigned16, WORD, sensible=between(0, 0xFFFF)),
    Target(registers_codec.looks_dead, WORD),
    Target(registers_codec.signed16, WORD, sensible=between(-0x8000, 0x7FFF)),
    Target(
        scd4x_codec.decode,
        SENSIRION | reply(9),
        sensible=fields_between(co2_ppm=(1, 65_534), temperature_c=(-45, 130), humidity_pct=(0, 100)),
    ),
    Target(scd4x_codec.is_ready, SENSIRION),
    Target(scd4x_codec.variant, SENSIRION),
    Target(scd4x_codec.is_off, SENSIRION),
    Target(sen5x_codec.decode, SENSIRION, sensible=fields_between(humidity_pct=(0, 100), voc_index=(0, 500))),
    Target(
        sen66_codec.decode,
        SENSIRION
        | st.lists(st.integers(0, 0xFFFF), min_size=9, max_size=9).map(
            lambda words: sensirion_codec.pack_words(*words)
        ),
        sensible=fields_between(**{field.name: (field.minimum, field.maximum) for field in sen66_codec.FIELDS}),
    ),
    Target(partial(sen_codec.decode, fields=sen66_codec.FIELDS), SENSIRION, covers=(sen_codec.decode,)),
    Target(sen_codec.is_ready, SENSIRION),
    Target(sen_codec.is_cleaning, SENSIRION),
    Target(sen_codec.product_name, SENSIRION),
    Target(partial(sen_codec.faults_in, known=sen66_codec.FAULTS), SENSIRION, covers=(sen_codec.faults_in,)),
    Target(sensirion_codec.unpack_words, SENSIRION, st.integers(0, 16)),
    Target(sensirion_codec.serial_number, SENSIRION, st.integers(0, 3)),
    Target(sgp41_codec.decode, SENSIRION),
    Target(sgp41_codec.failed_pixels, SENSIRION),
    Target(
        sht4x_codec.decode,
        SENSIRION | reply(6),
        sensible=fields_between(temperature_c=(-45, 130), humidity_pct=(0, 100)),
    ),
    Target(
        smbus_codec.received_word,
        st.integers(0, 0x7F),
        st.integers(0, 0xFF),
        reply(3),
        sensible=between(0, 0xFFFF),
    ),
    Target(tca9548a_codec.is_selected, SHORT, st.integers(-2, 9)),
    Target(tmp117_codec.is_tmp117, WORD),
    Target(tmp117_codec.is_settled, WORD),
    Target(tmp117_codec.is_measuring, WORD),
    Target(tmp117_codec.require_new, WORD),
    Target(tmp117_codec.decode, WORD, sensible=fields_between(temperature_c=(-55, 150))),
)
