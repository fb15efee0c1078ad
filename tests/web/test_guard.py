"""Nobody who should not can ask, nothing is asked without bound, and nothing is given away."""

import json
import logging
import time
from pathlib import Path

import httpx
import pytest

from evenhand.web.guard import COOKIE, Access
from evenhand.web.limits import LIMITS
from evenhand.web.server import Server
from evenhand.web.serving import serving
from evenhand.web.static_files import FOREVER, page
from tests.web.conftest import PATIENCE, changed

TOKEN = "a-token-that-is-long-enough"


@pytest.fixture(scope="module")
def guarded(tmp_path_factory):
    """A server that asks for a token, as with --host."""
    folder = tmp_path_factory.mktemp("guarded")
    server = Server(data_dir=folder, access=Access(hosts=None, token=TOKEN), workers=1)
    with serving(server) as place:
        yield place.url


@pytest.fixture
def built(tmp_path):
    """A built page, and a file beside it that is nobody's business."""
    folder = tmp_path / "static"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<title>Evenhand</title>", "utf-8")
    (folder / "assets" / "index-DuRBHOsS.js").write_text("1", "utf-8")
    (folder / "icon.svg").write_text("<svg/>", "utf-8")
    (tmp_path / "secret.txt").write_text("secret", "utf-8")
    (folder / "away").symlink_to(tmp_path)
    return folder


def failed(answer, status, kind):
    assert answer.status_code == status, answer.text
    error = answer.json()["error"]
    assert set(answer.json()) == {"error"}
    assert error["kind"] == kind
    assert error["message"]
    return error


