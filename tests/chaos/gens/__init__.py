"""Broken on purpose, among people: requests, their animators and their mails, with real processes and a real SMTP server."""
