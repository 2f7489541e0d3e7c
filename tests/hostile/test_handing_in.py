"""Archives and exchange folders that somebody made to reach other files, other people or the teacher's disk."""

import io
import json
import os
import stat
import zipfile

import pytest
from handing_in import ME, inbound, make_zip, submitted
from synthetic import ASSIGNMENT, HALF, RIGHT, archive, release_notebook

from clientservice.judge import collect, grade


def snapshot(root):
    """Every file below a folder, with its bytes."""
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def refused(course, *archives):
    """Collect, and expect exactly one refusal; returns its reason."""
    report = collect(course, ASSIGNMENT, archives=archives)
    (refusal,) = report.refused
    return refusal.reason


def entry(name, kind=stat.S_IFREG):
    info = zipfile.ZipInfo(name)
    info.external_attr = (kind | 0o644) << 16
    return info


def special_zip(path, info, raw=b"x"):
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("a4-clients.ipynb", "{}")
        made.writestr(info, raw)
    return path


@pytest.mark.parametrize(
    "name",
    [
        "../../../escaped.txt",
        "/etc/x",
        "C:/x",
        "C:\\x",
        "\\\\srv\\x",
        "responses/../../x.json",
        "a/./b.txt",
        "a//b.txt",
    ],
)
def test_submit_01_zip_slip(course, tmp_path, name):
    made = special_zip(tmp_path / "mallory.zip", entry("placeholder"))
    # zipfile itself would tidy the name up, so it is written into the bytes.
    info = entry(name.replace("\\", "/"))
    with zipfile.ZipFile(made, "w") as archive_:
        archive_.writestr(info, "x")
    made.write_bytes(made.read_bytes().replace(info.filename.encode(), name.encode()))
    before = snapshot(tmp_path)
    assert "an unsafe name" in refused(course, made)
    after = snapshot(tmp_path)
    new = {path for path in after.keys() - before.keys() if "grading" not in path}
    assert new == set()
    assert not (course / "grading/submitted/mallory").exists()


@pytest.mark.parametrize(("kind", "reason"), [(stat.S_IFLNK, "links are not allowed"), (stat.S_IFIFO, "not a regular")])
def test_submit_01_zip_link(course, tmp_path, kind, reason):
    made = special_zip(tmp_path / "mallory.zip", entry("responses/clients-sort.json", kind), b"/etc/passwd")
    assert reason in refused(course, made)


def test_submit_01_zip_twice_the_same_name(course, tmp_path):
    path = tmp_path / "mallory.zip"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("a4-clients.ipynb", "{}")
        with pytest.warns(UserWarning, match="Duplicate name"):
            made.writestr("a4-clients.ipynb", "[]")
    assert "the same name" in refused(course, path)


def bomb(name, size):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as made:
        made.writestr(name, b"\0" * size)
    return buffer.getvalue()


@pytest.mark.parametrize("name", ["a4-clients.ipynb", "responses/clients-sort.json", "data.csv", "receipt.json"])
def test_submit_05_bombs(course, tmp_path, name):
    (tmp_path / "mallory.zip").write_bytes(bomb(name, 60 << 20))
    assert "is larger than" in refused(course, tmp_path / "mallory.zip")


def test_submit_05_a_bomb_that_lies_about_its_size(course, tmp_path):
    raw = bytearray(bomb("data.csv", 60 << 20))
    for place in (raw.find(b"PK\x01\x02") + 24, 22):  # the size, in the list of members and before the member
        raw[place : place + 4] = (100).to_bytes(4, "little")
    (tmp_path / "mallory.zip").write_bytes(bytes(raw))
    report = collect(course, ASSIGNMENT, archives=[tmp_path / "mallory.zip"])
    assert sum(path.stat().st_size for path in (course / "grading").rglob("*") if path.is_file()) < 1 << 20
    assert report.refused or report.collected


