"""What the layers promise beyond what import-linter can say."""

import configparser
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
ONLY_IMPORTER = {
    "yaml": "engine/framework/composer.py",
    "sqlite_utils": "engine/store/migrations.py",
    "weasyprint": "engine/reports/pdf.py",
    "huey": "engine/jobs/queue.py",
    "pyarrow": "engine/runs/parquet.py",
    "argon2": "engine/people/passwords.py",
    "pyotp": "engine/people/second_factor.py",
    "xlsxwriter": "engine/exchange/books.py",
    "pikepdf": "engine/jobs/pdf_inside.py",
    "PIL": "engine/jobs/inspecting.py",
    "SALib": "engine/scoring/sobol.py",
}


def test_one_module_is_the_only_importer_of_each_heavy_library() -> None:
    for library, allowed in ONLY_IMPORTER.items():
        importers = {
            str(path.relative_to(ROOT))
            for folder in ("engine", "plugins")
            for path in (ROOT / folder).rglob("*.py")
            if re.search(rf"^\s*(from|import) {library}\b", path.read_text(encoding="utf-8"), re.MULTILINE)
        }
        assert importers == {allowed}, library


def test_the_engine_never_names_a_bundled_family() -> None:
    engine = [*(ROOT / "engine").rglob("*.py"), *(ROOT / "templates").rglob("*.html")]
    named = {
        str(path.relative_to(ROOT)): found[0]
        for path in engine
        if (found := re.search(r"ddci|\bdti\b|security4layer", path.read_text(encoding="utf-8"), re.IGNORECASE))
    }
    assert named == {}


def test_help_loads_nothing_heavy() -> None:
    code = "import sys; from engine.cli.main import main\ntry: main(['--help'])\nexcept SystemExit: pass\nprint(sorted(sys.modules))"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    heavy = {"flask", "jinja2", "yaml", "sqlite_utils", "pydantic", "weasyprint", "numpy", "huey", "granian", "babel", "pyarrow", "argon2", "limits"}
    assert {name for name in heavy if f"'{name}'" in shown} == set()


def test_every_package_is_in_the_wheel() -> None:
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    listed = set(config["options"]["packages"].split())
    found = {
        ".".join(path.parent.relative_to(ROOT).parts)
        for folder in ("engine", "plugins")
        for path in (ROOT / folder).rglob("*.py")
    }
    assert listed - {"engine.surveys", "engine.templates"} == found
