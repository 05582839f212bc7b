"""A road to any program of one's own: signed JSON in, signed JSON out."""
