"""Words in any script: what a word is, stems, numbers, languages. Pure functions over text."""
