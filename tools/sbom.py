"""The software bill of materials of the service, as CycloneDX 1.6 JSON on stdout: `sbom.py requirements.txt`.

Made from the lock alone: the same file gives the same bytes, on every machine. Components without a marker are
installed everywhere; the others say where. The hashes are those of all files that a package may be installed from.
"""

import json
import re
import sys
import tomllib
import uuid
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
_LINE = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(?P<version>[^ ;]+)(?: ; (?P<marker>.+))?$")
_NAME = re.compile(r"^[A-Za-z0-9._-]+")


def components(lock: str) -> list[dict[str, Any]]:
    """One for each package of the text of a lock; raises ValueError where a line of it is something else."""
    found = []
    for block in lock.replace("\\\n", " ").splitlines():
        words, *hashes = (part.strip() for part in block.split("--hash=sha256:"))
        line = _LINE.fullmatch(words)
        if line is None or not hashes:
            raise ValueError(f"{words!r}: must be NAME==VERSION with hashes")
        found.append(_component(line["name"].lower(), line["version"], line["marker"], hashes))
    return found


def _component(name: str, version: str, marker: str | None, hashes: list[str]) -> dict[str, Any]:
    purl = f"pkg:pypi/{name}@{version}"
    files = [{"alg": "SHA-256", "content": each} for each in sorted(hashes)]
    own = {"bom-ref": purl, "externalReferences": [{"hashes": files, "type": "distribution", "url": purl}]}
    where = {} if marker is None else {"properties": [{"name": "homeward:installed-where", "value": marker}]}
    return own | {"name": name, "purl": purl, "type": "library", "version": version} | where


def bill(lock: str, project: dict[str, Any]) -> dict[str, Any]:
    """Return the whole bill of `project`, the table of that name in pyproject.toml."""
    parts = components(lock)
    purl = f"pkg:pypi/{project['name']}@{project['version']}"
    direct = {match[0].lower() for match in map(_NAME.match, project["dependencies"]) if match is not None}
    own = {"bom-ref": purl, "name": project["name"], "type": "application", "version": project["version"]}
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "components": parts,
        "dependencies": [{"ref": purl, "dependsOn": [each["bom-ref"] for each in parts if each["name"] in direct]}],
        "metadata": {"component": own | {"licenses": [{"license": {"id": project["license"]}}]}},
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, purl + lock)}",
        "specVersion": "1.6",
        "version": 1,
    }


def main(arguments: list[str]) -> int:
    """Print the bill of the lock that is named."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    try:
        (file,) = arguments
        made = bill(Path(file).read_text(encoding="utf-8"), project)
    except (OSError, ValueError) as error:
        print(f"sbom: {error}: usage: sbom.py LOCK", file=sys.stderr)
        return 2
    print(json.dumps(made, indent=2, sort_keys=True))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
