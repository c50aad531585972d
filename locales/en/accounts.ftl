# The door: set-up, sign-in, new passwords; and what is wrong with what was typed there.

field-too-short = This one has { $count ->
        [one] one character
       *[other] { $count } characters
    }. Add at least { $more } more.
field-not-an-address = An e-mail address has a name, an @ and a domain, such as name@company.example.
zone-choice = { $city }, { $time }

email = E-mail address
email-help = You sign in with it. Nothing is sent to it now.
password = Password
password-new = New password
password-help = At least 12 characters. A short sentence is easy to keep.
password-current = Your password now
password-not-yours = This is not your password. Write the one you sign in with.
your-name = Your name
company-name = Company name
country = Country, for phone numbers
time-zone = Time zone

unset-title = Hallway is not set up yet
unset-text = Its first administrator opens the set-up address, and after that everybody else can come in.
unset-where = The address was printed where Hallway was started: in that terminal, or in the log of the service.

gone-to-start = To the start

set-up-title = Set up Hallway
set-up-help = Once, about two minutes.
set-up-company = Company
set-up-company-help = What everybody sees, and how dates are written until a person chooses otherwise.
set-up-administrator = First administrator
set-up-administrator-help = You. You can invite the others.
set-up-go = Make the company
set-up-next = Next: invite people.
set-up-stranger-title = This is not the set-up address
set-up-stranger-text = Copy the whole address that was printed where Hallway was started, from http to its last letter. Each start prints a new one.

sign-in = Sign in
sign-in-to = to { $company }
sign-in-keep = Keep me signed in on this device
sign-in-wrong = That e-mail address and password do not go together.
sign-in-wrong-help = Try again, or ask an administrator for a reset link.
sign-in-lost = I cannot sign in
sign-in-lost-help = An administrator can make you a reset link: ask in person or by phone. New here? Open the invitation link you were given; it makes your account.
sign-out = Sign out

reset-title = Choose a new password
reset-for = for { $name }
reset-go = Save and sign in
reset-help = You are signed out everywhere else.
reset-gone-title = This link does not open anything
reset-gone-text = A reset link works once, for 24 hours, and only the newest one does. Ask an administrator for another.

confirm-title = Confirm with your password
confirm-help = What you are about to do needs it
confirm-lasts = You are not asked again in this browser for 15 minutes.
confirm-go = Confirm and go on
confirm-too-many = { $count ->
    [one] Too many wrong passwords. Try again in a minute; nothing of what you asked for is lost.
   *[other] Too many wrong passwords. Try again in { $count } minutes; nothing of what you asked for is lost.
}

life-last-administrator = This is the last administrator, and somebody has to look after the company. Make somebody else an administrator first.
life-oneself = Nobody changes this for themselves. Another administrator can.
life-active = This person is active already.
life-invited = This person has not chosen a password yet.
life-pending = This person still waits for approval. Approve or refuse first.
life-dismissed = This person is dismissed. Take them back first.
sign-in-waiting = Your account waits for approval.
sign-in-waiting-help = An administrator looks at it. Try again later, or ask one.
sign-in-late = The code did not come in time, or was wrong five times.
sign-in-late-help = Begin again with your password.

code = Code from your app
code-help = Six digits; a new code comes every 30 seconds.
code-wrong = This is not the code of now, or it was used already. Wait for the next one in your app and write it here.
code-title = One more step
code-title-help = to show that it is you
code-back = Back to the password
recovery-code = Recovery code
recovery-codes = Recovery codes
recovery-instead = I do not have my phone
recovery-help = One of the ten codes that you wrote down: three groups of four characters. Are none left? Whoever runs the server can turn your second factor off.
recovery-wrong = None of your unused codes is like this. Look for a character that is missing, or take another code.
recovery-go = Sign in with this code

birthday = Birthday
birth-day = Day
birth-month = Month
birthday-help = Day and month alone. Leave both empty to keep it to yourself.
inner-number = Inner number
desk-phone = Desk phone
mobile-phone = Mobile phone
session-now = now
