"""Side-by-side comparisons with what users would write without the library, each one command."""