def test_submit_05_many_files(course, tmp_path):
    assert "more than 300 files" in refused(course, make_zip(tmp_path / "m.zip", {f"{n}.txt": b"" for n in range(301)}))
    assert "too many files" in refused(
        course, make_zip(tmp_path / "n.zip", {f"{n}{'x' * 60}.txt": b"" for n in range(5000)})
    )


def test_submit_05_encrypted(course, tmp_path):
    made = make_zip(tmp_path / "mallory.zip", {"a4-clients.ipynb": b"{}"})
    raw = bytearray(made.read_bytes())
    raw[6] |= 1
    raw[raw.find(b"PK\x01\x02") + 8] |= 1
    made.write_bytes(bytes(raw))
    assert refused(course, made).startswith("encrypted: ")


def test_submit_05_an_archive_larger_than_any_honest_one(course, tmp_path):
    made = tmp_path / "mallory.zip"
    with zipfile.ZipFile(made, "w") as large:
        large.writestr("a4-clients.ipynb", "{}")
        large.writestr("photo.bin", bytes(31 << 20))
    assert "larger than 30 MB" in refused(course, made)


def test_submit_05_nested_archives(course, tmp_path):
    raw = b"end"
    for depth in range(20):
        raw = make_zip(tmp_path / "inner.zip", {f"{depth}.zip": raw}).read_bytes()
    (tmp_path / "inner.zip").unlink()
    made = make_zip(tmp_path / "mallory.zip", {"inner.zip": raw, "a4-clients.ipynb": b"{}"})
    (found,) = collect(course, ASSIGNMENT, archives=[made]).collected
    assert found.notes == ["files were passed over: 'inner.zip'"]
    assert sorted(path.name for path in submitted(course, "mallory").iterdir()) == [
        "a4-clients.ipynb",
        "submission_secret.txt",
        "timestamp.txt",
    ]


@pytest.mark.parametrize("raw", [b"", b"PK", b"PK\x05\x06", b"PK\x05\x06" + b"\0" * 18, b"PK\x05\x06" + b"\xff" * 18])
def test_submit_05_no_archive(course, tmp_path, raw):
    (tmp_path / "mallory.zip").write_bytes(raw)
    report = collect(course, ASSIGNMENT, archives=[tmp_path / "mallory.zip"])
    if raw == b"PK\x05\x06" + b"\0" * 18:  # an empty archive: handed in, and a person looks
        assert "neither the notebook nor any saved answer" in grade(course, ASSIGNMENT).graded[0].review[0]
    else:
        assert len(report.refused) == 1


def test_submit_07_impersonation(course, tmp_path):
    archive(course, tmp_path / "victim.zip", RIGHT)
    collect(course, ASSIGNMENT, archives=[tmp_path / "victim.zip"])
    before = snapshot(submitted(course, "victim"))
    inbound(course, "victim", HALF)
    assert f"claims to be from 'victim' but is owned by '{ME}'" in refused(course)
    assert snapshot(submitted(course, "victim")) == before
    log = course / "grading/received" / ASSIGNMENT / "refused.jsonl"
    assert "claims to be from" in json.loads(log.read_text().splitlines()[0])["reason"]


def test_submit_08_replaced_after_submitting(course):
    folder = inbound(course, ME, HALF)
    first = collect(course, ASSIGNMENT).collected[0]
    (folder / "responses/clients-sort.json").write_bytes(
        (folder / "responses/clients-sort.json").read_bytes().replace(b"outside", b"inside")
    )
    os.utime(folder, (0, 0))
    second = collect(course, ASSIGNMENT).collected[0]
    assert second.versions == 2
    assert second.arrived_at > first.arrived_at  # an edit is a later arrival, whatever the student sets the clock to
    kept = course / "grading/received" / ASSIGNMENT / ME / "0001/responses/clients-sort.json"
    assert b"outside" in kept.read_bytes()


