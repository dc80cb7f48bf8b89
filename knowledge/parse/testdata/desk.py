#!/usr/bin/env python3
"""Desks of a library."""

import os


class Desk:
    """A desk for one reader."""

    def __init__(self, window):
        self.window = window

    async def reserve(self, reader):
        if self.window(reader):
            return True


def count_desks(desks):
    return len(desks)  # größer
