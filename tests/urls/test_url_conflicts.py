"""Links that contradict each other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultlint.link_text.conflicts import Mention, one_name_two_works, one_work_two_names
from vaultlint.link_text.work_titles import work_names

RIGHT, WRONG = "https://arxiv.org/abs/2401.00001", "https://arxiv.org/pdf/2402.00002"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("KnitNet", ["knitnet"]),
        ("KnitNet (Smith et al., 2024)", ["knitnet"]),
        ("KnitNet: Learning Warm Wool Patterns", ["knitnet", "learningwarmwoolpatterns"]),
        ("Smith et al., 2024", []),
        ("Smith & Jones, 2024", []),
        ("Smith, 2024", []),
        ("KnitNet 2 technical report", ["knitnet2"]),
        ("Knit# paper", ["knit#"]),
        ("ICML 2024", []),
        ("arXiv", []),
        ("arXiv链接", []),
        ("the survey", []),
        ("Process Reward", []),
        ("KnitNet 论文", ["knitnet"]),
        ("KnitNet2.5 tech report", ["knitnet25"]),
        ("KnitNet Benchmark", ["knitnet"]),
        ("KnitNet data set", ["knitnet"]),
        ("KnitNet / CrochetNet", ["knitnetcrochetnet"]),
    ],
)
def test_the_names_in_a_text(text: str, names: list[str]) -> None:
    assert [name.key for name in work_names(text)] == names


def test_a_link_is_reported_once() -> None:
    both = "KnitNet: Learning Warm Wool Patterns"
    found = one_name_two_works([Mention(both, RIGHT), Mention(both, RIGHT), Mention(both, WRONG)])
    assert [one.links for one in found] == [(2,)]


def test_the_minority_is_reported() -> None:
    found = one_name_two_works([Mention("KnitNet", RIGHT), Mention("KnitNet paper", RIGHT), Mention("KnitNet", WRONG)])
    assert [(one.tier, one.links, one.others) for one in found] == [("high", (2,), (0, 1))]


def test_a_tie_reports_both() -> None:
    found = one_name_two_works([Mention("KnitNet", RIGHT), Mention("KnitNet", WRONG)])
    assert [(one.tier, one.links, one.others) for one in found] == [("medium", (0, 1), ())]


def test_near_names_are_works_of_their_own() -> None:
    assert not one_name_two_works([Mention("Knit: A Way to Wool", RIGHT), Mention("Knit#: A Better Way", WRONG)])


def test_a_short_form_of_a_later_version_is_silent() -> None:
    links = [Mention("KnitNet", RIGHT), Mention("KnitNetV3", WRONG), Mention("KnitNet", WRONG)]
    assert not one_name_two_works(links)


def test_copies_of_one_paper_agree() -> None:
    assert not one_name_two_works(
        [Mention("KnitNet", RIGHT), Mention("KnitNet", "https://alphaxiv.org/abs/2401.00001v2")]
    )


def test_one_paper_under_two_titles() -> None:
    titles = ("KnitNet Learns To Sew Mittens", "Spicy Lentil Soup Cooking Robots")
    found = one_work_two_names([Mention(titles[0], RIGHT), Mention("PDF", RIGHT), Mention(titles[1], RIGHT)])
    assert [(one.condition, one.links, one.others) for one in found] == [(11, (2,), (0,))]
    assert not one_work_two_names([Mention(titles[0], RIGHT), Mention("KnitNet (Smith et al., 2024)", RIGHT)])


@given(st.lists(st.builds(Mention, st.text(), st.sampled_from([RIGHT, WRONG, "https://example.org"]))))
def test_any_links_can_be_compared(mentions: list[Mention]) -> None:
    for found in one_name_two_works(mentions) + one_work_two_names(mentions):
        assert found.links
        assert set(found.links) | set(found.others) <= set(range(len(mentions)))
