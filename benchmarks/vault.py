"""A vault of any size, the same for the same size: what people keep in Obsidian, with some of the damage they have.

Sizes follow a log-normal distribution (median 1.3 kB, mean 2.2 kB, some notes of 50 kB), as those of public vaults do.
One note in thirty holds a defect of those in DAMAGE.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

WORDS = {
    "en": """the of and to in is that for it as was with be by on not he his but at are this have from or had an they
        which one you were all her she there would their we him been has when who will no more if out so up said what
        its about than into them can only other time new some could these two may first then do any like my now over
        such our man me even most made after also did many off before must well back through years much where your way
        down should because long each just state those people too mr how little good world make very year still see
        work life three day between system meeting project budget note idea draft review source chapter method result
        model data question answer team plan energy water history language learning memory design market paper""",
    "de": """der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er
        hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur
        bis mehr durch man sein wurde sei Größe Übung Straße möglich können müssen Gespräch Überblick Lösung""",
    "fr": """le de un être et à il avoir ne je son que se qui ce dans en du elle au pour pas plus par sur avec tout
        faire mais nous comme ou si leur y dire élève été très même déjà où après première réunion idée système""",
    "es": """de la que el en y a los se del las un por con no una su para es al lo como más o pero sus le ha me si sin
        sobre este ya entre cuando todo esta ser son dos también fue había era muy años hasta desde está mi año""",
    "ru": """и в не на я быть он с что а по это она этот к но они мы весь который из у то за свой от так о для ты же
        все год человек время рука дело раз жизнь день работа слово место вопрос друг страна мир случай""",
    "zh": """我们 你们 他们 这个 那个 什么 可以 没有 时间 问题 工作 学习 方法 项目 计划 会议 笔记 想法 系统 数据
        研究 结果 语言 历史 世界 生活 因为 所以 但是 如果 已经 还是 需要 开始 现在 以后 重要 不同 发展 社会 关系""",
    "ja": """私たち これ それ ある いる する こと もの ため とき 場合 時間 問題 仕事 学習 方法 計画 会議 ノート 考え
        研究 結果 言語 世界 生活 しかし また そして について による として 重要 必要 社会 関係 発展""",
}  # fmt: skip
LANGUAGES = [*["en"] * 12, *["de"] * 2, "fr", "es", "ru", "zh", "ja"]
TAGS = ["project", "idea", "area/health", "area/work", "book", "person", "inbox", "2024/review", "to-read", "recipe"]
SITES = ["https://en.wikipedia.org/wiki/", "https://github.com/example/", "https://example.org/articles/",
         "https://www.example.com/blog/2024/", "https://news.example.net/item?id="]  # fmt: skip

#: What goes wrong in notes: a broken link, mojibake, a cut URL, an unclosed fence, a wrong number, …
DAMAGE: list[Callable[[str], str]] = [
    lambda link: f"See [[{link} that was never written]].",
    lambda link: f"CafÃ© and naÃ¯ve, as {link} has it.",
    lambda link: "Read [this](https://example.org/a b).",
    lambda link: f"[[{link}] is half a link.",
    lambda link: "- [x]done without a blank",
    lambda link: "Look at [](https://example.org/empty).",
    lambda link: f"(the page)[https://example.org/{link.replace(' ', '-')}]",
    lambda link: "1. one\n2. two\n4. four",
    lambda link: f"| a | b |\n|---|---|\n| [[{link}|alias]] | 2 |",
    lambda link: "A claim without its note.[^nowhere]",
    lambda link: "##",
    lambda link: "[https://example.org/one](https://example.org/two)",
]


class Writer:
    """Writes note `number` of a vault of `total`; the same number gives the same note in every vault of that size."""

    def __init__(self, number: int, total: int) -> None:
        self.random = random.Random(number * 1_000_003 + total)
        self.total = total
        self.number = number
        language = self.random.choice(LANGUAGES)
        self.words = WORDS[language].split()
        self.joiner = "" if language in ("zh", "ja") else " "
        self.stop = "。" if language in ("zh", "ja") else "."

    def note(self) -> str:
        """The whole text."""
        wanted = min(int(self.random.lognormvariate(7.0, 1.05)), 50_000)  # characters
        parts = [self.front_matter()] if self.random.random() < 0.6 else []
        parts.append(f"# {self.title()}")
        size = 0
        while size < wanted:
            part = self.part()
            parts.append(part)
            size += len(part)
        if self.random.random() < 1 / 30:
            parts.insert(self.random.randrange(1, len(parts) + 1), self.random.choice(DAMAGE)(name(self.other())))
        return "\n\n".join(parts) + "\n"

    def part(self) -> str:
        kinds = [self.paragraph, self.items, self.heading, self.tasks, self.quote, self.code, self.table, self.embed]
        return self.random.choices(kinds, [40, 22, 16, 6, 5, 4, 3, 4])[0]()

    def front_matter(self) -> str:
        tags = "".join(f"\n  - {tag}" for tag in self.random.sample(TAGS, self.random.randint(1, 3)))
        lines = [f"created: 20{self.random.randint(15, 25)}-{self.random.randint(1, 12):02}-11", f"tags:{tags}"]
        if self.random.random() < 0.2:
            lines.append(f"aliases: [{self.phrase(2)}, {self.phrase(1)}]")
        if self.random.random() < 0.3:
            lines.append(f'up: "[[{name(self.other())}]]"')
        if self.random.random() < 0.3:
            lines += ["status: draft", f"rating: {self.random.randint(1, 5)}"]
        return "---\n" + "\n".join(lines) + "\n---"

    def phrase(self, count: int) -> str:
        return self.joiner.join(self.random.choices(self.words, k=count))

    def title(self) -> str:
        text = self.phrase(self.random.randint(2, 6))
        return text[:1].upper() + text[1:]

    def other(self) -> int:
        """A note to link to: some are linked to far more often than others."""
        return int(self.total * self.random.random() ** 2)

    def sentence(self) -> str:
        words = self.random.choices(self.words, k=self.random.randint(6, 18))
        chance = self.random.random()
        if chance < 0.16:
            words.insert(3, f" [[{name(self.other())}]] ")
        elif chance < 0.20:
            words.insert(3, f" [[{name(self.other())}|{self.phrase(2)}]] ")
        elif chance < 0.25:
            page = self.random.randint(10000, 99999)
            words.insert(4, f" [{self.phrase(3)}]({self.random.choice(SITES)}{page}) ")
        elif chance < 0.29:
            words.insert(2, f" #{self.random.choice(TAGS)} ")
        elif chance < 0.37:
            words[2] = self.random.choice(["**{}**", "*{}*", "=={}==", "`{}`"]).format(words[2])
        elif chance < 0.42:
            words[1:2] = ["“" + words[1] + "”", "–"]
        text = " ".join(self.joiner.join(words).split())
        return text[:1].upper() + text[1:] + self.stop

    def paragraph(self) -> str:
        text = " ".join(self.sentence() for _ in range(self.random.randint(1, 6)))
        return text + (f" ^{self.random.randrange(16**6):06x}" if self.random.random() < 0.03 else "")

    def items(self) -> str:
        if self.random.random() < 0.25:
            return "\n".join(f"{number}. {self.sentence()}" for number in range(1, self.random.randint(3, 7)))
        return "\n".join(
            ("\t" if at and self.random.random() < 0.3 else "") + f"- {self.sentence()}"
            for at in range(self.random.randint(2, 8))
        )

    def heading(self) -> str:
        return f"{'#' * self.random.choice([2, 2, 2, 3])} {self.title()}"

    def tasks(self) -> str:
        return "\n".join(f"- [{self.random.choice(' x')}] {self.sentence()}" for _ in range(self.random.randint(1, 5)))

    def quote(self) -> str:
        kind = self.random.choice(["[!note]", "[!tip]- " + self.title(), ""])
        return "\n".join(f"> {line}".rstrip() for line in [kind, self.sentence(), self.sentence()] if line)

    def code(self) -> str:
        lines = "\n".join(f"    value_{n} = compute({n}, [1, 2])  # {self.phrase(3)}" for n in range(6))
        return f"```python\ndef example():\n{lines}\n```"

    def table(self) -> str:
        rows = [f"| {self.phrase(2)} | {self.random.randint(1, 999)} | [[{name(self.other())}]] |" for _ in range(4)]
        return "\n".join(["| Name | Count | Link |", "| --- | ---: | --- |", *rows])

    def embed(self) -> str:
        return f"![[{name(self.other())}]]"


def name(number: int) -> str:
    """The name of a note, without `.md`."""
    picked = random.Random(number)
    words = WORDS[picked.choice(LANGUAGES)].split()
    return f"{' '.join(picked.choices(words, k=picked.randint(1, 4)))} {number}"


def path(number: int) -> str:
    """Where a note lies: some two hundred notes in a folder, as many folders as it takes."""
    return f"{('Notes', 'Projects', 'Journal', 'Archive')[number % 4]}/{number // 800:03}/{name(number)}.md"


def make(root: Path, total: int) -> None:
    """Write a vault of `total` notes, unless it is there already."""
    done = root / ".obsidian" / "app.json"
    if done.exists():
        return
    for number in range(total):
        file = root / path(number)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(Writer(number, total).note(), "utf-8", newline="\n")
    done.parent.mkdir(parents=True, exist_ok=True)
    done.write_text("{}", "utf-8")


def damage(root: Path, total: int, wanted: int) -> None:
    """Put mojibake into `wanted` notes, evenly spread."""
    line = "\nThe cafÃ© is naÃ¯ve, and itâ€™s dÃ©jÃ  vu.\n"
    for number in range(0, total, max(1, total // wanted))[:wanted]:
        file = root / path(number)
        file.write_text(file.read_text("utf-8") + line, "utf-8", newline="\n")
