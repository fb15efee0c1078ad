"""Named changes to a model: files with line numbers, schemas, pure functions that apply them."""
