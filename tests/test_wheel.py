"""An installed wheel works outside the checkout."""

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    source = tmp_path_factory.mktemp("source") / "checkout"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(source)], check=True)
    (source / "surveys" / "codes.csv").write_text("code,label\n1,x\n")  # a list of codes beside a framework
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(source)],
        check=True, capture_output=True,
    )
    return next(out.glob("*.whl"))


def test_wheel_and_sdist_carry_surveys_and_templates(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert "engine/surveys/hdi_2022.yaml" in names
    assert "engine/surveys/codes.csv" in names
    assert "engine/templates/layout.html" in names
    assert "engine/templates/questions/choice.html" in names
    assert any(name.endswith(".woff2") for name in names)
    import tarfile

    sdist = next(wheel.parent.glob("*.tar.gz"))
    with tarfile.open(sdist) as packed:
        inside = [name.split("/", 1)[1] for name in packed.getnames() if "/" in name]
    assert "surveys/hdi_2022.yaml" in inside
    assert "surveys/codes.csv" in inside
    assert "templates/layout.html" in inside


def test_an_installed_wheel_runs_the_demo_outside_the_checkout(wheel: Path, tmp_path: Path) -> None:
    # The dependencies are borrowed from the running environment; the product itself comes from the wheel alone.
    venv.create(tmp_path / "venv", with_pip=True)
    python = tmp_path / "venv" / "bin" / "python"
    quiet = ["--quiet", "--no-deps", "--disable-pip-version-check"]
    subprocess.run([python, "-m", "pip", "install", *quiet, wheel], check=True)
    borrowed = next(Path(entry) for entry in sys.path if entry.endswith("site-packages"))
    own = next((tmp_path / "venv" / "lib").glob("python*/site-packages"))
    for entry in borrowed.iterdir():
        if "thuocdo" not in entry.name.lower() and not (own / entry.name).exists() and entry.suffix != ".pth":
            (own / entry.name).symlink_to(entry)
    demo = subprocess.run(
        [tmp_path / "venv" / "bin" / "thuocdo", "demo", "--no-serve", "--data", str(tmp_path / "data")],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )
    assert demo.returncode == 0, demo.stderr
    assert (tmp_path / "data" / "thuocdo.db").is_file()
    where = subprocess.run(
        [python, "-c", "import engine; print(engine.__file__)"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert str(tmp_path) in where.stdout
