"""The likely encoding of bytes that are not UTF-8."""

from __future__ import annotations

import codecs as python_codecs
import re
from typing import Final

from vaultlint.encoding.language_model import model
from vaultlint.pattern import Pattern

_BOMS: Final = (
    (python_codecs.BOM_UTF32_LE, "utf-32"),
    (python_codecs.BOM_UTF32_BE, "utf-32"),
    (python_codecs.BOM_UTF16_LE, "utf-16"),
    (python_codecs.BOM_UTF16_BE, "utf-16"),
)
#: Encodings without a BOM and how unlikely each is beforehand, in nats.
_PRIORS: Final = {
    "cp1252": 0.0,
    "gbk": 1.0,
    "gb18030": 1.5,
    "cp932": 1.0,
    "big5": 2.0,
    "cp949": 2.0,
    "euc_jp": 3.0,
    "cp1251": 1.0,
    "cp1250": 2.0,
    "mac_roman": 3.0,
    "koi8_r": 2.0,
    "koi8_u": 2.2,
    "cp1253": 2.0,
    "cp1254": 1.5,
    "cp1255": 2.0,
    "cp1256": 2.0,
    "cp1257": 3.0,
    "iso8859_2": 4.0,
    "iso8859_5": 5.0,
    "iso8859_6": 4.0,
    "iso8859_7": 2.5,
    "cp874": 3.0,
    "cp437": 5.0,
    "cp850": 5.0,
    "cp852": 6.0,
    "cp866": 3.0,
    "mac_cyrillic": 6.0,
}
#: How many bytes are looked at closely.
_SAMPLE: Final = 6000
#: Controls that no text holds; the others are tab, line endings, form feed, escape and the DOS end of file.
_BINARY: Final = re.compile(rb"[\x00-\x06\x0e-\x19\x1c-\x1f\x7f]")
_WIDE: Final = Pattern("[\x20-\x7e\r\n\t\u2010-\u2026\u3000-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff5e]")
_INVALID_UTF8: Final = Pattern("[\udc80-\udcff]")


