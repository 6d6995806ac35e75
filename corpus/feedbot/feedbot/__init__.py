"""Reads feeds, and passes what is new on to a chat room."""
