"""Named changes to a model: files with line numbers, schemas, and pure functions that apply them."""
