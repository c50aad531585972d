# The administration: people, the company, the audit log, the system.

admin = Administration
admin-about = People, company, audit log
admin-help = What you change here is kept in the audit log
admin-people = People
admin-company = Company
admin-audit = Audit log
admin-system = System
admin-invite = Invite

admin-everybody = All
admin-everybody-link = Everybody
admin-any-role = Any role
admin-find = Find
admin-find-label = Name, e-mail, phone or department
admin-name = Name
admin-department = Department
admin-departments-more = { $name } and { $more } more
admin-department-was = was { $path }
admin-role = Role
admin-state = State
admin-seen = Last seen
admin-presence = Presence
admin-seen-never = Not yet
admin-seen-hidden = Hidden
admin-asked = Asked { $when }
admin-invited = Invited { $when }
admin-since = since { $when }
admin-choose = Choose { $name }
admin-change = Change
admin-pages = Pages
admin-next = Next
admin-nobody = Nobody is like this
admin-nobody-help = Look with fewer words, or in every state and role.

state-active = Active
state-invited = Invited
admin-all = All
admin-none = None
admin-all-more = on this page chosen
state-pending = Waits for approval
state-pending-short = Waiting
state-dismissed = Dismissed
state-leave = On leave

admin-known = What is known
admin-known-help = Colleagues see it, and find the person by it.
admin-email-help = The person signs in with it from then on.
admin-email-taken = Somebody else has this address. Write another one.
admin-role-help = Employees see the whole company. Guests see only the people they share a chat with. Administrators can do all this.
admin-role-go = Change the role
admin-sessions = Where this person is signed in
admin-sessions-help = Ending a session closes its pages at once.
admin-sessions-none = Nowhere at the moment.
admin-reset-help = It lets the person choose a new password. Give it in person or by a way you trust: whoever opens it is that person.
admin-factor-help = For a lost phone. The person then signs in with the password alone, and can set another one up.
admin-dismiss-help = The person is signed out and leaves all groups. What they wrote stays.
admin-dismiss-look = See what will happen
admin-rehire = Take back
admin-rehire-help = The person works here again, as an employee or a guest as before, and gets a link to choose a password.
admin-waits = Let this person in?
admin-waits-help = They joined by a link that asks for approval. If you refuse, the account is gone.
admin-refuse = Refuse
admin-done-role = The role is changed.
admin-done-sessions = The sessions are ended.
admin-done-factor = The second factor is off.
admin-done-dismissed = This person is dismissed.
admin-done-approved = This person is in.
admin-done-refused = The account is gone.
admin-done-rehired = This person works here again. Departments, titles and standings are given anew.

deed-choose = With the chosen…
deed-choose-label = With the chosen people
deed-go = Go on
deed-none = Nothing is chosen to be done. Choose something of the list.
deed-nobody-waits = Nobody of these waits for approval.
deed-nobody = Nobody is chosen. Tick the people first.
deed-each = One by one
deed-summary = Done for { $done } of { $all }.
deed-so-already = That was so already.
deed-department-help = Its path, such as Sales/North. The name of the company stands for its top.
deed-employee = Make employee
deed-employee-ask = Make { $count ->
        [one] this person an employee
       *[other] these { $count } people employees
    }?
deed-employee-help = They see the whole company, and are in the chat with everybody.
deed-employee-done = Is an employee now.
deed-administrator = Make administrator
deed-administrator-ask = Make { $count ->
        [one] this person an administrator
       *[other] these { $count } people administrators
    }?
deed-administrator-help = They can do everything that stands under Administration.
deed-administrator-done = Is an administrator now.
deed-guest = Make guest
deed-guest-ask = Make { $count ->
        [one] this person a guest
       *[other] these { $count } people guests
    }?
deed-guest-help = They see only those with whom they share a chat, and are in no department. They keep the groups they were added to.
deed-guest-done = Is a guest now.
deed-approve = Approve
deed-approve-ask = Let { $count ->
        [one] this person in
       *[other] these { $count } people in
    }?
deed-approve-help = They can sign in at once.
deed-approve-done = Is in now.
deed-move = Move to a department
deed-move-ask = Move { $count ->
        [one] this person
       *[other] these { $count } people
    }?
deed-move-help = It becomes their main department. Others that they are in stay.
deed-move-done = Is moved.
deed-sessions = End all sessions
deed-sessions-ask = Sign { $count ->
        [one] this person
       *[other] these { $count } people
    } out everywhere?
deed-sessions-help = Their pages close at once. They can sign in again.
deed-sessions-done = Is signed out everywhere.
deed-dismiss = Dismiss
deed-dismiss-ask = Dismiss { $count ->
        [one] this person
       *[other] these { $count } people
    }?
deed-dismiss-help = They are signed out at once, and leave all groups. A group of theirs goes to its first administrator, else to who is longest in it. What they wrote stays.
deed-dismiss-done = Is dismissed.

