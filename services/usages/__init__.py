"""What structures use of the digital health services, against their targets."""
