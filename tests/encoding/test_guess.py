"""The encoding of files that are not UTF-8."""

from __future__ import annotations

import pytest

from vaultlint.encoding import guess_encoding
from vaultlint.encoding.guess import only_seems_utf8

GERMAN = "Über den Dächern flöten Vögel – „schön“, sagt Jürgen.\n"
RUSSIAN = "Вечером мы пьём чай и читаем старые письма.\n"
JAPANESE = "昨日の夜、猫が窓から入ってきました。\n"
CHINESE = "昨天晚上有一只猫从窗户跳了进来。\n"
KOREAN = "어젯밤에 고양이가 창문으로 들어왔습니다.\n"
TURKISH = "Dün gece kedi pencereden içeri girdi, çok şaşırdık; yağmur yağıyordu.\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *(
            (GERMAN, name)
            for name in ("cp1252", "mac_roman", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le")
        ),
        *((RUSSIAN, name) for name in ("cp1251", "koi8-r", "cp866", "utf-16-le", "utf-16")),
        *((JAPANESE, name) for name in ("cp932", "euc_jp", "utf-16")),
        (CHINESE, "gbk"),
        (KOREAN, "cp949"),
        (TURKISH, "cp1254"),
    ],
)
def test_the_text_is_read(text: str, encoding: str) -> None:
    guessed = guess_encoding(text.encode(encoding, "ignore"))
    assert guessed is not None
    assert guessed[1] == text.encode(encoding, "ignore").decode(encoding)


def test_stray_bytes_in_utf8_leave_the_rest_alone() -> None:
    assert guess_encoding("Größe über älter ".encode() + b"caf\xe9") == ("utf-8+cp1252", "Größe über älter café")


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0", b"\x7fELF\x02\x01\x01\0\0\0", bytes(range(256)) * 4]
)
def test_binary_is_no_text(data: bytes) -> None:
    assert guess_encoding(data) is None


@pytest.mark.parametrize("text", ["# Tides\n\nThe tide – “always” late.\r\n", "Паром идёт на остров.\n", "a\n"])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le"])
def test_bytes_below_80_that_are_no_utf8(text: str, encoding: str) -> None:
    data = text.encode(encoding)
    assert data.decode("utf-8")
    assert only_seems_utf8(data)
    assert guess_encoding(data) == (encoding, text)


@pytest.mark.parametrize("data", [b"\0", b"\0" * 4096, b"\0\0\n", bytes(range(0x20)) * 4])
def test_zeros_that_hold_no_text(data: bytes) -> None:
    assert only_seems_utf8(data)
    assert guess_encoding(data) is None


@pytest.mark.parametrize(
    "data", [b"", b"Tides\n", b"The tide\0 comes in\0.\n" * 9, b"Tides\n" + b"\0" * 4096, b"\0" * 99 + b"Tides\n"]
)
def test_a_text_with_zeros_is_a_text(data: bytes) -> None:
    assert not only_seems_utf8(data)


@pytest.mark.parametrize(
    ("line", "encoding", "rest"),
    [
        ("старый журнал: лампа", "cp1251", "Сегодня тихо.\n"),
        ("Příliš žlutý člun čeká", "cp1250", "Loď je u břehu, řeka je klidná.\n"),
        ("灯台の電球を交換しました。", "cp932", "今日は風が強い。\n明日は休みです。\n"),
        ("Les élèves entrent à midi", "cp1252", "L’été, le phare ouvre à dix heures.\n"),
    ],
)
def test_a_legacy_line_in_utf8_is_read_by_itself(line: str, encoding: str, rest: str) -> None:
    data = rest.encode() + line.encode(encoding) + b"\n" + rest.encode()
    assert guess_encoding(data) == (f"utf-8+{encoding}", f"{rest}{line}\n{rest}")


@pytest.mark.parametrize("sign", ["£", "€", "©", "™", "•", "×", "½", "é", "–"])
def test_a_single_sign_in_english_is_windows_1252(sign: str) -> None:
    text = f"The keeper of the light paid {sign} 825 for all of the oil that was in the store at the quay.\n"
    assert guess_encoding(text.encode("cp1252")) == ("cp1252", text)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Az első hajó már elindult, a következő később jön. Nem kell félni, az őr itt van.\n", "cp1250"),
        ("Rīgas ostā šodien stiprs vējš. Kuģis gaida līdz rītam, un tas nav viss.\n", "cp1257"),
        ("今天海上有雾，渡船停航。\n", "utf-16-le"),
        ("등대 불빛이 보인다.\n", "utf-16-be"),
    ],
)
def test_encodings_that_are_easily_mistaken(text: str, encoding: str) -> None:
    guessed = guess_encoding(text.encode(encoding))
    assert guessed is not None
    assert guessed[1] == text
