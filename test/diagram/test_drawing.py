"""The picture itself: boxes that do not overlap, lines that end where they should, in both formats."""

import re
from itertools import combinations, pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cloud_constructs import cli
from cloud_constructs.diagram import Architecture, as_mermaid, as_svg
from cloud_constructs.diagram._box import Box
from cloud_constructs.diagram._layout import arrange

Picture = tuple[Box, list[tuple[str, str, int]]]
SVG = "{http://www.w3.org/2000/svg}"


@st.composite
def pictures(draw: st.DrawFn) -> Picture:
    groups = [
        Box(
            f"g{number}",
            60.0,
            40.0,
            [Box(f"g{number}.{leaf}", 80.0 + 10 * leaf, 42.0) for leaf in range(size)],
            top=34.0,
            bottom=10.0,
            side=14.0,
        )
        for number, size in enumerate(draw(st.lists(st.integers(0, 4), min_size=1, max_size=5)))
    ]
    leaves = [leaf.id for group in groups for leaf in group.children]
    ends = st.tuples(st.sampled_from(leaves), st.sampled_from(leaves)) if leaves else st.nothing()
    links = (
        draw(st.lists(ends.filter(lambda pair: pair[0] != pair[1]), unique=True, max_size=12))
        if len(leaves) > 1
        else []
    )
    return Box("root", 0.0, 0.0, groups, top=20.0, bottom=20.0, side=20.0), [(*link, 1) for link in links]


@given(pictures())
@settings(max_examples=60, deadline=None, derandomize=True, database=None)
def test_boxes_stand_in_their_boxes_and_beside_each_other(
    picture: Picture,
) -> None:
    root, links = picture
    arrange(root, links)

    for box in root.down():
        x, y = box.corner
        for child in box.children:
            left, top = child.corner
            assert x <= left <= x + box.width - child.width + 0.01
            assert y + box.top <= top + 0.01
            assert top + child.height <= y + box.height - box.bottom + 0.01
        for one, other in combinations(box.children, 2):
            apart = (
                one.x + one.width <= other.x + 0.01
                or other.x + other.width <= one.x + 0.01
                or one.y + one.height <= other.y + 0.01
                or other.y + other.height <= one.y + 0.01
            )
            assert apart, (one, other)


@given(pictures())
@settings(max_examples=60, deadline=None, derandomize=True, database=None)
def test_a_line_begins_and_ends_at_its_boxes(picture: Picture) -> None:
    root, links = picture
    routes = arrange(root, links)
    boxes = {box.id: box for box in root.down()}

    for (source, target, _), points in zip(links, routes, strict=True):
        for end, (x, y) in ((source, points[0]), (target, points[-1])):
            left, top = boxes[end].corner
            assert x == pytest.approx(left) or x == pytest.approx(left + boxes[end].width)
            assert top < y < top + boxes[end].height


@given(pictures())
@settings(max_examples=60, deadline=None, derandomize=True, database=None)
def test_a_line_runs_through_no_box_but_those_that_hold_its_ends(
    picture: Picture,
) -> None:
    root, links = picture
    routes = arrange(root, links)
    leaves = [box for box in root.down() if not box.children and box is not root]

    for (source, target, _), points in zip(links, routes, strict=True):
        level = [(a, b) for a, b in pairwise(points) if abs(a[1] - b[1]) < 0.5]
        for (begin, y), (end, _) in level:
            for leaf in leaves:
                left, top = leaf.corner
                crosses = (
                    top < y < top + leaf.height
                    and min(begin, end) < left + leaf.width - 1
                    and max(begin, end) > left + 1
                )
                assert not crosses or leaf.id in (source, target), (leaf, points)


def test_what_is_not_linked_does_not_drift_apart() -> None:
    def group(id: str, *children: Box) -> Box:
        return Box(id, 60.0, 40.0, list(children), top=34.0, bottom=10.0, side=14.0)

    home = group("home", *(group(id, Box(f"{id}.part", 80.0, 42.0)) for id in "abcd"))
    abroad = group("abroad", group("e", Box("e.part", 80.0, 42.0)))
    root = Box("root", 0.0, 0.0, [home, abroad], top=20.0, bottom=20.0, side=20.0)
    links = [("a.part", "b.part", 1), ("c.part", "d.part", 1), ("d.part", "e.part", 1)]

    arrange(root, links)

    below = {child.id: child.y for child in home.children}
    assert sorted([below["b"], below["d"]]) == pytest.approx(
        [home.top, home.top + home.children[0].height + 14.0]
    )


def test_both_ends_of_a_flow_are_boxes_of_the_svg(assembly: Path) -> None:
    drawn = Architecture.of(assembly)
    tree = ElementTree.fromstring(as_svg(drawn))
    parts = [rect for rect in tree.iter(f"{SVG}rect") if rect.get("class") == "part"]
    stacks = [rect for rect in tree.iter(f"{SVG}rect") if rect.get("class") == "stack"]
    flows = [path for path in tree.iter(f"{SVG}path") if path.get("class") == "flow"]
    words = {text.text for text in tree.iter(f"{SVG}text")}

    assert len(parts) == len(drawn.parts)
    assert len(stacks) == len(drawn.stacks)
    assert len(flows) == len(drawn.flows) + 3  # The legend has one of each.
    assert {part.name for part in drawn.parts} <= words
    assert {"eu-west-1", "eu-central-1"} <= words


def test_mermaid_has_a_node_for_each_part_and_an_arrow_for_each_flow(assembly: Path) -> None:
    drawn = Architecture.of(assembly)
    text = as_mermaid(drawn)
    nodes = dict(re.findall(r'^ +(p\d+)\W+"<b>([^<]+)', text, re.MULTILINE))
    arrows = re.findall(r"^ +(p\d+) (-->|==>|-\.->) (p\d+)$", text, re.MULTILINE)

    assert sorted(nodes.values()) == sorted(part.name for part in drawn.parts)
    assert len(arrows) == len(drawn.flows)
    named = {(nodes[a], arrow, nodes[b]) for a, arrow, b in arrows}
    assert {
        ("Uploads", "-->", "Processor"),
        ("Processor", "==>", "Files"),
        ("Reader", "-.->", "Uploads"),
    } <= named
    assert text.count("subgraph") == text.count("end\n")


@pytest.mark.parametrize("draw", [as_svg, as_mermaid])
def test_the_same_assembly_always_gives_the_same_picture(draw: object, assembly: Path) -> None:
    assert callable(draw)
    for drawn in (Architecture.of(assembly), Architecture.of(assembly).by_stack()):
        assert draw(drawn) == draw(drawn)


def test_the_command_writes_a_file_or_the_standard_output(
    assembly: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "architecture.svg"

    assert cli.main(["diagram", str(assembly), "-o", str(file)]) == 0
    assert file.read_text() == as_svg(Architecture.of(assembly))
    assert cli.main(["diagram", str(assembly), "--format", "mermaid", "--detail", "stacks"]) == 0
    assert capsys.readouterr().out == as_mermaid(Architecture.of(assembly).by_stack())
    assert cli.main(["diagram", str(assembly), "--stack", "Data", "--everything", "--format", "mermaid"]) == 0
    assert "<b>Key</b>" in capsys.readouterr().out


def test_a_folder_that_is_no_assembly_is_said_to_be_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["diagram", str(tmp_path)]) == 2

    error = capsys.readouterr().err
    assert f"{tmp_path} was not drawn" in error
    assert "this is no readable cloud assembly" in error
    assert "name the folder that cdk synth wrote" in error
