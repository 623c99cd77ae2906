"""Words in any script: what a word is, stems, sentences, languages. Pure functions over text."""