def test_every_answer_has_the_usual_headers_and_lets_nothing_in_from_elsewhere(api):
    for path in ("/api/about", "/", "/api/nothing"):
        headers = api.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy
        assert "frame-ancestors 'none'" in policy
        assert "http" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert "geolocation=()" in headers["permissions-policy"]
        assert "access-control-allow-origin" not in headers
        assert "server" not in headers


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", ""]
)
def test_a_page_elsewhere_cannot_ask_under_a_name_of_its_own(api, host):
    failed(api.get("/api/about", headers={"Host": host}), 403, "forbidden")


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_page_elsewhere_cannot_ask_in_the_name_of_whoever_looks_at_it(api, site):
    headers = {"Sec-Fetch-Site": site}
    failed(api.get("/api/about", headers=headers), 403, "forbidden")
    failed(api.post("/api/run/quick", json={}, headers=headers), 403, "forbidden")
    assert api.get("/explore", headers=headers).status_code in (200, 404)  # a link to the page
    assert api.get("/api/about", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 200


@pytest.mark.parametrize("host", ["localhost", "localhost:1", "127.0.0.1:80", "[::1]:80", "[::1]"])
def test_this_machine_may_ask_under_any_of_its_names(api, host):
    assert api.get("/api/about", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("path", ["/api/about", "/", "/assets/x.js", "/api/run/quick"])
def test_without_the_token_nothing_is_told(guarded, path):
    failed(httpx.get(f"{guarded}{path}", timeout=PATIENCE), 401, "unauthorised")
    failed(httpx.get(f"{guarded}{path}?token=wrong", timeout=PATIENCE), 401, "unauthorised")
    wrong = {COOKIE: "wrong"}
    failed(httpx.get(f"{guarded}{path}", cookies=wrong, timeout=PATIENCE), 401, "unauthorised")


def test_the_token_is_shown_once_in_the_address_and_then_kept_in_a_cookie(guarded):
    with httpx.Client(base_url=guarded, timeout=PATIENCE) as client:
        first = client.get("/explore", params={"token": TOKEN, "s": "1"})
        assert first.status_code == 303
        assert first.headers["location"] == "/explore?s=1"
        assert TOKEN not in first.headers["location"]
        cookie = first.headers["set-cookie"].casefold()
        assert "httponly" in cookie
        assert "samesite=strict" in cookie
        assert client.get("/api/about").status_code == 200


def test_a_program_may_show_the_token_in_a_header(guarded):
    headers = {"Authorization": f"Bearer {TOKEN}"}
    assert httpx.get(f"{guarded}/api/about", headers=headers, timeout=PATIENCE).status_code == 200


def test_the_way_back_after_the_token_never_leads_elsewhere(guarded):
    answer = httpx.get(f"{guarded}//evil.example/", params={"token": TOKEN}, timeout=PATIENCE)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/evil.example/"


def test_a_body_that_is_too_large_is_refused_by_its_length(api):
    body = b"x" * (LIMITS.body_bytes + 1)
    error = failed(api.post("/api/run/quick", content=body), 413, "too_large")
    assert f"{LIMITS.body_bytes:,}" in error["message"]


def test_a_body_that_is_too_large_is_refused_where_no_length_is_told(api):
    def parts():
        for _ in range(LIMITS.body_bytes // 1000 + 2):
            yield b"x" * 1000

    failed(api.post("/api/scenarios/check", content=parts()), 413, "too_large")


@pytest.mark.parametrize(
    ("method", "path", "status", "kind"),
    [
        ("GET", "/api/nothing", 404, "not_found"),
        ("GET", "/api", 404, "not_found"),
        ("PUT", "/api/about", 405, "method_not_allowed"),
        ("GET", "/api/run/quick", 405, "method_not_allowed"),
        ("POST", "/explore", 405, "method_not_allowed"),
        ("GET", "/api/scenarios/none", 404, "not_found"),
        ("GET", "/api/records/none", 404, "not_found"),
        ("GET", "/api/records/none.csv", 404, "not_found"),
        ("GET", "/api/claims/none", 404, "not_found"),
        ("GET", "/api/jobs/0000", 404, "not_found"),
        ("GET", "/api/jobs/..", 404, "not_found"),
        ("GET", "/api/jobs/NOTHEX", 422, "invalid"),
        ("DELETE", "/api/jobs/0000", 404, "not_found"),
        ("GET", "/api/records/detained?limit=0", 422, "invalid"),
        ("GET", "/api/records/detained?since=yesterday", 422, "invalid"),
    ],
)  # fmt: skip
def test_every_failure_has_the_one_shape(api, method, path, status, kind):
    failed(api.request(method, path), status, kind)


@pytest.mark.parametrize(
    ("body", "where", "words"),
    [
        ("{nope", "1", "is not JSON"),
        ("[]", "request", "valid dictionary"),
        ("{}", "scenario", "is missing"),
        ({"scenario": changed(), "colour": "red"}, "colour", "unknown key"),
        ({"scenario": changed(), "until": "2026-02-30"}, "until", "is not a day"),
        ({"scenario": changed(), "until": 20260201}, "until", "is not a day"),
        ({"scenario": changed(), "until": "2020-01-01"}, "until", "gives a run of"),
        ({"scenario": changed(), "until": "2060-01-01"}, "until", "gives a run of"),
        ({"scenario": changed(), "areas": ["Seatle"]}, "areas › 0", "is no area"),
        ({"scenario": changed(), "areas": ["Seattle"] * 26}, "areas", "at most 25"),
        ({"scenario": changed(), "classes": ["violent"]}, "classes › 0", "cannot be used"),
        ({"scenario": changed("bed")}, "changes › moved › lever", "unknown lever"),
        ({"scenario": changed(value="60000")}, "changes › moved › value", "is not a number"),
        ({"scenario": changed(unit="beds")}, "changes › moved › unit", "does not fit"),
        ({"scenario": changed(**{"from": "2060-01-01"})}, "change 'moved'", "after the run ends"),
        ({"scenario": changed() | {"start": "1999-01-01"}}, "start", "outside"),
    ],
)  # fmt: skip
def test_a_wrong_request_is_told_where_what_and_what_to_do(api, body, where, words):
    content = body if isinstance(body, str) else json.dumps(body)
    answer = api.post("/api/run/quick", content=content,
                      headers={"Content-Type": "application/json"})  # fmt: skip
    error = failed(answer, 422, "invalid")
    told = error["problems"]
    assert any(where in one["where"] and words in one["what"] for one in told), told


def test_the_nearest_name_is_told_for_programs_too(api):
    answer = api.post("/api/run/quick", json={"scenario": changed("bedz")})
    assert answer.json()["error"]["problems"][0]["did_you_mean"] == "beds"


def test_a_fault_in_the_server_tells_no_traceback_and_lands_in_the_log(
    api, server, monkeypatch, caplog
):
    def broken(_):
        raise RuntimeError("a secret of the inside")

    monkeypatch.setattr(server.quick, "text", broken)
    monkeypatch.setattr(server.quick, "known", lambda _: False)
    with caplog.at_level(logging.ERROR, "evenhand.web"):
        answer = api.post("/api/run/quick", json={"scenario": changed()})
    error = failed(answer, 500, "internal")
    assert "secret" not in answer.text
    assert "log" in error["message"]
    assert "a secret of the inside" in caplog.text


def test_every_request_is_a_line_of_json_without_query_and_cookie(api, caplog):
    with caplog.at_level(logging.INFO, "evenhand.web.requests"):
        api.get("/api/cite", params={"title": "not for the log"})
        deadline = time.monotonic() + PATIENCE
        while not caplog.records and time.monotonic() < deadline:
            time.sleep(0.01)  # the line is written after the answer
    line = json.loads(caplog.records[-1].message)
    assert (line["method"], line["path"], line["status"]) == ("GET", "/api/cite", 200)
    assert line["milliseconds"] > 0
    assert "not for the log" not in caplog.text


@pytest.mark.parametrize(
    "path",
    ["../secret.txt", "assets/../../secret.txt", "away/secret.txt", "/etc/passwd", "a\0b.txt",
     "..%2fsecret.txt", "....//secret.txt"],
)  # fmt: skip
def test_no_file_outside_the_built_page_is_given(built, path):
    answer = page(built, path)
    content = Path(answer.path).read_text("utf-8") if hasattr(answer, "path") else ""
    assert "secret" not in content
    assert answer.status_code == 404 or content == "<title>Evenhand</title>"


def test_a_view_of_the_page_is_the_page_and_a_missing_file_is_missing(built):
    assert page(built, "explore").path == built / "index.html"
    assert page(built, "claims/C02").path == built / "index.html"
    assert page(built, "assets/none-00000000.js").status_code == 404
    assert page(built, "api/none").status_code == 404


def test_files_whose_name_changes_with_them_are_kept_and_the_page_is_asked_for_anew(built):
    assert page(built, "assets/index-DuRBHOsS.js").headers["cache-control"] == FOREVER
    assert page(built, "").headers["cache-control"] == "no-cache"
    assert page(built, "icon.svg").headers["cache-control"] == "no-cache"


def test_without_a_built_page_the_server_says_what_to_do(tmp_path):
    answer = page(tmp_path, "")
    assert answer.status_code == 200
    assert b"npm run build" in answer.body
    assert b"<script" not in answer.body
