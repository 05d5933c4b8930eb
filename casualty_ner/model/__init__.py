"""The three heads on one encoder: slots, links, attributes; batches for them; saving and loading with checks."""
