# Settings
