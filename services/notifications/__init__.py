"""Who must hear of what: messages by mail and in the application, and their delivery."""
