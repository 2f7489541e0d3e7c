"""Network disks, and names that could lead outside."""

import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientservice.gradebook import unsafe_member
from clientservice.gradebook._members import unsafe_name
from clientservice.gradebook._sqlite import network_disk

MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
server:/home /home nfs4 rw 0 0
/dev/sdb1 /home/local ext4 rw 0 0
//server/share /mnt/my\\040share cifs rw 0 0
tmpfs /home2 tmpfs rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/srv/course/gradebook.db", ""),
        ("/home/anna/gradebook.db", "nfs4"),
        ("/home/local/gradebook.db", ""),
        ("/home2/gradebook.db", ""),
        ("/mnt/my share/gradebook.db", "cifs"),
        ("\\\\server\\share\\gradebook.db", "a share of Windows"),
    ],
)
def test_a_network_disk_is_known_by_its_mount(tmp_path, path, kind):
    mounts = tmp_path / "mounts"
    mounts.write_text(MOUNTS)
    assert network_disk(Path(path), mounts) == kind


def test_without_a_list_of_mounts_a_disk_is_taken_for_a_local_one(tmp_path):
    assert network_disk(tmp_path / "x", tmp_path / "absent") == ""


@pytest.mark.parametrize("name", ["../x", "a/../../x", "/etc/passwd", "a\\b", "C:/x", "a//b", "", ".", "a/./b", "a\0b"])
def test_unsafe_names(name):
    assert unsafe_name(name)


@given(st.text(min_size=1))
def test_a_safe_name_stays_below_its_folder(name):
    if not unsafe_name(name):
        parts = (Path("/top") / name).parts
        assert parts[:2] == ("/", "top")
        assert ".." not in parts
        assert len(parts) > 2


@pytest.mark.parametrize(("kind", "refused"), [(0o120777, True), (0o010644, True), (0o100644, False), (0, False)])
def test_members_that_are_no_files(kind, refused):
    entry = zipfile.ZipInfo("a/b")
    entry.external_attr = kind << 16
    assert bool(unsafe_member(entry)) is refused
