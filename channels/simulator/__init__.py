"""A vendor and its adapter in one package: two phones on a page, for trying Milepost without any account."""
