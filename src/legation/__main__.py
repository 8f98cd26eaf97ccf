"""`python -m legation`: the command line."""

import sys

from legation.cli import main

if __name__ == "__main__":
    sys.exit(main())
