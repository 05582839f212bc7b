"""Catalogs of words for people, one folder a language, one ``.po`` file an area. Read by ``bots.wording``."""
