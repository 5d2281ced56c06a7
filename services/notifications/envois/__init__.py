"""What leaves the platform: mails, their words, their envelope, the dialogue with the server."""
