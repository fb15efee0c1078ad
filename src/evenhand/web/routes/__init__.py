"""The routes, one room of the interface per file; a handler calls one public function."""
