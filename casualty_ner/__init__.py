"""casualty_ner reads news and says who was killed, injured or missing, with every number tied to its place in the text.

Importing the package does nothing but define the version: no torch, no device, no logging set-up, no environment.
Start from :mod:`casualty_ner.predict`.
"""

__version__ = "0.2.0"
