"""The services of the platform: same rooms in every house, no import between houses."""
