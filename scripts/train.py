"""Train by a config and write the run's report: ``python scripts/train.py configs/base.yaml [--set key=value]``."""

import sys

from casualty_ner.cli import main

if __name__ == "__main__":
    sys.argv.insert(1, "train")
    main()
