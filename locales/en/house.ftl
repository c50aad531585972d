# The frame around every page, dates, and what goes wrong anywhere.

product = Hallway
language = Language
skip-to-content = Skip to content
skip-to-messages = Skip to messages
skip-to-writing = Skip to writing
foot-own-server = Hallway runs on this company’s own server.

rail = Main
rail-home = Hallway home
rail-messages = Messages
rail-settings = Settings
unread = unread
profile-of = { $name }: your profile
panel = Mini panel
panel-waiting = Waiting for you
panel-quiet = Nobody is waiting. Chats you have had will stand here.
panel-since = New since this page was loaded
panel-fold = Fold the panel
panel-unfold = Unfold the panel
nothing-since = Nothing new at { $time }.
nothing-since-refresh = Nothing new at { $time }. Looks again every { $seconds } seconds.
back = Back
here = (here)
save = Save
leave-as-it-was = Leave as it was

presence-on = Available
presence-away = Away
presence-away-since = Away since { $time }
presence-busy = Do not disturb until { $time }
presence-leave = On leave until { $day }
presence-off = Offline
presence-off-since = Offline since { $time }

form-wrong =
    { $count ->
        [one] One thing to mend.
       *[other] { $count } things to mend.
    }
field-missing = This is empty. Write something here.
field-too-long = This has { $count } characters. { $most } is the most.
field-unknown = That is not one of the choices. Choose one of the list.
field-slash = It holds no slash (/), which stands between the names of a path. Write “and” or “&”.
field-bar = It holds no bar (|), which stands between departments in lists of people. Write a comma, or “and”.
field-not-a-phone = A phone number has 3 to 20 digits, such as +44 20 7946 0958.
field-not-digits = A number inside the house has digits only, such as 204.
field-not-a-day = There is no such day. Choose a day and a month, or leave both empty.
field-nul = This holds a character that cannot be kept (NUL). Leave it out.

label-company = Company name
label-country = Country
label-current = Your password now
label-days = Days
label-density = Space
label-department = Department
label-domains = Trusted domains
label-standing = Standing
label-title = Title
label-above = Lies below
label-below = New department
label-remove = Remove
label-email = E-mail address
label-emails = Addresses
label-language = Language
label-list = List
label-leave = Leave the group
label-leave_from = First day
label-leave_until = Last day
label-notification_days = Notifications
label-name = Name
label-act = What
label-actor = Who
label-birth_day = Birthday
label-desk_phone = Desk phone
label-from = From
label-inner_number = Inner number
label-inviting = Inviting people
label-mobile_phone = Mobile phone
label-person = To whom
label-posting = Writing to everybody
label-until = Until
label-what = With the chosen
label-new = New password
label-password = Password
label-picture = Picture
label-quiet = Do not disturb
label-quiet_day = Day
label-quiet_time = Time
label-refresh_seconds = Look for news
label-role = Role
label-send_key = Sending
label-substitute = Substitute
label-theme = Theme
label-time_zone = Time zone
label-user = People
label-uses = Accounts

weekday-1 = Monday
weekday-2 = Tuesday
weekday-3 = Wednesday
weekday-4 = Thursday
weekday-5 = Friday
weekday-6 = Saturday
weekday-7 = Sunday
weekday-short-1 = Mon
weekday-short-2 = Tue
weekday-short-3 = Wed
weekday-short-4 = Thu
weekday-short-5 = Fri
weekday-short-6 = Sat
weekday-short-7 = Sun
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
month-short-1 = Jan
month-short-2 = Feb
month-short-3 = Mar
month-short-4 = Apr
month-short-5 = May
month-short-6 = Jun
month-short-7 = Jul
month-short-8 = Aug
month-short-9 = Sep
month-short-10 = Oct
month-short-11 = Nov
month-short-12 = Dec
date-long = { $weekday }, { $day } { $month } { $year }
date-weekday = { $weekday } { $day } { $month }
date-brief = { $day } { $month }
date-brief-year = { $day } { $month } { $year }
date-and-time = { $date }, { $time }

error-to-start = To the start
error-to-messages = To the messages
error-again = Send it again
not-found-title = There is nothing here
not-found-text = The address may be mistyped, or what stood here is gone, or it is not for you to see.
not-allowed-title = This is not yours to do
not-allowed-text = What is behind this address, or what you were about to change, is for others. Ask an administrator if you need it.
signed-out-title = You are signed out
signed-out-text = Sign in again to go on.
cross-site-title = This did not come from your page
cross-site-text = The form was sent by another site, or by a page from before you signed in. Load the page again and send it from there.
bad-request-title = That could not be understood
bad-request-text = The request is not one that a page of Hallway makes. Go back and try again.
too-large-title = That is too much at once
too-large-text = What was sent is larger than Hallway takes. Go back: what you typed is still there.
slow-title = That took too long
slow-text = What was sent did not arrive in time. Go back and send it again: what you typed is still there.
too-many-title = Too many tries
too-many-text = Wait { $minutes ->
        [one] a minute
       *[other] { $minutes } minutes
    } and try again.
too-fast-title = That was a lot in a short time
too-fast-text = Wait { $seconds ->
        [one] a second
       *[other] { $seconds } seconds
    } and send it again.
busy-title = There is too much to do right now
busy-text = More is asked of this server than it can answer. Try again in { $seconds } seconds.
disk-full-title = The disk is full
disk-full-text = Nothing could be written. Go back: what you typed is still there. The person who runs this server has to make room.
read-only-title = Nothing can be written now
read-only-text = The database is read-only. Go back: what you typed is still there. The person who runs this server has to look.
unavailable-title = The database does not answer
unavailable-text = Wait a moment and try again. What you typed is still on the page before this one.
defect-title = Something broke
defect-text = This is a mistake of ours. It is in the server’s log under { $request }.
