"""From spans to tolls and events: candidate pairs with their features, training targets, and the decoder.

Everything here is arrays in, values out, without torch; the scores come from ``casualty_ner.model``.
"""
