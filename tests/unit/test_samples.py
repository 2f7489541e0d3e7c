"""Hidden samples of graded calculations: the released table comes from the same file, and no sample repeats it."""

import importlib.util

from clientservice.banks import load_course, load_keys, load_source


def sampled(repo):
    """The assignments with a sample file, and the file."""
    for name in load_course(repo / "course").assignments:
        keys = load_keys(load_source(repo / "solutions/exercises" / f"{name}.yml"), repo / "solutions/keys")
        if keys.sample is not None:
            yield name, keys.sample


def test_the_released_tables_are_made_again_and_samples_are_others(repo, tmp_path, monkeypatch):
    assert list(sampled(repo))
    for name, path in sampled(repo):
        folder = tmp_path / name
        folder.mkdir()
        monkeypatch.chdir(folder)
        found = importlib.util.spec_from_file_location(path.stem.replace("-", "_"), path)
        maker = importlib.util.module_from_spec(found)
        found.loader.exec_module(maker)
        maker.given()
        released = {path.name: path.read_bytes() for path in (repo / "solutions/data" / name).iterdir()}
        assert {path.name: path.read_bytes() for path in folder.iterdir()} == released
        seen = set(released.values())
        for seed in range(5):
            maker.given()
            maker.sample(seed)
            made = {path.name: path.read_bytes() for path in folder.iterdir()}
            assert made.keys() == released.keys()
            assert not seen & set(made.values()), (name, seed)
            headers = [{name: raw.split(b"\n")[0] for name, raw in files.items()} for files in (made, released)]
            assert headers[0] == headers[1]
            seen |= set(made.values())
