"""One place for dependencies: pyproject.toml; the other files agree with it and name no address."""

import re
import tomllib

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.version import Version


@pytest.fixture
def project(repo):
    return tomllib.loads((repo / "pyproject.toml").read_text(encoding="utf-8"))


def pins(repo):
    lines = (repo / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith("#")]


def test_environment_yml_leaves_the_dependencies_to_pyproject(repo, project):
    environment = yaml.safe_load((repo / "environment.yml").read_text(encoding="utf-8"))
    assert environment["channels"] == ["conda-forge", "nodefaults"]
    *conda, pip = environment["dependencies"]
    assert conda == [f"python{project['project']['requires-python']}", "pip"]
    assert pip == {"pip": ["-c constraints.txt", "-e ."]}


def test_every_dependency_is_pinned_within_its_range(repo, project):
    pinned = {}
    for pin in pins(repo):
        pinned.setdefault(re.sub(r"[-_.]+", "-", pin.name).lower(), []).append(Version(str(pin.specifier)[2:]))
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["test"]]
    for requirement in map(Requirement, wanted):
        versions = pinned[re.sub(r"[-_.]+", "-", requirement.name).lower()]
        assert all(requirement.specifier.contains(version, prereleases=True) for version in versions), requirement


def test_the_constraints_name_no_address(repo):
    text = (repo / "constraints.txt").read_text(encoding="utf-8")
    assert "://" not in text
    assert all(str(pin.specifier).startswith("==") for pin in pins(repo))


@pytest.mark.parametrize("name", ["jupyterlab", "ipywidgets", "nbgrader", "pandas", "nbval"])
def test_the_required_packages_are_dependencies(project, name):
    assert name in {Requirement(text).name for text in project["project"]["dependencies"]}