def guess(data: bytes) -> tuple[str, str] | None:
    """See `vaultlint.encoding.guess_encoding`.

    The name is Python's; `utf-8+cp1252` means UTF-8 in which stray bytes of Windows-1252 were left.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            text = decode(data, name)
            return None if text is None else (name, text)
    wide = without_mark(data)
    if wide is not None:
        return wide
    if data.count(b"\0") or len(_BINARY.findall(data)) * 200 > len(data):
        return without_zeros(data, data.decode("latin-1"))
    patched = mostly_utf8(data)
    if patched is not None:
        return patched
    legacy = by_likelihood(data)
    return without_zeros(data, legacy[1]) or legacy


def only_seems_utf8(data: bytes) -> bool:
    """Whether bytes pass for UTF-8 and are none: UTF-16 of ASCII or Cyrillic letters without a BOM, or no text at all.

    Such bytes are all below 80, so that they count alike as UTF-8 and as Latin-1.
    """
    if b"\0" not in data or not data.isascii():
        return False
    zeros = data.count(b"\0")
    # A few zeros are text that was damaged, and so are many after it: what a power cut leaves of a file.
    rest = data.replace(b"\0", b"").strip()
    others = len(_BINARY.findall(rest))
    if not rest or others * 10 > len(rest) * 3:
        return True
    return (zeros + others) * 3 > len(data) and without_mark(data) is not None


def decode(data: bytes, name: str) -> str | None:
    """The text, or None where the bytes are not of this encoding."""
    try:
        return data.decode(name)
    except UnicodeDecodeError:
        return None


def without_mark(data: bytes) -> tuple[str, str] | None:
    """UTF-16 or UTF-32 without a BOM: the zero bytes of Latin letters, spaces and line endings give it away."""
    zeros = [data[start::4].count(0) for start in range(4)]
    quarter = len(data) / 4
    shapes = (
        ("utf-32-le", 4, (2, 3), (0, 1)),
        ("utf-32-be", 4, (0, 1), (2, 3)),
        ("utf-16-le", 2, (1, 3), (0, 2)),
        ("utf-16-be", 2, (0, 2), (1, 3)),
    )
    for name, width, full, empty in shapes:
        high, low = sum(zeros[i] for i in full), sum(zeros[i] for i in empty)
        enough = 0.9 if width == 4 else 0.02
        if len(data) < 2 * width or len(data) % width or high < enough * 2 * quarter:
            continue
        if width == 2 and low * 20 > high:
            continue
        text = decode(data, name)
        if text is not None and reads_like_text(text):
            return name, text
    return None


def without_zeros(data: bytes, legacy: str) -> tuple[str, str] | None:
    """UTF-16 of Chinese, Japanese or Korean without a BOM, if it is likelier text than `legacy` is."""
    if len(data) % 2:
        return None
    cost = model().cost
    least = cost("", legacy[:_SAMPLE], "") / max(1, min(len(data), _SAMPLE))
    best: tuple[float, str, str] | None = None
    for name in ("utf-16-le", "utf-16-be"):
        text = decode(data, name)
        if text is None or len(_WIDE.findall(text)) * 20 < len(text) * 19:
            continue
        each = cost("", text[: _SAMPLE // 2], "") / min(len(data), _SAMPLE)
        if each < least and (best is None or each < best[0]):
            best = each, name, text
    return None if best is None else best[1:]


def reads_like_text(text: str) -> bool:
    """Whether the characters are such as texts hold: few controls, and likelier than chance."""
    sample = text[:_SAMPLE]
    odd = sum(1 for char in sample if char < " " and char not in "\t\n\r\f\x1a\x1b")
    return odd * 200 <= len(sample) and model().cost("", sample, "") / max(1, len(sample)) < 9.5


def mostly_utf8(data: bytes) -> tuple[str, str] | None:
    """UTF-8 but for some lines or bytes: those are read by themselves, the rest stays what it is.

    Lines in which most of what is not ASCII is not UTF-8 are read in one legacy encoding; elsewhere single bytes are
    read as Windows-1252.
    """
    marked = data.startswith(python_codecs.BOM_UTF8)
    lines = data.removeprefix(python_codecs.BOM_UTF8).split(b"\n")
    texts = [line.decode("utf-8", "surrogateescape") for line in lines]
    strays = {at: len(found) for at, text in enumerate(texts) if (found := _INVALID_UTF8.findall(text))}
    beyond = [sum(1 for char in text if char > "\x7f") - strays.get(at, 0) for at, text in enumerate(texts)]
    legacy = [at for at, count in strays.items() if count >= 2 * beyond[at]]
    sound = sum(count for at, count in enumerate(beyond) if at not in legacy)
    if not strays or not (marked or sound >= sum(count for at, count in strays.items() if at not in legacy) + 1):
        return None
    name = "cp1252"
    if legacy:
        context = "".join([text for at, text in enumerate(texts) if at not in strays])
        name, _ = by_likelihood(b"\n".join([lines[at] for at in legacy]), context)
    for at in strays:
        texts[at] = lines[at].decode(name, "replace") if at in legacy else _patched(texts[at])
    text = "\ufeff" * marked + "\n".join(texts)
    return None if text.count("\ufffd") > data.count(b"\xef\xbf\xbd") else (f"utf-8+{name}", text)


def _patched(text: str) -> str:
    """A line of UTF-8 whose stray bytes are read as Windows-1252."""
    patched: str = _INVALID_UTF8.sub(lambda match: bytes([ord(match[0]) - 0xDC00]).decode("cp1252", "replace"), text)
    return patched


def by_likelihood(data: bytes, context: str = "") -> tuple[str, str]:
    """The encoding whose reading is the likeliest text; `context` is sound text of the same note."""
    if only_signs(data):
        return "cp1252", data.decode("cp1252")
    sample = sample_of(data)
    language = language_of(sample) or ("hu" if is_hungarian(sample) else "")
    letters = {char for char in context.lower() if char > "\x7f" and char.isalpha()}
    best: tuple[float, str] | None = None
    for name, prior in _PRIORS.items():
        try:
            text = python_codecs.getincrementaldecoder(name)().decode(sample, False)
        except UnicodeDecodeError:
            continue
        cost = model().cost("", text, "") + prior
        cost -= LANGUAGE_BONUS * (name in _CODECS_OF.get(language, ()))
        cost -= sum(FAMILIAR for char in text.lower() if char in letters)
        cost -= LANGUAGE_BONUS * (bool(letters) and has_all(name, letters))
        if (best is None or cost < best[0]) and decode(data, name) is not None:
            best = cost, name
    if best is None:
        return "latin-1", data.decode("latin-1")
    return best[1], data.decode(best[1])


def has_all(name: str, letters: set[str]) -> bool:
    """Whether an encoding has all of some letters."""
    try:
        "".join(letters).encode(name)
    except UnicodeEncodeError:
        return False
    return True


def only_signs(data: bytes) -> bool:
    """Whether all that is not ASCII is a few signs of Windows-1252 where signs stand: around words, not in them."""
    text = decode(data, "cp1252")
    if text is None:
        return False
    places = [at for at, char in enumerate(text) if char > "\x7f"]
    if len(places) * 50 > len(text):
        return False
    for at in places:
        char = text[at]
        inside = text[at - 1 : at].isalpha() and text[at + 1 : at + 2].isalpha()
        if char.isalpha() and char not in "ªºµ":
            return False
        if inside and char not in "’–—·":
            return False
    return bool(places)


def language_of(sample: bytes) -> str:
    """The language whose small words a sample holds most of, by their ASCII letters; empty if none leads clearly."""
    words = re.findall(rb"(?<![\x80-\xffA-Za-z])[A-Za-z]{1,5}(?![\x80-\xffA-Za-z])", sample)
    counts = {name: sum(1 for word in words if word.lower() in small) for name, small in _SMALL_WORDS.items()}
    first, second = sorted(counts, key=lambda name: -counts[name])[:2]
    return first if counts[first] > 1 and counts[first] > counts[second] * 1.3 else ""


def is_hungarian(sample: bytes) -> bool:
    """Whether the letters are those of Hungarian, whose ő and ű read as õ and û in Windows-1252."""
    letters = set(sample.decode("cp1252", "ignore").lower())
    return (
        bool(letters & set("õû")) and bool(letters & set("öü")) and bool(letters & set("áíóú")) and "ã" not in letters
    )


def _small(words: str) -> frozenset[bytes]:
    return frozenset(words.encode().split())


#: Small words of languages that do not use Windows-1252, and of some that do; only those that are pure ASCII.
_SMALL_WORDS: Final = {
    "hu": _small("a az egy hogy nem van volt kell de ha mert csak majd meg el ki le fel itt ott ez azt"),
    "cs": _small("a v na se je ne to do za od po ale jako nebo pro jen ve si by ten kdo tam jsou bude"),
    "pl": _small("i w z na nie do to jest od po za ale jak przez tylko lub albo oraz tam ten kto by bez"),
    "hr": _small("i u je na se da od za su ne s po ali kao ili ako sam bez kod iz nad to jer"),
    "ro": _small("de la nu cu un o din pe pentru dar sau mai este ca ce sunt fost lui cel"),
    "lv": _small("un ir no ar par uz ka pie bet kas tas jau vai nav pa lai ja jo to"),
    "lt": _small("ir yra kad su bet nuo tai kaip jau ne per tik prie po jei o kas iki buvo"),
    "et": _small("ja on ei et see ka kui oli aga ning ta siis mis kes oma kas laev laeva"),
    "tr": _small("ve bir bu da de ile ne o gibi ama kadar sonra en olan var her daha iki ki"),
    "en": _small("the of and to in is was for that with on at by it as are from this he all be"),
    "de": _small("der die und das in den von zu mit ist im nicht ein eine auf dem des als auch es an"),
    "fr": _small("le la les de des et un une est en du que qui dans pour pas sur au par il ne se"),
    "es": _small("el la los de en y que un una se con por para del las al no su lo es"),
    "pt": _small("o a os as de do da em e que um uma com para por no na se dos mais foi"),
    "it": _small("il la di e che un una per in con del non le si da al dei nel ma lo"),
    "sv": _small("och i att det som en av den till med ett om var han de inte sig ut"),
}
_CENTRAL: Final = ("cp1250", "iso8859_2", "cp852")
#: Encodings of languages that are easily taken for Western ones.
_CODECS_OF: Final = {
    **dict.fromkeys(("hu", "cs", "pl", "hr", "ro"), _CENTRAL),
    **dict.fromkeys(("lv", "lt", "et"), ("cp1257",)),
    "tr": ("cp1254",),
}
#: What it counts, in nats, that an encoding is usual for the language, and for each letter that the rest of a note has.
LANGUAGE_BONUS: Final = 25.0
FAMILIAR: Final = 2.0


def sample_of(data: bytes) -> bytes:
    """The first lines that hold more than ASCII."""
    lines, size = [], 0
    for line in data.splitlines(keepends=True):
        if line.isascii():
            continue
        lines.append(line[:_SAMPLE])
        size += len(lines[-1])
        if size > _SAMPLE:
            break
    return b"".join(lines)
