"""Trips of goods in simulated cars and boxes, each with something that goes wrong: is its cause named rightly?"""
