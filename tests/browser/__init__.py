"""Readyroom as people meet it: a real server and a real Chromium."""
