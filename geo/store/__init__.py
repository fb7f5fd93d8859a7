"""The data sets that were imported: kept in the database, version by version."""
