"""What goes over the wire: frozen schemas, the single description of every request and answer."""
