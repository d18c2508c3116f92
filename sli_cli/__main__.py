"""`python -m sli_cli` is `sli`."""

from sli_cli.cli import main

if __name__ == "__main__":
    main()
