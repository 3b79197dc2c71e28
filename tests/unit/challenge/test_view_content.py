"""Which images a submission's page shows, and how."""

from __future__ import annotations

import pytest

from podium.challenge import view_content
from podium.challenge.view_content import Case, Panel, Viewport

CONTENT = {"main": ["image", "segmentation", "ignored"], "secondary": ["error-map"]}


def test_the_first_is_the_image_and_the_next_lies_over_it() -> None:
    assert view_content.viewports(CONTENT) == (
        Viewport("main", "image", "segmentation"),
        Viewport("secondary", "error-map"),
    )
    assert view_content.image_names(CONTENT) == ("image", "segmentation", "error-map")


@pytest.mark.parametrize(
    "protocol",
    [
        [{"viewport_name": "secondary", "x": 0}, {"viewport_name": "main"}],
        {"json": [{"viewport_name": "secondary"}, {"viewport_name": "unknown"}]},
        ["secondary"],
    ],
)
def test_a_hanging_protocol_sets_the_order(protocol: object) -> None:
    found = view_content.viewports(CONTENT, protocol)
    assert [port.name for port in found] == ["secondary", "main"]


@pytest.mark.parametrize("protocol", [None, 3, "x", [1, {"x": 2}], {}])
def test_a_hanging_protocol_of_another_shape_changes_nothing(protocol: object) -> None:
    assert [port.name for port in view_content.viewports(CONTENT, protocol)] == [
        "main",
        "secondary",
    ]


@pytest.mark.parametrize("content", [{}, {"main": []}, {"main": [1]}, {"main": {"a": 1}}])
def test_content_of_another_shape_shows_nothing(content: dict[str, object]) -> None:
    assert view_content.viewports(content) == ()


def test_cases_are_laid_out_with_what_there_is_of_them() -> None:
    images = ["image/b.png", "image/a.png", "segmentation/a.webp", "error-map/b.jpg", "other/a.png"]
    assert view_content.lay_out(view_content.viewports(CONTENT), images) == (
        Case("a", (Panel("main", "image/a.png", "segmentation/a.webp"),)),
        Case("b", (Panel("main", "image/b.png"), Panel("secondary", "error-map/b.jpg"))),
    )
