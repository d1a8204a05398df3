"""What this app adds to the registries of the apps below it."""
