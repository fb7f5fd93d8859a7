from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path

from geo import assets

README = Path(assets.__file__).with_name("README.md").read_text(encoding="utf-8")


def test_vendored_scripts_match_the_sha256_in_the_readme() -> None:
    stated = dict(re.findall(r"^\| `([\w.-]+)` .* `([0-9a-f]{64})` \|$", README, re.MULTILINE))
    vendored = [name for name in assets.SCRIPTS if name.endswith(".min.js")]
    assert stated == {name: sha256(assets.asset(name)).hexdigest() for name in vendored}


def test_no_script_could_close_the_element_that_holds_it_in_an_exported_page() -> None:
    for name in assets.SCRIPTS:
        assert b"</script" not in assets.asset(name).lower(), name
