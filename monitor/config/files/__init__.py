"""One reader for each file of the folder: text with places in, a part of the `Configuration` and problems out."""
