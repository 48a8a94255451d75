"""The wiring: what the configuration says becomes objects. The only place that names concrete drivers."""