@pytest.mark.parametrize("left", ["no secret", "empty secret", "half a notebook"])
def test_submit_11_a_disk_that_was_full(course, left):
    """nbgrader writes the secret last: without it, copying stopped on the way, or has not ended yet."""
    inbound(course, ME, RIGHT, tail="one")
    collect(course, ASSIGNMENT)
    before = snapshot(submitted(course, ME))
    folder = inbound(course, ME, {}, tail="two")
    (folder / "submission_secret.txt").unlink()
    if left == "empty secret":
        (folder / "submission_secret.txt").touch()
    if left == "half a notebook":
        (folder / "timestamp.txt").unlink()
        (folder / f"{ASSIGNMENT}.ipynb").write_bytes(b'{"cells": [')
    assert "was not handed in to the end" in refused(course)
    assert snapshot(submitted(course, ME)) == before
    assert grade(course, ASSIGNMENT, students=[ME]).graded[0].points == 7
    (folder / f"{ASSIGNMENT}.ipynb").write_text(json.dumps(release_notebook(course)))
    (folder / "submission_secret.txt").write_text("0123456789abcdef" * 8)  # it was only slow
    report = collect(course, ASSIGNMENT)
    assert (report.refused, [found.versions for found in report.collected]) == ([], [2])


def test_submit_13_the_same_moment(course, tmp_path):
    for name, answers in (("anna+1", HALF), ("anna+2", RIGHT)):
        made = archive(course, tmp_path / f"{name}.zip", answers)
        os.utime(made, (1_800_000_000, 1_800_000_000))
    (found,) = collect(course, ASSIGNMENT, archives=[tmp_path]).collected
    assert found.versions == 2
    assert grade(course, ASSIGNMENT).graded[0].points == 7  # ordered by the sequence of receipt


def test_submit_15_ids(course, tmp_path):
    """Displayed escaped, one form for composed and decomposed, over-long ones refused: see tests/grading too."""
    archive(course, tmp_path / "Ünï çødé.zip", RIGHT)
    made = archive(course, tmp_path / f"{ASSIGNMENT}.zip", RIGHT, student="x" * 255)
    report = collect(course, ASSIGNMENT, archives=[tmp_path / "Ünï çødé.zip", made])
    assert [found.student for found in report.collected] == ["Ünï çødé"]
    assert "too long" in report.refused[0].reason


def test_read_12_links(course):
    secret = course / "solutions/keys" / f"{ASSIGNMENT}.yml"
    for place in ("leak.txt", "responses/clients-sort.json", "deep"):
        folder = inbound(course, ME, RIGHT, tail=place.replace("/", "-"))
        (folder / place).unlink(missing_ok=True)
        (folder / place).symlink_to(secret if "." in place else secret.parent)
    report = collect(course, ASSIGNMENT)
    assert len(report.refused) == 3
    assert all("links are not allowed" in refusal.reason for refusal in report.refused)
    assert report.collected == []
    text = b"".join(snapshot(course / "grading/received").values())
    assert b"WHY-" not in text


def test_read_12_a_linked_submission(course):
    real = inbound(course, ME, RIGHT)
    real.rename(course / "elsewhere")
    real.symlink_to(course / "elsewhere")
    assert "is a link or no folder" in refused(course)


def test_read_14_special_files(course):
    folder = inbound(course, ME, RIGHT)
    (folder / f"{ASSIGNMENT}.ipynb").unlink()
    os.mkfifo(folder / f"{ASSIGNMENT}.ipynb")
    assert f"not a regular file: '{ASSIGNMENT}.ipynb'" in refused(course)


@pytest.mark.skipif(os.name != "posix" or os.getuid() != 0, reason="giving files away needs root")
def test_submit_07_another_users_file(course):
    folder = inbound(course, ME, RIGHT)
    os.chown(folder / "responses/clients-sort.json", 65534, 65534)
    assert "another user's file" in refused(course)


def test_res_16_an_exchange_folder_with_thousands_of_files(course):
    folder = inbound(course, ME, RIGHT)
    for number in range(400):
        (folder / f"{number}.bin").touch()
    assert "more than 300 files" in refused(course)
    assert release_notebook(course)
