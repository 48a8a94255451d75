"""The control cycle: process image in, controller step, output stage, and the state that everybody else reads."""
