"""Thousands of files of one name: the quick ways give the answers of the plain ones."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vaultlint.resolution.file_index import FileIndex, Others, path_key
from vaultlint.resolution.resolver import Found, Resolver
from vaultlint.resolution.similar_names import NearestFiles, squash

SEGMENTS = st.sampled_from(["a", "A", "b", "ab", "a-b", "a0", "É", "e\u0301", "x", "deep"])
NAMES = st.sampled_from(["n.md", "N.md", "m.md", "n", "n.x", "n.x.md", ".md"])
PATHS = st.tuples(st.lists(SEGMENTS, max_size=3), NAMES).map(lambda one: "/".join([*one[0], one[1]]))
LINKS = st.tuples(
    st.sampled_from(["", "", "", "/", "./", "../", "../../", "././", "a/../"]),
    st.lists(SEGMENTS, max_size=3),
    st.sampled_from(["n", "N", "n.md", "m", "n.x", "n.x.md", "", "/n"]),
).map(lambda one: one[0] + "/".join([*one[1], one[2]]))


def plainly(files: list[str], link: str, source: str) -> Found:
    """The steps in which Obsidian resolves a link, taken one by one over all files."""
    link, folder = path_key(link), path_key(source.rpartition("/")[0])
    keys = {path: path_key(path) for path in sorted(files)}

    def called(name: str) -> list[str]:
        return [path for path, key in keys.items() if key.rpartition("/")[2] == name]

    def exactly(link: str) -> str | None:
        return next((path for path, key in keys.items() if key == link), None)

    base = link.rpartition("/")[2]
    found = called(base) if "." in base else []
    if not found:
        link += ".md"
        found = called(base + ".md")
    if not found:
        return Found(None)
    if "/" not in link and len(found) == 1:
        return Found(found[0])
    if link.startswith(("./", "../")):
        here = folder.split("/") if folder else []
        while link.startswith(("./", "../")):
            here = here[:-1] if link.startswith("../") else here
            link = link.partition("/")[2]
        link = "/".join([*here, link])
        if exactly(link):
            return Found(exactly(link))
    anchored, link = link.startswith("/"), link.lstrip("/")
    if exactly(link):
        return Found(exactly(link), (), [] if anchored or "/" in link else order(set(found) - {exactly(link)}))
    fitting = [path for path in found if keys[path].endswith("/" + link)]
    near = [path for path in fitting if not folder or keys[path].startswith(folder + "/")]
    bucket = order(near or fitting)
    if anchored or not bucket:
        return Found(None)
    return Found(bucket[0], tuple(bucket) if len(bucket) > 1 else (), order(set(fitting) - set(bucket)))


def order(paths: object) -> list[str]:
    return sorted(paths, key=lambda path: (len(path), path))  # type: ignore[call-overload, no-any-return]


@given(st.lists(PATHS, unique=True, max_size=12), st.lists(st.tuples(LINKS, PATHS), min_size=1, max_size=6))
def test_links_lead_where_the_plain_steps_lead(files: list[str], asked: list[tuple[str, str]]) -> None:
    resolver = Resolver(FileIndex(files))
    for link, source in asked:
        if not link:
            continue
        found, plain = resolver.resolve(link, source), plainly(files, link, source)
        assert found[:2] == plain[:2]
        assert list(found.rivals) == list(plain.rivals)
        assert len(found.rivals) == len(plain.rivals)
        assert [found.rivals[at] for at in range(len(plain.rivals))] == list(plain.rivals)


FOLDERS = st.sampled_from(["a", "A", "b", "c d", "c-d", "e", "é", "f"])


@given(
    st.lists(st.lists(FOLDERS, max_size=4).map(lambda one: "/".join([*one, "n.md"])), unique=True, max_size=20),
    st.lists(st.lists(FOLDERS, max_size=4).map(lambda one: "/".join([*one, "n"])), min_size=1, max_size=6),
    st.integers(0, 4),
)
def test_the_nearest_files_are_those_of_the_plain_order(files: list[str], links: list[str], many: int) -> None:
    import vaultlint.resolution.similar_names as module

    usual, module._MANY = module._MANY, many
    try:
        nearest = NearestFiles(FileIndex(files))
        for link in links:
            wanted = {squash(part) for part in link.split("/")[:-1]}

            def rank(path: str, wanted: set[str] = wanted) -> tuple[int, int, str]:
                return (-len(wanted & {squash(part) for part in path.split("/")[:-1]}), len(path), path)

            assert nearest.find(["n.md"], link) == (tuple(sorted(files, key=rank)[:3]), len(files))
    finally:
        module._MANY = usual


@given(st.text())
def test_a_key_has_the_letters_of_its_name(name: str) -> None:
    assert squash(path_key(name)) == squash(name)


def test_others_are_a_sequence() -> None:
    others = Others(("a", "b", "c", "d"), frozenset("bd"))
    assert (len(others), others[0], others[1], others[-1], others[:1], "b" in others) == (
        2,
        "a",
        "c",
        "c",
        ("a",),
        False,
    )


def test_whether_a_file_is_there_is_a_question_of_its_exact_path() -> None:
    index = FileIndex(["a/N.md", "a/n.md", "b/n.md"])
    assert [path in index for path in ("a/N.md", "a/n.md", "A/n.md", "b/n.md", "c/n.md", 1)] == [
        True, True, False, True, False, False,
    ]  # fmt: skip
