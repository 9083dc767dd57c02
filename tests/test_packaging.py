"""Resources are found in a checkout, an editable install, and a wheel built from the sdist."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from kg import resources

ROOT = Path(__file__).resolve().parent.parent


def _words(text: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in text.lower()).split()


def _run(*command: str, cwd: Path | None = None, **variables: str) -> str:
    done = subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, env={**os.environ, **variables}
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """An sdist, and the wheel built from it. The build tools are those already installed."""
    folder = tmp_path_factory.mktemp("dist")
    build = (sys.executable, "-m", "hatchling", "build", "-d", str(folder))
    _run(*build, "-t", "sdist", cwd=ROOT)
    (sdist,) = folder.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        archive.extractall(folder / "source", filter="data")
    (source,) = (folder / "source").iterdir()
    _run(*build, "-t", "wheel", cwd=source)
    (wheel,) = folder.glob("*.whl")
    return sdist, wheel


def test_a_checkout_finds_its_own_folders() -> None:
    assert resources.root() == ROOT
    assert resources.path("shapes", "records.ttl").is_file()


def test_the_wheel_works_outside_the_tree(dist: tuple[Path, Path], tmp_path: Path) -> None:
    target = tmp_path / "site"
    target.mkdir()
    with zipfile.ZipFile(dist[1]) as archive:
        archive.extractall(target)
    script = (
        "import json, kg\n"
        "from kg import resources, query\n"
        f"summary = kg.build({str(ROOT / 'corpus')!r}, store='store')\n"
        "rows = kg.open_graph('store').query('officials')\n"
        "print(json.dumps([str(resources.root()), summary.articles, len(rows), kg.__file__]))\n"
    )
    out = _run(sys.executable, "-c", script, cwd=tmp_path, PYTHONPATH=str(target))
    root, articles, officials, module = json.loads(out.splitlines()[-1])
    assert Path(module).is_relative_to(target)
    assert Path(root).is_relative_to(target)
    assert (articles, officials) == (5, 8)


def test_the_wheel_carries_every_resource(dist: tuple[Path, Path]) -> None:
    with zipfile.ZipFile(dist[1]) as archive:
        names = set(archive.namelist())
    for folder in ("ontology", "shapes", "queries"):
        for path in (ROOT / folder).rglob("*"):
            if path.is_file():
                assert f"kg/_data/{path.relative_to(ROOT).as_posix()}" in names


@pytest.mark.texts
def test_no_package_carries_text_of_the_articles(dist: tuple[Path, Path], seeds: Path) -> None:
    """Eight words in a row are a sentence's worth; titles are citations."""
    size = 8
    runs = set()
    for path in seeds.glob("*.txt"):
        words = _words(path.read_text(encoding="utf-8"))
        runs |= {tuple(words[i : i + size]) for i in range(len(words) - size + 1)}
    titles = {
        line.removeprefix("title: ")
        for path in (ROOT / "corpus" / "articles").glob("*.yaml")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.startswith("title: ")
    }
    assert len(titles) == 3
    with tarfile.open(dist[0]) as archive:
        for member in archive.getmembers():
            stream = archive.extractfile(member)
            if stream is None or member.name.endswith(".png"):
                continue
            text = stream.read().decode("utf-8")
            for title in titles:
                text = text.replace(title, " | ")
            words = _words(text)
            for i in range(len(words) - size + 1):
                assert tuple(words[i : i + size]) not in runs, (member.name, words[i : i + size])
