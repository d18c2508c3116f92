"""`python -m sli_cli` is `sli`."""

import sys


def main() -> None:
    """The command `sli`, which a Ctrl-C ends quietly even while it is still being loaded."""
    try:
        from sli_cli.cli import main as run
    except KeyboardInterrupt:
        sys.stderr.write("sli: interrupted; nothing was written.\n")
        sys.exit(130)
    run()


if __name__ == "__main__":
    main()
