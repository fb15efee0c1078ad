# The list of recipes
default:
    @just --list

# From nothing to the first answers: one scenario's report and the checked statements
first-answers:
    scripts/first-answers

# Every check, then the tests; arguments go to pytest
[positional-arguments]
test *args:
    scripts/test "$@"

# Style, and the order of rooms
lint: _dev
    .venv/bin/ruff check .
    .venv/bin/lint-imports --no-logo

# Rewrite the code in the house format
format: _dev
    .venv/bin/ruff check --fix --select I .
    .venv/bin/ruff format .

# Strict types
types: _dev
    .venv/bin/mypy

# Rebuild the shipped tables from a folder of source files
[positional-arguments]
data source: _run
    .venv/bin/evenhand data build "$1"

# Fit on the past, forecast what followed, and score the forecasts
backtest: _run
    .venv/bin/evenhand backtest

# Write the generated pages of the manual
docs: _dev
    .venv/bin/python docs/generate.py

# Check that the documentation agrees with the program
docs-check: _dev
    .venv/bin/pytest -m docs

# Measure speed, as ratios in one run
benchmarks: _dev
    .venv/bin/python -m benchmarks

# Pin the newest packages again, for Python 3.11 to 3.13 (needs uv)
lock:
    {{ pin }} pyproject.toml requirements/run.in --output-file requirements/run.txt
    {{ pin }} pyproject.toml requirements/dev.in --extra dev --constraints requirements/run.txt --output-file requirements/dev.txt

# Remove everything that can be made again
clean:
    rm -rf .venv out dist build .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
    find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

# One version of each package for every Python, so that results do not depend on which is used
pin := "uv pip compile --quiet --upgrade --universal --fork-strategy fewest --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links"

_run:
    @scripts/setup run

_dev:
    @scripts/setup dev
