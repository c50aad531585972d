# The notification centre: what people are told of.

rail-notifications = Notifications

notices-unread = { $count } unread
notices-all-read = Nothing unread
notices-wait = { $count ->
        [one] 1 of them waits for your answer
       *[other] { $count } wait for your answer
    }
notices-wait-many = { $count } wait for your answer
notices-and-waiting = { $unread }, { $waiting }
notices-read-all = Mark all as read
notices-settings = Notification settings
notices-views = Which notifications
notices-all = All
notices-view-unread = Unread
notices-view-waiting = To answer
notices-what = What
notices-by = Who
notices-when = When
notices-everything = Everything
notices-kind-of = – { $kind }
notices-anybody = Anybody
notices-any-day = Any day
notices-from-today = Today
notices-from-week = The last 7 days
notices-from-month = The last 30 days
notices-find = Find in notifications
notices-show = Show
notices-show-all = Show all
notices-waiting = Waiting for your answer
notices-wait-more = All that waits
notices-today = Today, { $day }
notices-is-unread = Unread.
notices-open = Open
notices-reply = Reply
notices-who = Who is this?
notices-yes = Let in
notices-no = Refuse
notices-answered-yes = { $name } let them in, { $when }
notices-answered-no = { $name } refused, { $when }
notices-not-you = Not you?
notices-not-you-go = Sign it out and change your password
notices-read = Mark as read
notices-unread-again = Mark as unread
notices-delete = Delete
notices-choose = Choose several
notices-choose-this = Choose: { $sentence }
notices-choose-all = All of this page
notices-choose-end = Done
notices-chosen = With the chosen
notices-pages = Pages
notices-older = Earlier
notices-later = Newer
notices-kept = { $count ->
        [one] Kept for 1 day
       *[other] Kept for { $count } days
    }
notices-kept-for-ever = Kept for ever
notices-none = All is quiet
notices-none-help = What concerns you will stand here: groups you are added to, your place in the company, sign-ins from new devices.
notices-none-unread = You have seen everything
notices-none-unread-go = Show the ones you have read
notices-none-such = Nothing like this
notices-none-such-help = Look with fewer words, or in everything.
notices-undo = Undo
notices-done-read = { $count ->
        [one] 1 notification is read
       *[other] { $count } notifications are read
    }
notices-done-unread = { $count ->
        [one] 1 notification is unread again
       *[other] { $count } notifications are unread again
    }
notices-done-deleted = { $count ->
        [one] 1 notification is deleted
       *[other] { $count } notifications are deleted
    }
notices-done-undone = It is as it was before
notices-done-yes = This person is in
notices-done-no = This person was refused
notices-done-answered = This was answered already
notices-reply-gone = There is nothing to reply to any more. Write to the person in a conversation.
notices-done-reply = Your reply is sent
notices-done-show = Show it
notices-keep = Keep notifications for
notices-keep-help = Older ones go, but for those that wait for an answer.
notices-days = { $count ->
        [one] 1 day
       *[other] { $count } days
    }
notices-for-ever = Ever

area-chats = Chats
area-people = People
area-account = Account
area-company = Company

notice-chat-added = I am added to a group
notice-chat-removed = I am removed from a group
notice-chat-owned = A group becomes mine
notice-message-copied = Somebody wrote to a colleague on leave for whom I stand in
notice-message-mentioned = Somebody mentions me
notice-message-called-all = Somebody calls everybody in a chat of mine
notice-message-keyword = Somebody says a word of mine
notice-message-replied = Somebody replies to a message of mine
notice-message-reacted = Somebody reacts to a message of mine
notice-message-reminded = A reminder of mine is due
notice-message-unsent = A message that I planned could not be sent
notice-message-uncalled = A message that I planned was sent, and calls nobody by @all
notice-poll-closed = A poll of mine closes by itself
notice-position-changed = My department or position changed
notice-invitation-accepted = My invitation is accepted
notice-import-done = An import of mine is done
notice-asks-to-join = Somebody asks to join
notice-role-changed = My role changed
notice-new-device = Sign-in from a new device
notice-backup-overdue = Backup overdue

told-chat-added = You came to { $subject } with your department
told-chat-added-by = { $actor } added you to { $subject }
told-chat-removed = You left { $subject } with your department
told-chat-removed-by = { $actor } removed you from { $subject }
told-chat-owned = { $subject } is yours now
told-chat-owned-by = { $actor } left { $subject } to you: it is yours now
told-message-copied = Somebody wrote to { $subject }, for whom you stand in{ $detail }
told-message-copied-by = { $actor } wrote to { $subject }, for whom you stand in{ $detail }
told-message-mentioned = Somebody mentions you{ $detail }
told-message-mentioned-by = { $actor } mentions you{ $detail }
told-message-called-all = Somebody calls everybody{ $detail }
told-message-called-all-by = { $actor } calls everybody{ $detail }
told-message-keyword = Somebody says “{ $subject }”{ $detail }
told-message-keyword-by = { $actor } says “{ $subject }”{ $detail }
told-message-replied = Somebody replied to you{ $detail }
told-message-replied-by = { $actor } replied to you{ $detail }
told-message-reacted = Somebody reacted { $subject } to your message{ $detail }
told-message-reacted-by = { $actor } reacted { $subject } to your message{ $detail }
told-message-reminded = You wanted to be reminded of what { $subject } wrote{ $detail }
told-message-unsent = A message that you planned was not sent: you may not write there now{ $detail }
told-message-uncalled = A message that you planned was sent, but its @all calls nobody: you may not call everybody there now{ $detail }
told-poll-closed = Your poll is closed{ $detail }
told-quote = : “{ $text }”
told-position-changed = Your place in the company is now { $detail }
told-position-changed-by = { $actor } changed your place in the company. It is now { $detail }
told-invitation-accepted = Your invitation was accepted
told-invitation-accepted-by = { $actor } accepted your invitation
told-import-done = The list { $subject } is taken in
told-asks-to-join = Somebody asks to join the company
told-asks-to-join-by = { $actor } asks to join the company
told-role-changed = Your role is another one now: { $detail }
told-role-changed-by = { $actor } gave you another role: { $detail }
told-new-device = Sign-in with a device or from a place not seen before: { $subject }, { $detail }
told-backup-overdue = { $detail ->
        [none] No backup was made yet. On the server: hallway backup FILE.tar.gz
       *[other] The last backup was made on { $detail }. On the server: hallway backup FILE.tar.gz
    }
