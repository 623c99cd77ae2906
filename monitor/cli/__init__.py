"""The command `monitor`: one module per command."""


def main() -> None:
    """Run the command line."""