dismiss-ask = Dismiss { $name }?
dismiss-signed-out = Signed out everywhere at once, and cannot sign in any more.
dismiss-groups = Leaves every group and the chat with everybody. Each group is told.
dismiss-departments = Is in no department any more, and in no list of people.
dismiss-stays = What they wrote stays, and chats with them alone can be read. Nobody writes to them.
dismiss-heads = Departments of which they are the head
dismiss-no-head = has no head from then on
dismiss-owned = Groups of theirs
dismiss-heir = goes to { $name }
dismiss-no-heir = nobody else is in it

company-may = Who may do what
company-posting = Writing to everybody
company-edit = Changing one’s own messages
company-edit-help = For how long after they were sent. What a message said before can be read.
edit-never = Not at all
edit-for-ever = At any time
edit-minutes = { $count } minutes
edit-hours = { $count ->
        [one] 1 hour
       *[other] { $count } hours
    }
company-inviting = Inviting people
circle-everybody = Everybody
circle-administrators = Administrators
company-sign-in = Sign-in
company-second-factor = Ask everybody for a second factor
company-second-factor-help = Besides the password, a code from an app on the phone

audit-who = Who
audit-act = What
audit-to-whom = To whom
audit-from = From
audit-until = Until
audit-when = When
audit-what = What happened
audit-where = From where
audit-detail = Detail
audit-any = Anything
audit-all = Everything
audit-older = Older
audit-export = Save as CSV
audit-none = Nothing like this happened
audit-none-help = The log keeps what is done to people, the company and its structure.
audit-day-wrong = A day is written like 2026-11-24.
audit-person-unknown = Nobody is found by this. Write a part of the name, or the whole e-mail address.
audit-person-several = Several people are found: { $addresses }. Write the whole address of one.
audit-command-line = The command line
audit-nobody = Somebody who was not signed in
audit-something = something

audit-signed-in = { $actor } signed in
audit-sign-in-refused = { $actor } typed a wrong password for { $subject }
audit-company-founded = { $actor } set up the company
audit-company-changed = { $actor } changed the company’s settings
audit-invitation-made = { $actor } made an invitation
audit-invitation-revoked = { $actor } withdrew an invitation
audit-user-joined = { $subject } joined
audit-user-made = { $actor } made an account for { $subject }
audit-user-changed = { $actor } changed what is known of { $subject }
audit-user-approved = { $actor } let { $subject } in
audit-user-refused = { $actor } did not let { $subject } in
audit-role-changed = { $actor } changed the role of { $subject }
audit-role-employee = { $actor } made { $subject } an employee
audit-role-guest = { $actor } made { $subject } a guest
audit-role-administrator = { $actor } made { $subject } an administrator
audit-user-dismissed = { $actor } dismissed { $subject }
audit-user-rehired = { $actor } took { $subject } back
audit-positions-changed = { $actor } changed where { $subject } works
audit-sessions-ended = { $actor } signed { $subject } out
audit-reset-made = { $actor } made a reset link for { $subject }
audit-password-changed = { $actor } set a new password for { $subject }
audit-second-factor-on = { $actor } turned the second factor of { $subject } on
audit-second-factor-off = { $actor } turned the second factor of { $subject } off
audit-recovery-used = { $actor } used a recovery code
audit-recovery-made = { $actor } made new recovery codes
audit-department-made = { $actor } made the department { $subject }
audit-department-renamed = { $actor } renamed the department { $subject }
audit-department-moved = { $actor } moved the department { $subject }
audit-department-removed = { $actor } removed the department { $subject }
audit-import-run = { $actor } imported the list { $subject }
audit-exported = { $actor } exported the list of people
audit-exported-audit = { $actor } exported this log

act-signed-in = Signing in
act-sign-in-refused = Wrong password
act-company-founded = Company set up
act-company-changed = Company changed
act-invitation-made = Invitation made
act-invitation-revoked = Invitation withdrawn
act-user-joined = Somebody joined
act-user-made = Account made
act-user-changed = Person changed
act-user-approved = Person approved
act-user-refused = Person refused
act-role-changed = Role changed
act-user-dismissed = Person dismissed
act-user-rehired = Person taken back
act-positions-changed = Departments of a person
act-sessions-ended = Sessions ended
act-reset-made = Reset link made
act-password-changed = Password changed
act-second-factor-on = Second factor on
act-second-factor-off = Second factor off
act-recovery-used = Recovery code used
act-recovery-made = New recovery codes
act-department-made = Department made
act-department-renamed = Department renamed
act-department-moved = Department moved
act-department-removed = Department removed
act-import-run = People imported
act-exported = Export

system-version = Version
system-up = Up for
system-up-since = since { $when }
system-minutes = { $count ->
        [one] 1 minute
       *[other] { $count } minutes
    }
system-hours = { $count ->
        [one] 1 hour
       *[other] { $count } hours
    }
system-days = { $count ->
        [one] 1 day
       *[other] { $count } days
    }
system-database = Database
system-files = Files
system-files-count = number of files: { $count }
system-backup = Last backup
system-backup-none = None yet
system-backup-help = On the server: hallway backup FILE.tar.gz
system-sockets = Open pages
system-sockets-help = at this moment
system-people = People
system-people-of = { $state }: { $count }
system-memory = Memory
system-unknown = Not known
system-bytes = { $count ->
    [one] 1 byte
   *[other] { $count } bytes
}

