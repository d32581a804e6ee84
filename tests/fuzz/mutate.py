"""Seeds changed at random, as files are changed by disks, editors and foes; the same number gives the same bytes."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

#: What breaks parsers, in text and in binary.
NASTY = (
    *(b"\x00", b"\xff", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\x1a", b"\r", b"\n", b"\r\n", b"\xef\xbb\xbf"),
    *(b"\xff\xfe", b"\x81", b"\xe4\xbd", b"\xd2\xbb", b"nan", b"inf", b"-inf", b"1e308", b"1e-320", b"-0", b"9" * 40),
    *(b",", b",,,,,,", b"@", b"=", b"[", b"]", b"(", b")", b"'", b'"', b"%", b"\\", b";", b"\t", b" " * 40),
    *("余杭".encode(), "余杭".encode("gb18030"), "＠，".encode("gb18030"), "－１２．５".encode(), b"NULL", b"AND NOT"),
    *(b"0\nSECTION\n", b"0\nENDSEC\n", b"  0\nINSERT\n  2\nA\n", b"((((((((", b"J1,1,", b"POLYGON ((", b"EMPTY"),
)
Change = Callable[[random.Random, bytearray, Sequence[bytes]], None]


def mutated(seeds: Sequence[bytes], number: int, most: int = 1 << 16) -> bytes:
    """Return the ``number``-th mutation of ``seeds``: one of them, changed one to eight times."""
    chance = random.Random(number)
    data = bytearray(chance.choice(seeds))
    for _ in range(chance.choice((1, 1, 2, 3, 5, 8))):
        chance.choice(CHANGES)(chance, data, seeds)
    return bytes(data[:most])


def _place(chance: random.Random, data: bytearray) -> int:
    return chance.randrange(len(data) + 1)


def _flip(chance: random.Random, data: bytearray, _seeds: Sequence[bytes]) -> None:
    if data:
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def _byte(chance: random.Random, data: bytearray, _seeds: Sequence[bytes]) -> None:
    if data:
        data[chance.randrange(len(data))] = chance.randrange(256)


def _insert(chance: random.Random, data: bytearray, _seeds: Sequence[bytes]) -> None:
    at = _place(chance, data)
    data[at:at] = chance.choice(NASTY)


def _overwrite(chance: random.Random, data: bytearray, _seeds: Sequence[bytes]) -> None:
    at, what = _place(chance, data), chance.choice(NASTY)
    data[at : at + len(what)] = what


def _delete(chance: random.Random, data: bytearray, _seeds: Sequence[bytes]) -> None:
    at = _place(chance, data)
    del data[at : at + chance.choice((1, 2, 8, 64, 512))]


def _cut(chance: random.Random, data: bytearray, _seeds: Sequence[bytes]) -> None:
    del data[_place(chance, data) :]


def _repeat(chance: random.Random, data: bytearray, _seeds: Sequence[bytes]) -> None:
    at = _place(chance, data)
    piece = data[at : at + chance.choice((1, 4, 32, 256))]
    data[at:at] = piece * chance.choice((1, 2, 10, 100))


def _splice(chance: random.Random, data: bytearray, seeds: Sequence[bytes]) -> None:
    other = chance.choice(seeds)
    at, start = _place(chance, data), chance.randrange(len(other) + 1)
    data[at:at] = other[start : start + chance.choice((8, 64, 512))]


def _lines(chance: random.Random, data: bytearray, _seeds: Sequence[bytes]) -> None:
    """Exchange two lines, or leave one out, or write one twice."""
    lines = data.split(b"\n")
    a, b = chance.randrange(len(lines)), chance.randrange(len(lines))
    match chance.randrange(3):
        case 0:
            lines[a], lines[b] = lines[b], lines[a]
        case 1:
            del lines[a]
        case _:
            lines.insert(b, lines[a])
    data[:] = b"\n".join(lines)


def _number(chance: random.Random, data: bytearray, _seeds: Sequence[bytes]) -> None:
    """Put another number where one stands."""
    digits = [i for i, byte in enumerate(data) if 48 <= byte <= 57]
    if digits:
        start = end = chance.choice(digits)
        while end < len(data) and data[end] in b"0123456789.":
            end += 1
        data[start:end] = chance.choice(
            (b"0", b"-1", b"1e400", b"999999999999999999999", b"0.0000001", b"40500000", b"")
        )


CHANGES: tuple[Change, ...] = (
    *(_flip, _byte, _insert, _insert, _overwrite, _delete, _cut, _repeat, _splice, _lines, _number, _number),
)
