"""The promises to others: every event that crosses a service's wall, written once, versioned, with an example."""
