"""Files of incidents, read into the columns of the store."""
