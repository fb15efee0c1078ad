"""Other words for what claims files write: errors answer them with what is meant."""

from __future__ import annotations

MEANT = {
    "average": "mean", "avg": "mean", "max": "largest", "maximum": "largest", "peak": "largest",
    "min": "smallest", "minimum": "smallest", "total": "sum", "latest": "last", "newest": "last",
    "earliest": "first", "rate": "per-day", "daily": "per-day", "difference": "change",
}  # fmt: skip
"""What other words for ways to take a number mean here."""
MEANT_FORMS = {
    "ratio": "divide", "share": "divide", "quotient": "divide", "sum": "add", "plus": "add",
    "difference": "subtract", "minus": "subtract", "times": "multiply", "product": "multiply",
    "max": "largest-of", "largest": "largest-of", "min": "smallest-of", "mean": "mean-of",
    "smallest": "smallest-of", "average": "mean-of", "range": "range-of", "growth": "change",
    "and": "all", "or": "any", "count": "how-many", "greater-than": "more-than", "equal": "within",
    "equals": "within", "increase": "increases", "decrease": "decreases", "statement": "published",
    "event": "legal-status", "status": "legal-status", "law": "findings", "list": "listed",
    "constant": "number", "value": "number", "scenario": "model", "agreements": "agreements-287g",
}  # fmt: skip
"""What other words for forms mean here."""
