"""What an index knows, as a person sees it: diagnostics with fixes, hovers, completion, upgrades."""

from datetime import UTC, datetime

import pytest

from tests.support.editing import editing
from tests.support.environments import bare, install_fake
from tests.support.loopback_index import Release, serving

CAPABILITIES = {
    "workspace": {
        "applyEdit": True,
        "codeLens": {"refreshSupport": True},
        "inlayHint": {"refreshSupport": True},
    },
    "textDocument": {
        "publishDiagnostics": {"versionSupport": True, "tagSupport": {"valueSet": [1, 2]}},
        "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}}},
        "hover": {"contentFormat": ["markdown", "plaintext"]},
        "completion": {"completionItem": {"resolveSupport": {"properties": ["documentation"]}}},
    },
}
MANIFEST = "requirements.txt"


@pytest.fixture
def shop(tmp_path):
    bare(tmp_path / "shop" / ".venv")
    return tmp_path / "shop"


async def test_what_the_index_marks_is_said_with_its_reason(shop):
    with serving(Release("old-thing", "1.0"), Release("done", "1.0")) as index:
        index.set_status("old-thing", "deprecated", "use new-thing")
        index.set_status("done", "archived")
        index.set_status("evil", "quarantined", "steals tokens")
        async with editing(shop, index) as editor:
            editor.open(MANIFEST, "old-thing\n")
            assert (await editor.until_said(MANIFEST, "project-status"))["message"].endswith("use new-thing")
            editor.type(MANIFEST, "done\n")
            await editor.client.until(lambda: _severity(editor, "project-status") == 3)
            editor.type(MANIFEST, "evil\n")
            await editor.client.until(lambda: _severity(editor, "project-status") == 2)
            assert "unknown-project" not in editor.codes(MANIFEST)


async def test_vulnerable_release_is_replaced_by_the_smallest_that_was_found_clean(shop):
    with serving(*(Release("leaky", version) for version in ("1.0", "1.1", "1.2", "2.0"))) as index:
        advisory = {"id": "GHSA-1", "aliases": ["CVE-1"], "summary": "leaks", "fixed_in": ["1.1"]}
        index.report_vulnerability("leaky", versions=["1.0"], **advisory)
        async with editing(shop, index) as editor:
            editor.open(MANIFEST, "leaky == 1.0  # pinned\n")
            said = await editor.until_said(MANIFEST, "vulnerable-release")
            assert "`GHSA-1` (`CVE-1`), leaks" in said["message"]
            await editor.client.until(
                lambda: _message(editor, "vulnerable-release").endswith("without: `1.1`")
            )
            await editor.until_hovered(
                MANIFEST, 0, 2, "Known vulnerabilities in `1.0`: `GHSA-1` (fixed in `1.1`)"
            )
            offered = await editor.actions(MANIFEST, 0, 8)
            fix = next(one for one in offered if one["title"] == "Pin to `==1.1`")
            await editor.perform(fix)
            await editor.until_silent(MANIFEST, "vulnerable-release")
            assert (shop / MANIFEST).read_text() == "leaky == 1.1  # pinned\n"


async def test_nobody_but_the_index_hears_of_a_release_unless_a_service_is_named(shop):
    with serving(Release("leaky", "1.0")) as index, serving() as service:
        async with editing(shop, index) as editor:
            editor.open(MANIFEST, "leaky==1.0\n")
            await editor.until_said(MANIFEST, "not-installed")
            index.wait_for("/pypi/leaky/1.0/json")
            assert service.paths == []
    with serving(Release("leaky", "1.0")) as index, serving() as service:
        settings = {"vulnerabilities": {"service": service.base}}
        async with editing(shop.parent / "other" / "shop", index, settings=settings) as editor:
            editor.open(MANIFEST, "leaky==1.0\n")
            service.wait_for("/v1/query")
            assert not [path for path in index.paths if path.startswith("/pypi/")]


async def test_release_for_another_python_or_another_platform(shop):
    releases = (
        Release("future", "2.0", requires_python=">=3.99"),
        Release("future", "1.0"),
        Release("compiled", "1.0", tags=("cp27-cp27m-win32",), with_source=True),
    )
    with serving(*releases) as index:
        async with editing(shop, index) as editor:
            editor.open(MANIFEST, "future==2.0\ncompiled\n")
            said = await editor.until_said(MANIFEST, "unsupported-python")
            assert said["message"].endswith("`2.0` needs `>=3.99`")
            built = await editor.until_said(MANIFEST, "no-compatible-wheel")
            assert "built from source" in built["message"]
            offered = await editor.actions(MANIFEST, 0, 8)
            fix = next(one for one in offered if one["title"] == "Change the version to `1.0`")
            await editor.perform(fix)
            await editor.until_silent(MANIFEST, "unsupported-python")


