"""How publishers lay their files out, declared in YAML."""
