"""What git and GitHub's git server say, word for word, and whose business it is."""

from __future__ import annotations

import pytest

from podium.records.git import refusals

URL = "https://github.com/org/results.git"
REJECTED = f"""\
To {URL}
 ! [remote rejected] 26fffb2 -> results (%s)
error: failed to push some refs to '{URL}'
"""


@pytest.mark.parametrize(
    ("stderr", "said"),
    [
        pytest.param(
            "fatal: could not read Username for 'https://github.com': terminal prompts disabled\n",
            "it asks for a token, and there is none, or one that is wrong or has expired: ",
            id="no token, or one that has expired",
        ),
        pytest.param(
            "remote: Invalid username or token. Password authentication is not supported for Git "
            f"operations.\nfatal: Authentication failed for '{URL}/'\n",
            "wrong or has expired (Invalid username or token. Password authentication",
            id="wrong password",
        ),
        pytest.param(
            "remote: Write access to repository not granted.\n"
            f"fatal: unable to access '{URL}/': The requested URL returned error: 403\n",
            "the token may not do this (Write access to repository not granted.): it needs",
            id="an installation without the permission",
        ),
        pytest.param(
            "remote: Permission to org/results.git denied to github-actions[bot].\n"
            f"fatal: unable to access '{URL}/': The requested URL returned error: 403\n",
            "(Permission to org/results.git denied to github-actions[bot].)",
            id="a job without the permission",
        ),
        pytest.param(
            "remote: This repository was archived so it is read-only.\n"
            f"fatal: unable to access '{URL}/': The requested URL returned error: 403\n",
            "(This repository was archived so it is read-only.)",
            id="archived",
        ),
        pytest.param(
            "remote: The 'org' organization has enabled or enforced SAML SSO.\n"
            "remote: To access this repository, you must re-authorize the OAuth Application.\n"
            f"fatal: unable to access '{URL}/': The requested URL returned error: 403\n",
            "enforced SAML SSO. To access this repository, you must re-authorize",
            id="single sign-on",
        ),
        pytest.param(
            f"remote: Repository not found.\nfatal: repository '{URL}/' not found\n",
            "there is no such repository, or the token may not see it (Repository not found.): ",
            id="not there, or not to be seen",
        ),
        pytest.param(
            "ERROR: Permission to org/results.git denied to deploy key\n"
            "fatal: Could not read from remote repository.\n",
            "the token may not do this (Permission to org/results.git denied to deploy key)",
            id="a key that may only read",
        ),
        pytest.param(
            "ERROR: Repository not found.\nfatal: Could not read from remote repository.\n",
            "there is no such repository",
            id="not there, by ssh",
        ),
        pytest.param(
            "remote: error: GH006: Protected branch update failed for refs/heads/results.        \n"
            "remote: error: Changes must be made through a pull request.        \n"
            + REJECTED
            % "protected branch hook declined",
            "a rule of the repository forbids this push (GH006: Protected branch update failed for "
            "refs/heads/results. Changes must be made through a pull request.): let",
            id="protected branch",
        ),
        pytest.param(
            "remote: error: GH013: Repository rule violations found for refs/heads/results.    \n"
            "remote: Review all repository rules at "
            "https://github.com/org/results/rules?ref=refs%2Fheads%2Fresults        \n"
            "remote: \nremote: - Changes must be made through a pull request.        \nremote: \n"
            + REJECTED
            % "push declined due to repository rule violations",
            "?ref=refs%2Fheads%2Fresults Changes must be made through a pull request.): let",
            id="ruleset",
        ),
        pytest.param(
            REJECTED % "push declined due to repository rule violations",
            "a rule of the repository forbids this push: ",
            id="ruleset that says no more",
        ),
        pytest.param(
            "remote: error: GH013: Repository rule violations found for refs/heads/results.\n"
            "remote: \nremote: - GITHUB PUSH PROTECTION\n"
            "remote:   \N{EM DASH}\N{EM DASH}\N{EM DASH}\N{EM DASH}\n"
            "remote:     Resolve the following violations before pushing again\n"
            "remote: \nremote:     - Push cannot contain secrets\n"
            + REJECTED
            % "push declined due to repository rule violations",
            "GitHub takes something in the record for a secret (GH013: Repository rule violations "
            "found for refs/heads/results. GITHUB PUSH PROTECTION Resolve the following violations "
            "before pushing again Push cannot contain secrets): allow",
            id="a secret, or what looks like one",
        ),
        pytest.param(
            "remote: error: cannot lock ref 'refs/heads/results': 'refs/heads/results/x' exists; "
            "cannot create 'refs/heads/results'\n" + REJECTED % "failed to update ref",
            "another branch has a name that does not go with this one",
            id="a branch below it",
        ),
    ],
)
def test_what_somebody_has_to_change_first_is_told_with_the_cure(stderr: str, said: str) -> None:
    told = refusals.explain(stderr)
    assert told is not None and said in told
    assert "\n" not in told and "\N{EM DASH}" not in told


@pytest.mark.parametrize(
    "stderr",
    [
        f"fatal: unable to access '{URL}/': Could not resolve host: github.com\n",
        f"fatal: unable to access '{URL}/': The requested URL returned error: 500\n",
        f"fatal: unable to access '{URL}/': The requested URL returned error: 429\n",
        "remote: Internal Server Error\nremote: Request ID FD10:233089:1BE2B5:2818CC\n"
        + REJECTED % "Internal Server Error",
        "remote: fatal error in commit_refs\n" + REJECTED % "failure",
        "error: RPC failed; HTTP 500 curl 22 The requested URL returned error: 500\n"
        "fatal: the remote end hung up unexpectedly\n",
        "ssh: connect to host github.com port 22: Connection refused\n"
        "fatal: Could not read from remote repository.\n",
        "fatal: couldn't find remote ref refs/heads/results\n",
        REJECTED % "fetch first",
        REJECTED % "cannot lock ref 'refs/heads/results': is at cf2cc0c but expected fdda486",
        REJECTED % "pre-receive hook declined",
    ],
)
def test_what_may_pass_by_itself_is_no_refusal(stderr: str) -> None:
    assert refusals.explain(stderr) is None


def test_endless_words_of_a_server_are_cut() -> None:
    stderr = "remote: error: GH013: no\n" + "remote: and again, no\n" * 1000
    told = refusals.explain(stderr)
    assert told is not None and len(told) < 1500