async def test_index_of_a_folder_is_asked_after_one_fix(shop):
    with serving() as mine, serving(Release("private", "1.0")) as theirs:
        async with editing(shop, mine) as editor:
            editor.open(MANIFEST, f"--index-url {theirs.url}\nprivate==2.0\n")
            said = await editor.until_said(MANIFEST, "unagreed-index")
            assert said["severity"] == 3
            assert said["range"]["start"] == {"line": 0, "character": 0}
            assert theirs.paths == []
            offered = await editor.actions(MANIFEST, 0, 3)
            (agree,) = [one for one in offered if one["title"] == "Ask this index from now on"]
            await editor.perform(agree)
            await editor.until_silent(MANIFEST, "unagreed-index")
            await editor.until_said(MANIFEST, "no-matching-release")


async def test_private_name_that_somebody_took_in_public(shop):
    ours, theirs = Release("acme-auth", "1.0"), Release("acme-auth", "99.0")
    with (
        serving(ours, Release("flask", "3.0")) as private,
        serving(theirs, Release("flask", "3.0")) as public,
    ):
        private.require("me", "secret")
        environ = {"PIP_EXTRA_INDEX_URL": private.url_with("me", "secret")}
        async with editing(shop, public, environ=environ) as editor:
            editor.open(MANIFEST, "flask\nacme-auth\n")
            said = await editor.until_said(MANIFEST, "private-name-on-public-index")
            assert said["range"]["start"]["line"] == 1
            assert "secret" not in said["message"]
            assert editor.codes(MANIFEST).count("private-name-on-public-index") == 1


async def test_extra_that_was_added_after_the_installation(shop):
    install_fake(
        shop / ".venv", "thing", "1.0", extras=("fast",), requires=("helper>=1; extra == 'fast'", "six")
    )
    with serving(Release("thing", "1.0", extras={"fast": ("helper>=1",)})) as index:
        async with editing(shop, index) as editor:
            editor.open(MANIFEST, "thing[fast]\n")
            said = await editor.until_said(MANIFEST, "missing-extra")
            assert said["message"] == "the extra `fast` needs `helper`, which is not installed in `.venv`"
            install_fake(shop / ".venv", "helper", "1.0")
            await editor.until_silent(MANIFEST, "missing-extra")


async def test_upgrades_are_shown_on_request_taken_by_a_lens_and_cleared(shop):
    releases = [Release("thing", version) for version in ("1.0", "1.5", "2.0")]
    with serving(*releases, Release("fresh", "1.0")) as index:
        async with editing(shop, index, capabilities=CAPABILITIES) as editor:
            uri = editor.uri(MANIFEST)
            editor.open(MANIFEST, "# tools\nthing >= 1.0 , < 2  # why\nfresh>=1.0\n")
            await editor.until_said(MANIFEST, "not-installed")
            assert "newer-release" not in editor.codes(MANIFEST)
            (check,) = await _source_actions(editor)
            assert check["title"] == "Check for upgrades"
            found = await editor.perform(check)
            assert found == {"newer": [{"line": 1, "name": "thing", "version": "2.0"}]}
            assert [one["title"] for one in await _source_actions(editor)] == ["Clear upgrades"]
            said = await editor.until_said(MANIFEST, "newer-release")
            assert said["severity"] == 3
            titles = [one["command"]["title"] for one in await editor.asked("codeLens", MANIFEST)]
            wanted = ["Clear upgrades", "Raise the floor to `>=1.5`", "Widen to `<3`", "Pin to `==2.0`"]
            assert [title for title in titles if "Install" not in title] == wanted
            place = {"start": {"line": 0, "character": 0}, "end": {"line": 3, "character": 0}}
            (hint,) = await editor.asked("inlayHint", MANIFEST, range=place)
            assert hint["label"] == "latest: 2.0"
            widen = next(
                one for one in await editor.asked("codeLens", MANIFEST) if "Widen" in one["command"]["title"]
            )
            assert await editor.perform({"command": widen["command"]}) == {"applied": True}
            assert (shop / MANIFEST).read_text() == "# tools\nthing >= 1.0 , < 3  # why\nfresh>=1.0\n"
            await editor.execute("venvls.clearUpgrades", uri=uri)
            await editor.until_silent(MANIFEST, "newer-release")
            assert await editor.asked("inlayHint", MANIFEST, range=place) == []


async def test_release_that_is_too_young_is_no_upgrade_and_comes_last(shop):
    young = Release("thing", "2.0", uploaded="2999-01-01T00:00:00Z")
    settings = {"index": {"names": "off", "minimumReleaseAge": 86400}}
    with serving(young, Release("thing", "1.0")) as index:
        async with editing(shop, index, settings=settings) as editor:
            editor.open(MANIFEST, "thing==1.0\nthing==\n")
            found = await editor.execute("venvls.checkUpgrades", uri=editor.uri(MANIFEST))
            assert found == {"newer": []}
            items = await editor.completions(MANIFEST, 1, 7)
            assert [(one["label"], one.get("detail", "")) for one in items] == [
                ("1.0", "newest"),
                ("2.0", "released only recently"),
            ]


