"""Vehicle profiles: a car as a file. The profiles that are shipped lie beside their reader."""
