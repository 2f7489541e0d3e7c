"""What a host had to compile, the coordinator writes down once, where this user may and wants to."""

import importlib.util
import os
import sys
from pathlib import Path

import pytest

from clientservice.sandbox import _bytecode


@pytest.fixture
def module(tmp_path, monkeypatch):
    """A module that was loaded without byte code."""
    source = tmp_path / "just_loaded.py"
    source.write_text("x = 1\n", encoding="utf-8")
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    spec = importlib.util.spec_from_file_location("just_loaded", source)
    monkeypatch.setitem(sys.modules, "just_loaded", importlib.util.module_from_spec(spec))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(_bytecode, "MOST", 100_000)  # a fresh environment may lack that of everything that is loaded
    return source


def test_it_is_written_once(module):
    assert str(module) in _bytecode.lacking()
    _bytecode.compile_for_hosts([str(module)], [module.parent])
    assert str(module) not in _bytecode.lacking()


def test_an_older_one_is_replaced(module):
    _bytecode.compile_for_hosts([str(module)], [module.parent])
    later = Path(importlib.util.cache_from_source(module)).stat().st_mtime + 10
    os.utime(module, (later, later))
    assert str(module) in _bytecode.lacking()


@pytest.mark.parametrize("reason", ["not wanted", "elsewhere", "no Python", "not allowed"])
def test_nothing_is_written(module, tmp_path, monkeypatch, reason):
    seen = tmp_path / "other" if reason == "elsewhere" else tmp_path
    if reason == "not wanted":
        monkeypatch.setattr(sys, "dont_write_bytecode", True)
    if reason == "no Python":
        module.write_text("this is no Python", encoding="utf-8")
    if reason == "not allowed":
        (tmp_path / "__pycache__").write_text("in the way", encoding="utf-8")
    _bytecode.compile_for_hosts([str(module)], [seen])
    assert not list(tmp_path.rglob("*.pyc"))
