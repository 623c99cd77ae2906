"""What any front end may ask (`query/`) and do (`edit/`), and the shapes of the answers."""
