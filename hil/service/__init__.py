"""The service as a car has it: installed by the steps of docs/install.md, under systemd, in a kernel of its own."""
