# Settings: chats, profile, sign-in.

settings = Settings
settings-all = All settings
settings-company = Company
settings-saved = Saved.

settings-chat = Chat settings
settings-chat-about = Keys, look, sounds
settings-chat-help = They follow you to every device
settings-writing = Writing
send-key = Send a message with
send-key-enter = Enter
send-key-enter-help = Shift + Enter starts a new line
send-key-ctrl = Ctrl + Enter, or ⌘ + Enter
send-key-ctrl-help = Enter starts a new line
send-key-composing = While an input method is composing, as with Telex or VNI, Enter never sends.
settings-look = Look
theme = Theme
theme-device = As the device
theme-light = Light
theme-dark = Dark
density = Space between lines
density-airy = Airy
density-compact = Compact
settings-sounds = Sounds
settings-sounds-help = With several pages open, one of them sounds.
sound-message = New message
sound-message-help = In chats that are not muted
settings-plain = Without JavaScript
settings-plain-help = For text browsers and very small computers.
refresh = Look for news every
refresh-seconds = { $count } seconds
refresh-never = Only when I ask

settings-profile = Profile
settings-profile-about = Name, picture
settings-profile-help = What your colleagues see of you
profile-name = Name
profile-name-help = It stands beside all that you have written, too.
picture = Picture
picture-about = Without one, your initials are shown.
picture-choose = A picture of you
picture-help = PNG, JPEG, WebP or GIF, at most 8 MB. Its middle is cut to a square; place and camera are not kept.
picture-go = Use this picture
picture-remove-h = Without a picture
picture-remove = Remove the picture
picture-remove-help = Your initials come back.
picture-none = No file is chosen. Choose a picture first.
picture-too-large = This file has more than 8 MB. Choose a smaller one.
picture-too-many-pixels = This picture has more pixels than can be read. Choose one of at most 12,000 on a side.
picture-unreadable = This is no picture that can be read. Choose a PNG, JPEG, WebP or GIF file.

settings-sign-in = Sign-in
settings-sign-in-about = Password, second factor
settings-sign-in-help = How and where you sign in
sessions = Where you are signed in
sessions-help = A device you do not know? Sign it out, then change your password.
sessions-end-others = Sign out everywhere else
session-here = This device
session-now = now
device-on = { $browser } on { $system }
device-unknown = Unknown device
password-change = Change the password
password-change-help = All your other devices are signed out then.
password-changed = The password is changed. Your other devices are signed out.
settings-choose = Choose what to set

second-factor = Second factor
second-factor-help = A code from an app on your phone, asked for after your password
second-factor-on = On
second-factor-since = since { $date }
second-factor-off = The second factor is off. Your password alone lets you in now.
second-factor-kept = Your company asks everybody for a second factor, so it stays on.
second-factor-asked = Your company asks everybody for one. It takes two minutes, and then you can go on.
second-factor-turn-on = Turn on
second-factor-turn-off = Turn off
second-factor-what = How it works
second-factor-what-text = You sign in with your password and with a code of six digits. An authenticator app on your phone shows it. Who learns your password does not get in without your phone. Have such an app at hand: any will do.
second-factor-begin = Begin
second-factor-scan = 1. Add it to your app
second-factor-scan-help = In your authenticator app, add an account and read the picture.
second-factor-picture = QR code for your authenticator app. The key below says the same.
second-factor-secret = Or type this key into the app
second-factor-secret-help = By time, six digits. Spaces do not count. Show picture and key to nobody.
second-factor-confirm = 2. Show that it works
second-factor-confirm-help = From then on you are asked for a code when you sign in.
recovery-left = { $count ->
        [0] No recovery code is left.
        [one] One recovery code is left.
       *[other] { $count } recovery codes are left.
    }
recovery-renew = Make new recovery codes
recovery-renew-help = The old ones are void then.
recovery-made = Your second factor is on, and these are its recovery codes.
recovery-made-help = They are shown only now.
recovery-write-down = Keep them safe
recovery-write-down-help = When your phone is not there, a code lets you in. Each works once. Print them or write them down, and do not keep them on the phone.
recovery-done = I have them
recovery-file = Save as a text file

settings-contact = Phones and birthday
settings-contact-help = Colleagues see them on your page, and find you by your phones.
