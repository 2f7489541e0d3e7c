"""The public data sets: a sentence where they are absent, the published figures where they are present."""

import os
from pathlib import Path

import pytest

from clientservice import cases
from clientservice.cases import _public

HERE = os.environ.get(_public.ENVIRONMENT)


@pytest.fixture
def data():
    if not HERE or not any(Path(HERE).glob("*/*.csv")):
        pytest.skip(f"{_public.ENVIRONMENT} names no folder with copies of the public data sets")


@pytest.mark.parametrize("load", [cases.public_churn, cases.public_airport_survey, cases.public_service_desk])
def test_absent_data_are_a_sentence_and_no_error(load, monkeypatch, tmp_path, capsys):
    monkeypatch.setenv(_public.ENVIRONMENT, str(tmp_path))
    assert load() is None
    assert "not on this computer" in capsys.readouterr().out


def test_no_network_is_the_same_sentence(monkeypatch, tmp_path, capsys):
    monkeypatch.delenv(_public.ENVIRONMENT, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    nowhere = _public._CHURN._replace(url="http://127.0.0.1:9/nothing.csv")  # noqa: SLF001 - the one place with addresses
    monkeypatch.setattr(_public, "_CHURN", nowhere)
    assert cases.public_churn() is None
    assert "could not be fetched" in capsys.readouterr().out


def test_a_file_with_another_checksum_is_refused(monkeypatch, tmp_path, capsys):
    source = tmp_path / "other.csv"
    source.write_text("a,b\n1,2\n")
    monkeypatch.delenv(_public.ENVIRONMENT, raising=False)

    def download(_url, output_file, _pooch):
        Path(output_file).write_bytes(source.read_bytes())

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("pooch.HTTPDownloader", lambda **_: download)
    assert cases.public_churn() is None
    assert capsys.readouterr().out


@pytest.mark.usefixtures("data")
def test_churn_figures():
    table = cases.public_churn()
    assert len(table) == 7043
    left = table.Churn == "Yes"
    assert left.mean() == pytest.approx(0.2654, abs=5e-5)
    internet = table[table.TechSupport != "No internet service"]
    share = internet.groupby("TechSupport").Churn.apply(lambda churn: (churn == "Yes").mean())
    assert share.round(3).to_dict() == {"No": 0.416, "Yes": 0.152}


@pytest.mark.usefixtures("data")
def test_airport_figures():
    table = cases.public_airport_survey(2018)
    asked = table[table.NETPRO.between(0, 10)]

    def nps(rows):
        return 100 * ((rows.NETPRO >= 9).mean() - (rows.NETPRO <= 6).mean())

    assert nps(asked[asked.Q15PROBLEM == 1]) == pytest.approx(-3.6, abs=0.05)
    assert nps(asked[asked.Q15PROBLEM == 2]) == pytest.approx(37.4, abs=0.05)
    assert not [name for name in table.columns if "FLIGHT" in name or name.startswith(("Q17", "Q18"))]


@pytest.mark.usefixtures("data")
def test_service_desk_figures():
    table = cases.public_service_desk().dropna(subset=["hours_to_resolve"])
    none, many = table[table.reassignment_count == 0], table[table.reassignment_count >= 5]
    assert none.made_sla.mean() == pytest.approx(0.745, abs=5e-4)
    assert many.made_sla.mean() == pytest.approx(0.133, abs=5e-4)
    assert none.hours_to_resolve.median() == pytest.approx(0.8, abs=0.05)
    assert many.hours_to_resolve.median() == pytest.approx(293, abs=0.5)
