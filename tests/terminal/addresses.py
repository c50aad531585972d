"""Where things are in Hallway, as a text browser shows them: addresses, labels and buttons in English."""

SIGN_IN = "/sign-in"
MESSAGES = "/messages"
INVITATIONS = "/invitations"
SETTINGS_SIGN_IN = "/settings/sign-in"

COMPANY = "Company name"
NAME = "Your name"
EMAIL = "E-mail address"
PASSWORD = "Password"
SET_UP_BUTTON = "Make the company"
SIGN_IN_BUTTON = "Sign in"
INVITE_BUTTON = "Make a link"
JOIN_BUTTON = "Make my account"

RECENT = "Recent"
COMPOSER = "Write to"
SEND_BUTTON = "Send"

TURN_ON_BUTTON = "Turn on"
CODE = "Code from your app"
RECOVERY_CODE = "Recovery code"
RECOVERY_BUTTON = "Sign in with this code"
