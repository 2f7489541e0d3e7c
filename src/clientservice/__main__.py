"""``python -m clientservice`` is the same as ``clientservice``."""

from clientservice.cli import main

main(prog_name="clientservice")
