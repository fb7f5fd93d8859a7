"""Speed and accuracy, measured; each script prints a table."""
