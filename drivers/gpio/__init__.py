"""The chip that has the pins of the header, and what it can say when it cannot be used."""
