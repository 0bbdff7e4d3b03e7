"""Generate clean text that looks like mojibake, and count what is reported and what a safe repair would change.

    python tools/encoding/neighbors.py [COUNT] [SEED]

Correct text holds pairs of characters that are well-formed UTF-8 in some codec: operators side by side, a capital and a
sign, units, box drawing, initials with dots. Each generator below makes one kind of such text at random; nothing it
makes is mojibake, so every report is false and every change is harm. `tests/encoding/test_neighbors.py` runs a sample.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Callable

from vaultlint.encoding import find, repair
from vaultlint.encoding.codecs import NOTHING, SINGLE_BYTE, byte_codec

OPERATORS = "≈≠≤≥∞∫∑∏√∂∆◊Ωπµ÷×±−¬·•∙°∝∈∉⊂∪∩∧∨⇒⇔∀∃∅ƒ"
GREEK = "αβγδεζηθικλμνξπρστφχψωΓΔΘΛΞΠΣΦΨΩ"
UNITS = [
    "Å", "Å³", "Å²", "Å·s", "Ω", "Ω•m", "kΩ", "µm", "µm²", "°C", "°", "m²", "m³/s", "‰", "%", "½″", "¼", "Å⁻¹", "В",
]  # fmt: skip
CURRENCY = ["£", "€", "¥", "¢", "¤", "₽", "zł", "Kč", "₺", "ƒ", "£²"]
ACCENTED = "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞßĂĹŔÄČĎŘŠŽĄĘŁŃŚŹŻĞİŞ"
LOWER = "àáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿăĺŕčďřšžąęłńśźżğışœ"
JOINTS = "•·–—-/|.…’‘“”„«»›‹™®©†‡§¶°²³¹ªº¡¿×±"
BOXES = "─│┌┐└┘├┤┬┴┼═║╔╗╚╝╠╣╦╩╬╒╓╕╖╘╙╛╜╞╟╡╢╤╥╧╨╪╫░▒▓█▄▀▌▐"
QUOTES = ["“”", "„“", "«»", "»«", "‘’", "‚‘", "””", "‹›", "´´", '""', "''"]
#: Sentences of common words, one for each language, in which other things are put.
SENTENCES = """
The old boat lies on the beach and waits.
Das Öl für die Lampen kommt am Dienstag über Köln.
L’été, la mer est à nous, « déjà vu » ou pas.
El niño soñó con un camión; ¿dónde está?
A irmã não achou o pão nem a maçã.
Perché la città è così lontana?
Å være på øya er gøy, sier Åse.
Fåglarna över ön låter som små flöjter.
Færgen sejler på søen hver lørdag.
Tämä yö jää mieleen, sanoi Väinö.
Þórður réð för með æðardún.
De coördinaten zijn geërfd; één kopie.
Wśród łąk płynie źródło, a żółw śpi.
Příliš tichý člun je úzký a žlutý.
Veľká loď čaká na vyššiu hladinu.
A révész öt órája alszik a kikötőben.
Čamac će poći u šest, kaže stražar Đuro.
Vaporul așteaptă la țărm până mâine.
Kuģis gaida ostā līdz rītam.
Žvejys grįžta į uostą.
Öö jõudis sadamasse, tuul jäi vaiksemaks.
Gemiciler öğle yemeğini güvertede yer; ışık söndü.
Con thuyền đã cập bến trước buổi trưa.
Боцман проверил все канаты и ушёл спать.
Її човен пливе вздовж берега, а ґава спить.
Лодката чака на кея до обяд.
Чамац ће поћи у шест, каже Љубо.
Η βάρκα περιμένει στο λιμάνι· ωραία.
הים שקט הערב, אמר השומר.
القارب صغير والبحر هادئ.
قایق کوچک در بندر است.
नाव किनारे पर खड़ी है।
เรือจอดอยู่ที่ท่าเรือ
渔船停在旧码头旁边。
漁船停在碼頭，天氣很好。
船は港で待っている。
배가 항구에 들어왔다.
La ŝipo atendas ĉe la ĝardeno.
Mae'r cwch yn yr harbwr, ŵyr y môr.
Zəfər dənizə çıxdı, axşam soyuq oldu.
Anija pret në port, është ftohtë.
""".strip().splitlines()


def number(r: random.Random) -> str:
    whole = r.choice([r.randint(0, 99), r.randint(100, 9999)])
    return r.choice([str(whole), f"{whole},{r.randint(0, 99)}", f"{r.random():.2f}"])


def some(r: random.Random, alphabet: str, least: int, most: int) -> str:
    return "".join(r.choice(alphabet) for _ in range(r.randint(least, most)))


def variable(r: random.Random) -> str:
    return r.choice(["x", "y", "n", "P", "r", "dx", "dt", "A", "kT", r.choice(GREEK), "", r.choice("abcxyzNRT")])


def formula(r: random.Random) -> str:
    parts = []
    for _ in range(r.randint(1, 4)):
        parts += [variable(r), some(r, OPERATORS, 1, 3), r.choice(["", "", " "])]
    return "".join([*parts, variable(r)])


def quantity(r: random.Random) -> str:
    gap = r.choice(["", " ", "\u00a0", "\u202f"])
    sign = r.choice(["", "±", "≈", "–", "−", "×", "≥", "·"])
    end = r.choice(["", "%", "°", f" {r.choice(UNITS)}"])
    return f"{number(r)}{gap}{r.choice(UNITS)}{sign}{r.choice(['', number(r)])}{end}"


def price(r: random.Random) -> str:
    form = r.choice(["{n}{c}", "{c}{n}", "{n} {c}–{n} {c}", "{n},{c}–", "{c}{c}", "{n} {c}/{n} {c}", "{c}–{c}"])
    return form.replace("{n}", number(r)).replace("{c}", r.choice(CURRENCY))


def initials(r: random.Random) -> str:
    joint = r.choice(JOINTS)
    letters = [r.choice(ACCENTED + "ABELNORST") for _ in range(r.randint(2, 6))]
    return joint.join(letters) + r.choice(["", joint])


def brand(r: random.Random) -> str:
    word = some(r, "ABCDEFGILMNORSTU", 1, 5) + r.choice(ACCENTED) + some(r, "ABELNRST", 0, 2)
    return word + r.choice([*"™®©…”²°»“‘¡¿†‡", "’s", f"–{some(r, 'ABERST', 2, 5)}"])


def quoted_letter(r: random.Random) -> str:
    pair = r.choice(QUOTES)
    large, small = r.choice(ACCENTED), r.choice(LOWER)
    word = r.choice([large, small, some(r, "abelnorst", 1, 4) + small, large + some(r, "abelnrst", 1, 5)])
    return pair[0] + word + pair[1]


def drawing(r: random.Random) -> str:
    row = ""
    for _ in range(r.randint(1, 8)):
        word = r.choice(["a", "ok", "Name", "src", "1", "ñ", "Ö"])
        glue = r.choice(["", " ", " ", " "]) if row.endswith(tuple("─│┤├═║")) else " "
        row += r.choice([some(r, BOXES, 1, 4), some(r, BOXES, 2, 2), " ", " ", f"{glue}{word}{r.choice(' │║')}"])
    return row.strip() or "├┤"


def table_of_signs(r: random.Random) -> str:
    first = r.randint(0xA1, 0x17F)
    step = r.choice([1, 1, 2, 16])
    gap = r.choice(["", " ", ", ", "|", " | ", "·"])
    return gap.join(chr(min(first + step * i, 0x24F)) for i in range(r.randint(2, 9)))


def random_pairs(r: random.Random) -> str:
    """Pairs that are UTF-8 in some codec, with nothing else around them."""
    codec = byte_codec(r.choice(list(SINGLE_BYTE)))
    upper = [char for char in codec.upper if char.isprintable() and char != NOTHING]
    leads = [char for char in upper if char in codec.leads]
    rest = [char for char in upper if char in codec.continuations]
    pairs = [r.choice(leads) + r.choice(rest) for _ in range(r.randint(1, 2))]
    return r.choice([" ", ", ", " | ", "/"]).join(pairs)


def phonetics(r: random.Random) -> str:
    return "[" + some(r, "ɪɡɑːæʃʒθðŋəˈˌɔʊɛʌɾʔʰʲɿſœøyɯ", 2, 8) + "]"


def chord(r: random.Random) -> str:
    return r.choice("ABCDEFG") + some(r, "♯♭ø°△Δº+−79mj", 1, 4)


def keyboard(r: random.Random) -> str:
    rows = ["¹²³¼½¬", "@łe¶ŧ←↓→øþ", "æßðđŋħłˀ", "»«¢„“”µ·", "§$%&/()=?", "üöäÜÖÄß", "^°´`~¨¸"]
    return "".join(r.choice(rows)[at % 6] for at in range(r.randint(2, 8)))


def ordinary_line(r: random.Random) -> str:
    """A sentence with a sign put before, after or between its words."""
    words = r.choice(SENTENCES).split(" ")
    at = r.randrange(len(words))
    thing = r.choice([formula, quantity, price, quoted_letter, initials, brand, lambda r: some(r, JOINTS, 1, 2)])(r)
    where = r.randrange(4)
    if where == 0:
        words.insert(at, thing)
    elif where == 1:
        words[at] += some(r, JOINTS, 1, 2)
    elif where == 2:
        words[at] = some(r, "“”‘’«»„¡¿•·–—§¶", 1, 2) + words[at]
    else:
        words[at] = f"{words[at].strip('.,;·')}{r.choice('…–—·•/’')}{r.choice(words)}"
    return " ".join(words)


def capitals(r: random.Random) -> str:
    line = r.choice(SENTENCES).upper()
    words = line.split(" ")
    at = r.randrange(len(words))
    words[at] += r.choice(JOINTS)
    return " ".join(words)


def list_of_words(r: random.Random) -> str:
    words = [word.strip(".,;·?!«»") for word in r.choice(SENTENCES).split(" ")]
    return r.choice(["–", "…", "·", "•", "/", " – ", "’", "™ ", "® ", "² ", "° "]).join(words)


GENERATORS: list[Callable[[random.Random], str]] = [
    formula, quantity, price, initials, brand, quoted_letter, drawing, table_of_signs, random_pairs, phonetics, chord,
    keyboard, ordinary_line, capitals, list_of_words,
]  # fmt: skip
#: What a generated text may be in.
FRAMES = ["{}", "{}", "- {}", "| {} | yes |", "({})", "# {}", "The value {} is given.", "see {}, again", "{} — {}"]


def framed(make: Callable[[random.Random], str], r: random.Random) -> str:
    """A clean text of one kind, alone or in a line."""
    parts = r.choice(FRAMES).split("{}")
    pieces = [piece for part in parts for piece in (part, make(r))]
    return "".join(pieces[:-1])


def main(count: int, seed: int) -> None:
    r = random.Random(seed)
    made: Counter[str] = Counter()
    reported: Counter[str] = Counter()
    changed: Counter[str] = Counter()
    shown = 0
    for _ in range(count):
        make = r.choice(GENERATORS)
        kind, text = make.__name__, framed(make, r)
        made[kind] += 1
        found = find(text)
        reported[kind] += bool(found)
        if found and reported[kind] < 4:
            print(f"reported {kind}: {text!r} {found}")
        if any(one.tier == "safe" for one in found):
            changed[kind] += 1
            if shown < 60:
                shown += 1
                print(f"changed  {kind}: {text!r} -> {repair(text)!r}")
    for kind in made:
        print(f"{kind:16} {made[kind]:7} made  {reported[kind]:5} reported  {changed[kind]:5} changed")
    print(f"{'all':16} {count:7} made  {reported.total():5} reported  {changed.total():5} changed")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000, int(sys.argv[2]) if len(sys.argv) > 2 else 1)
