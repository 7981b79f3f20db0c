"""`python -m msgops`."""

from msgops.cli.main import run

if __name__ == "__main__":
    run()
