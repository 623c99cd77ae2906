"""Cuts known entries out of a document before it is parsed. The result is that of parsing the whole."""
