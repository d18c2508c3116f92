"""One file a command: options, then a service, then a report."""
