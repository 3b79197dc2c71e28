"""What a visit to a page hears, and what it may leave unheard."""

from __future__ import annotations

from e2e.site.browsing import Visit

UNREACHABLE = "http://127.0.0.1:1/cells.png"


def test_a_request_that_fails_is_heard(plain: Visit) -> None:
    with plain.page.expect_event("requestfailed"):
        plain.page.set_content(f'<img src="{UNREACHABLE}" alt="">')
    assert any(UNREACHABLE in complaint for complaint in plain.complaints)


def test_a_request_that_the_policy_forbids_is_heard(plain: Visit) -> None:
    policy = '<meta http-equiv="Content-Security-Policy" content="img-src \'none\'">'
    with plain.page.expect_event("requestfailed"):
        plain.page.set_content(f'{policy}<img src="{UNREACHABLE}" alt="">')
    assert f"{UNREACHABLE} csp" in plain.complaints


def test_leaving_a_page_that_still_loads_is_no_complaint(plain: Visit) -> None:
    page = plain.page
    page.route("**/*.png", lambda route: None)
    with page.expect_request(UNREACHABLE):
        page.set_content(f'<img src="{UNREACHABLE}" alt="">', wait_until="commit")
    with page.expect_event("requestfailed"):
        page.goto("about:blank")
    assert plain.complaints == []
