"""The only place that names concrete drivers: what the configuration says becomes objects."""