async def test_release_comes_of_age_while_an_editor_is_open(shop):
    just_now = datetime.now(UTC).isoformat()
    settings = {"index": {"names": "off", "minimumReleaseAge": 8, "refreshInterval": 0.2}}
    with serving(Release("thing", "2.0", uploaded=just_now), Release("thing", "1.0"), max_age=1) as index:
        async with editing(shop, index, settings=settings) as editor:
            editor.open(MANIFEST, "thing==1.0\n")
            assert await editor.execute("venvls.checkUpgrades", uri=editor.uri(MANIFEST)) == {"newer": []}
            assert "`2.0` is out" in (await editor.until_said(MANIFEST, "newer-release"))["message"]


async def test_release_that_is_too_young_is_no_way_out_where_there_is_another(shop):
    young = datetime.now(UTC).isoformat()
    releases = (Release("leaky", "1.0"), Release("leaky", "1.1", uploaded=young), Release("leaky", "1.2"))
    with serving(*releases, Release("leaky", "2.0", uploaded=young)) as index:
        index.report_vulnerability("leaky", versions=["1.0"], id="GHSA-1", fixed_in=["1.1"])
        settings = {"index": {"names": "off", "minimumReleaseAge": 86_400}}
        async with editing(shop, index, settings=settings) as editor:
            editor.open(MANIFEST, "leaky==1.0\nleaky==9\n")
            await editor.client.until(
                lambda: _message(editor, "vulnerable-release").endswith("without: `1.2`")
            )
            no_match = await editor.until_said(MANIFEST, "no-matching-release")
            assert no_match["message"].endswith("the nearest are `1.2` and `1.0`")
            shown = await editor.hover(MANIFEST, 0, 2)
            assert f"- Latest release: `2.0` ({young[:10]}) (younger than `index.minimumReleaseAge`)" in shown


async def test_hover_tells_where_the_answer_came_from_and_how_old_it_is(shop):
    with serving(Release("thing", "2.0", summary="A *thing*."), Release("thing", "1.0")) as index:
        async with editing(shop, index) as editor:
            editor.open(MANIFEST, "thing<2\n")
            shown = await editor.until_hovered(MANIFEST, 0, 2, "- No known vulnerabilities in `1.0`")
            assert "A \\*thing\\*" in shown
            assert "- Latest release: `2.0` (2024-01-01)" in shown
            assert "- This requirement takes: `1.0` (2024-01-01)" in shown
            assert f"- According to `{index.url}` (variable PIP\\_INDEX\\_URL), asked just now" in shown


async def test_details_of_a_proposed_release_come_when_it_is_looked_at(shop):
    releases = (Release("thing", "2.0", summary="New."), Release("thing", "1.0", summary="Old."))
    with serving(*releases) as index:
        async with editing(shop, index, capabilities=CAPABILITIES) as editor:
            editor.open(MANIFEST, "thing>=1\n")
            # By then the index has answered, however slow this machine is.
            await editor.until_hovered(MANIFEST, 0, 2, "Latest release")
            editor.type(MANIFEST, "thing==\n")
            items = await editor.completions(MANIFEST, 0, 7)
            old = next(one for one in items if one["label"] == "1.0")
            assert "documentation" not in old
            resolved = await editor.client.result("completionItem/resolve", old)
            text = str(resolved["documentation"])
            assert "Old" in text
            assert "Release: `1.0` (2024-01-01)" in text


async def _source_actions(editor):
    place = {"line": 0, "character": 0}
    context = {"diagnostics": [], "only": ["source"]}
    return await editor.asked("codeAction", MANIFEST, range={"start": place, "end": place}, context=context)


def _severity(editor, code):
    found = editor.client.diagnostics(editor.uri(MANIFEST))
    return next((one["severity"] for one in found if one["code"] == code), None)


def _message(editor, code):
    found = editor.client.diagnostics(editor.uri(MANIFEST))
    return next((one["message"] for one in found if one["code"] == code), "")


async def test_misspelt_project_is_told_what_was_meant_where_lists_are_wanted(shop):
    with serving(Release("requests", "2.0")) as index:
        async with editing(shop, index, settings={"index": {"names": "auto"}}) as editor:
            editor.open(MANIFEST, "reqeusts>=2\n")
            await editor.until_said(MANIFEST, "unknown-project")
            await editor.client.until(
                lambda: _message(editor, "unknown-project").endswith("did you mean `requests`?")
            )
        async with editing(shop.parent / "other" / "shop", index) as editor:
            editor.open(MANIFEST, "reqeusts>=2\n")
            await editor.until_said(MANIFEST, "unknown-project")
            assert "Not on the index" in await editor.hover(MANIFEST, 0, 2)
            assert _message(editor, "unknown-project") == "no project named `reqeusts` on the index"