admin-import = Import
import-help = A list of people from a spreadsheet or another program: new ones get an account, those who are here are changed. You see first what would happen.
import-file = List
import-file-help = A CSV file in UTF-8, at most 20,000 rows. Its first row names the columns as the template or this page does; who a row is of, its e-mail address says. Empty cells change nothing.
import-template = Template
import-make = Make departments that are not here
import-make-help = By their path, such as Sales/North.
import-look = Look at it
import-export = Export
import-export-help = Everybody as a list of the same form.
import-export-go = Save everybody as a list
import-before = Lists of before
import-rows = { $count ->
    [one] One row
   *[other] { $count } rows
}
import-stuck = interrupted
import-checking = being looked at
import-checked = looked at
import-running = being taken in
import-done = taken in
import-checking-rows = { $all ->
    [one] Looking at the list: { $done } of one row.
   *[other] Looking at the list: { $done } of { $all } rows.
}
import-running-rows = { $all ->
    [one] Taking the list in: { $done } of one row.
   *[other] Taking the list in: { $done } of { $all } rows.
}
import-nothing-yet = Nothing has been written yet.
import-would-new = { $count ->
    [one] One would be new.
   *[other] { $count } would be new.
}
import-would-change = { $count ->
    [one] One would be changed.
   *[other] { $count } would be changed.
}
import-would-same = { $count ->
    [one] One is the same.
   *[other] { $count } are the same.
}
import-would-leave = { $count ->
    [one] One row is left out until it is mended; the list can then be imported again, and nothing happens twice.
   *[other] { $count } rows are left out until they are mended; the list can then be imported again, and nothing happens twice.
}
import-done-title = The list is taken in.
import-did-new = { $count ->
    [one] One is new.
   *[other] { $count } are new.
}
import-did-change = { $count ->
    [one] One was changed.
   *[other] { $count } were changed.
}
import-go = { $count ->
    [one] Import one row
   *[other] Import { $count } rows
}
import-go-on = Go on
import-links = { $count ->
    [one] Save the link for one
   *[other] Save the links for { $count }
}
import-links-help = Who is new chooses a password by a link of their own, valid for 24 hours. Save them as a list and send each to its person; links saved before stop working.
import-save-left = { $count ->
    [one] Save the one left out
   *[other] Save the { $count } left out
}
import-forget = Forget this list
import-which = Which rows
import-all = All
import-new = New
import-changed = Changed
import-same = Same
import-left-out = Left out
import-row = Row
import-would-be = Would be
import-became = Became
import-why = Why
import-nothing = Nothing to change
column-name = Name
column-email = E-mail
column-department = Departments
column-title = Title
column-standing = Standing
column-role = Role
column-inner-number = Inner number
column-desk-phone = Desk phone
column-mobile-phone = Mobile phone
column-birthday = Birthday
import-no-file = No file was chosen.
import-too-large = The file is larger than 10 MB. Make two lists of it.
import-not-text = The file is not UTF-8 text. In your spreadsheet, save it as CSV UTF-8.
import-empty = The list has no rows below the first.
import-unknown-column = The first row names “{ $name }”, and there is no such column. The template has all of them.
import-twice-column = The first row names “{ $name }” twice.
import-missing-column = The first row does not name the column “{ $name }”. The template has all of them.
import-open-quote = The quotation mark that begins in line { $line } is not closed, or something follows it. Inside of quotation marks, write them twice.
import-too-many = The list has { $count } rows. Make lists of at most { $most }.
import-extra = More cells than columns. A cell that holds a comma or a semicolon stands in quotation marks.
import-again = The address stands in row { $row } already.
import-no-department = There is no department “{ $path }”.
import-no-department-closest = There is no department “{ $path }”. Closest: { $closest }
import-department = The department “{ $path }” could not be made: too deep, or too many.
import-two-heads = Row { $row } makes somebody else the head of { $path }.
import-head-taken = { $head } heads { $path }. Change their standing first.
import-dismissed = This person is dismissed. Take them back on their page first.
import-pending = This person waits for approval.
import-guest-placed = A guest is in no department. Leave department, title and standing empty.
import-role-here = The role of who has an account is changed on their page.
import-administrator = Administrators are made one by one, on their page.
import-uneven = Titles or standings are not as many as departments, or a department stands twice. Write them in the same order, with | between them.
import-meanwhile = Somebody changed the same at the same time. Import the list again.

company-links = Links
company-link-previews = Show what links lead to
company-link-previews-help = This server asks the page of a message’s first link for its title, a few words and a picture. Private addresses are never asked; other sites see this server’s address, and nobody’s name.
company-files = Files
company-files-used =
    { $count ->
        [one] 1 file is kept, { $size }.
       *[other] { $count } files are kept, { $size }.
    }
company-file-room = Most of one file, in MB
company-person-room = Most of one person, in MB
company-all-room = Most of all together, in MB
company-room-help = 0 is as much as the disk has room for.
