"""JSON Schemas of the files, for editors; made from the same tables that the readers use."""
