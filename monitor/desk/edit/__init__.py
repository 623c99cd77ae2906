"""What any front end may do. Each change is one function, used by the command line, pages and API alike."""
