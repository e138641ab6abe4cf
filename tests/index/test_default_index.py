"""The address of the public index is found without loading what knows it."""

import subprocess
import sys

from distlib.index import DEFAULT_INDEX

from venvls.index.default_index import default_index


def test_it_is_what_distlib_says():
    assert default_index() == DEFAULT_INDEX.removesuffix("/pypi") + "/simple"


def test_nothing_that_could_contact_it_is_loaded():
    asked = "import sys; from venvls.index.default_index import default_index; default_index(); "
    asked += "print({'distlib.index', 'http.client', 'xmlrpc.client'} & sys.modules.keys())"
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, check=True, text=True)
    assert said.stdout.strip() == "set()"
