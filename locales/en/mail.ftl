# E-mail: the mail server, what is mailed and why not, links in it.

admin-mail = Mail
mail-server = Mail server
mail-server-help = Where Hallway hands e-mail over. Without one nothing is mailed.
mail-host = Host
mail-host-help = Such as mail.example.com
mail-port = Port
mail-port-help = Empty: the usual one
mail-port-wrong = A port is a number from 1 to 65535, or empty for the usual one.
mail-security = Protection of the line
mail-security-starttls = STARTTLS
mail-security-tls = TLS
mail-security-plain = None
mail-security-help = None is for a server on this machine only: localhost, 127.0.0.1.
mail-plain-elsewhere = Without protection, passwords and e-mail could be read on the way. Choose STARTTLS or TLS, or a server on this machine.
mail-user = User name
mail-user-help = Empty: the server takes e-mail without
mail-password-help = It is kept sealed, and shown to nobody.
mail-password-kept = There is one. Empty keeps it.
password-again = Type the password once more: it is not shown again.
mail-saved-reached = Saved. { $host } takes us in. E-mail can leave.
mail-saved-unreached = Saved, but nothing can leave yet.
mail-password-anew = Type the password: it is kept for the server and user it was typed for, and for no other.
mail-host-wrong = That is no host. Type its name or address alone, such as mail.example.com.
mail-password-lost = The password of the mail server cannot be read any more: the file secrets.key is another one. Type the password again.
mail-from = From
mail-from-help = The address that e-mails come from
mail-what = What e-mail says
mail-hides = Never say what was written
mail-hides-help = It then says only who wrote, and where. People cannot choose otherwise.
mail-dkim = Signature
mail-dkim-help = With DKIM, receivers know that an e-mail is yours.
mail-dkim-domain = Domain
mail-dkim-domain-help = Empty: nothing is signed
mail-dkim-signs = Sign every e-mail
mail-dkim-signs-help = Once its record stands in the name service. The record is shown here when a domain is saved.
mail-dkim-no-domain = Type the domain that signs.
mail-dkim-wrong = That is not a domain name. It has letters, digits, hyphens and dots, such as example.com.
mail-dkim-not-yet = Nothing is signed yet. Put this record into the name service, then turn the signature on.
mail-dkim-on = What leaves is signed with the key of this record.
mail-dkim-lost = The key of the signature cannot be read any more: the file secrets.key is another one. Save, and put the record of the new key into the name service.
mail-dkim-selector = Selector
mail-dkim-record = TXT record of { $name }
mail-test = Send me an e-mail
mail-test-help = To { $address }, now, with what the server says to it.
mail-remove = Send no e-mail any more
mail-remove-go = Send no e-mail any more …
mail-remove-ask = Send no e-mail any more?
mail-remove-waits = The server is forgotten. What waits is not sent.
mail-remove-links = Links for invitations and new passwords are handed over by you again.
mail-remove-key = The key of the signature is deleted. A new one needs a new record in the name service.
mail-remove-stays = What people have chosen stays as it is, for when there is a server again.
mail-removed = No e-mail leaves any more.
mail-down-since = The mail server has taken no e-mail since { $when }. What is to leave waits.
mail-answered = It said: { $words }

mail-trouble-busy = The server takes no e-mail for now. It answered { $words }
mail-trouble-later = The server asks to come back later. It answered { $words }
mail-trouble-rule = A rule of the server is against this e-mail, or against its sender. It answered { $words }
mail-trouble-password = The server refused the password; check it, and the user name. It answered { $words }
mail-trouble-host = There is no such host; check how it is written. { $words }
mail-trouble-closed = Nobody listens there; check host and port. { $words }
mail-trouble-silent = The server did not answer in time; check host and port, and what lies between. { $words }
mail-trouble-certificate = The server’s certificate is not one that can be trusted, or is for another name. { $words }
mail-trouble-encryption = The line could not be encrypted as it is set; try the other way. { $words }
mail-trouble-refused = The server refused this e-mail. It answered { $words }
mail-trouble-other = The e-mail could not be handed over. { $words }

settings-notices-help = Where Hallway finds you, and when it leaves you alone
settings-notices-about = On this site, e-mail, quiet hours
ways = Ways to reach you
ways-help = Two switches are enough for most people.
way-site = On this site
way-site-help = The bell, the counters
way-mail = E-mail
way-off = off above
way-always = always
reach-no-server = Your company sends no e-mail yet. An administrator sets up a mail server under Administration.
reach-off = E-mail is off until you turn it on, here, yourself. Then it is calm: only what is still unread after a wait, one e-mail for one conversation, and silence until you have been back. Every e-mail has a link that turns it off without signing in.
reach-unconfirmed = An e-mail has gone to { $address }. The rest begins once you have followed the link in it.
reach-fine = On, to { $address }. What is still unread after a wait comes as one e-mail for one conversation, and nothing more of it until you have been back.
reach-stopped = E-mails to { $address } came back, so none are sent. The server said: { $words }
by-event = By event
by-event-simple = Simple
by-event-how = How much to choose
by-event-help = Finer than the switches above. A way that is off above stays off.
by-event-simply = What concerns your account and what asks for an answer is mailed, once e-mail is on; of messages, what you choose below.
by-event-table = What is told by which way
by-event-what = What happens
keywords-title = Words of your own
keywords-help = You are told when somebody says one of them in a group that you are in and have not muted.
keywords = Words
keywords-how = One in each line, or several words that follow each other: your project, a customer, a machine. Capitals and marks do not matter.
keywords-too-many = At most { $count } words. Take some out.
keywords-too-long = “{ $line }” is too long. A line has at most { $most } characters.
keywords-too-short = “{ $line }” would be found everywhere or nowhere. Each line needs at least two letters or digits.
mail-set = E-mail, once it is on
mail-set-to = To { $address }
mail-messages = Messages
mail-messages-direct = Direct ones
mail-messages-all = All
mail-messages-help = Of groups and of the chat with everybody nothing is mailed, unless you choose all.
apart = Conversations with settings of their own
apart-help = Those that are muted, or of which you get more or less by e-mail. Each has its own under “Notifications” in its menu.
apart-more = There are more; each says it in its own notifications.
apart-muted = Muted
apart-muted-until = Muted until { $time }
apart-mail-all = By e-mail: all that is unread
apart-mail-nothing = By e-mail: nothing
mail-delay = Wait before writing
mail-delay-none = None
mail-delay-minutes = { $count } min
mail-delay-help = So long nobody has used a page of yours. Reading the message anywhere in that time cancels the e-mail.
mail-many = How many
mail-each = One e-mail for each conversation
mail-each-help = Then nothing more about it until you have been back
mail-daily = One digest a day
mail-daily-help = All that is unread, grouped by conversation
mail-digest-at = Digest at
mail-digest-on = On
mail-digest-no-day = No day is chosen. Choose one at least.
mail-content = Show the words of the message
mail-content-help = Off: the e-mail says only who wrote, and where
mail-content-hidden = Your company never lets e-mail say what was written.
hours = Quiet hours
hours-help = No sound, no e-mail. Counters still count.
hours-keep = Keep quiet hours
hours-from = From
hours-until = Until
hours-none = It ends when it begins. Give the hours a length.
hours-direct = Let direct messages through
hours-direct-help = Through quiet hours, and through do not disturb
hours-status = Do not disturb for now, or on leave
try = Try it
try-help = Sends one notification, now, and says what came of it.
try-go = Test
try-site-pages = { $count ->
        [0] none of your pages, since none is open and live
        [one] 1 page of yours
       *[other] { $count } pages of yours
    }
try-site-done = Made at { $time }; shown on { $pages }.
try-mail-too-many = These were many e-mails within a quarter of an hour. Try again a little later.
try-mail-no-server = Your company sends no e-mail yet.
try-mail-taken = { $host } took it and answered { $words }.
try-mail-spam = If it is not in your inbox, look among spam.
try-subject = An e-mail to try it
try-letter = You have asked for this e-mail to see whether e-mail arrives. It does.
mail-asked = An e-mail is on its way. Follow the link in it.
mail-ask-again = Send the confirmation again
mail-sent-what = What was mailed to you, and when
mail-sent = What was mailed
mail-sent-help = Each e-mail, and what became of it
mail-holds = What it was about
mail-sent-none = Nothing was mailed to you
mail-sent-none-help = E-mails, and those that were not needed after all, will stand here.
mail-made-chat = A chat
mail-made-letter = An e-mail that you asked for
mail-state-waiting = Waits
mail-state-sent = Sent
mail-state-refused = Refused
mail-state-dropped = Not sent

why-due = It was due.
why-no-server = The company has no mail server.
why-off = E-mail was off.
why-unconfirmed = The address was not confirmed.
why-stopped = E-mails to this address come back.
why-unwanted = E-mails of this kind were off.
why-chat-unwanted = E-mails of this chat were off.
why-muted = The chat was muted.
why-archived = The chat was archived.
why-left = You were no longer in the chat.
why-read = It was read, or deleted, before the e-mail left.
why-mailed = One had left since the last visit.
why-active = A page was in use.
why-delay = It could still be read in time.
why-quiet = It was a quiet hour.
why-leave = It was a day of leave.
why-digest = It waited for the digest.

mail-head = Hallway at { $company }
mail-subject-direct = { $count ->
        [one] A message from { $title }
       *[other] { $count } messages from { $title }
    }
mail-subject-chat = { $count ->
        [one] A new message in { $title }
       *[other] { $count } new messages in { $title }
    }
mail-subject-digest = What is unread, { $day }
mail-subject-notices = { $count ->
        [one] 1 notification
       *[other] { $count } notifications
    }
mail-messages-since = { $count ->
        [one] 1 message, { $when }
       *[other] { $count } messages since { $when }
    }
mail-notices = { $count ->
        [one] 1 notification
       *[other] { $count } notifications
    }
mail-more = { $count ->
        [one] and 1 more
       *[other] and { $count } more
    }
mail-more-chats = { $count ->
        [one] and 1 more conversation with something new
       *[other] and { $count } more conversations with something new
    }
mail-more-notices = { $count ->
        [one] and 1 more notification
       *[other] and { $count } more notifications
    }
mail-open-chats = Open the conversations
mail-hidden = What was written stands in Hallway.
mail-open-chat = Open the conversation
mail-open-centre = Open the notifications
mail-foot-chat = You were away, and have turned e-mail on.
mail-foot-silence = No further e-mail about this conversation until you have been back.
mail-foot-notices = You were away, and e-mails of this kind are on. No further one until you have been back, but for what cannot wait.
mail-foot-urgent = This cannot wait: e-mails of this kind come at once, once e-mail is on.
mail-foot-digest = You have asked for one e-mail a day.
mail-no-answer = Nobody reads answers to this e-mail.
mail-off-chat = No e-mails of this conversation
mail-off-all = Turn e-mail off
mail-settings = Choose what is mailed

mail-off-ask = Turn e-mail off?
mail-off-text = Hallway then mails you nothing any more. On the site everything stays as it is.
mail-off-chat-ask = No e-mails of this conversation?
mail-off-chat-text = Hallway then mails you nothing of it any more. Other e-mails still come.
mail-off-go = Turn it off
mail-off-chat-go = No more of this conversation
mail-off-done = E-mail is off
mail-off-chat-done = No e-mails of this conversation any more
mail-off-done-text = You can turn it on again in the settings.
mail-off-chat-done-text = You can turn them on again at the conversation, in its notifications.
mail-confirm-subject = Is this your address? (Hallway at { $company })
mail-confirm-letter = You have turned e-mail on in Hallway. Follow the link to say that this is your address. From then on you get by e-mail what is still unread when you have been away: one e-mail for each conversation, and no more of it until you have been back. Each has a link that turns it off.
mail-confirm-foot = If you have not turned e-mail on, there is nothing to do: nothing will come.
mail-confirm-ask = Confirm your address
mail-confirm-text = What you have not read is mailed there from now on.
mail-confirm-go = Yes, it is mine
mail-confirm-done = E-mail is on
mail-confirm-done-text = It comes when you have been away.
mail-link-void = This link does nothing any more
mail-link-void-text = It is an old one, or was not copied whole. Look into the settings.

forgotten = A new password
forgotten-help = Type the address you sign in with. If it has an account, an e-mail with a link goes there.
forgotten-ask = Send the link
forgotten-sent = Look into your mail
forgotten-sent-text = If the address has an account, an e-mail with a link is on its way. The link is valid for 24 hours.
forgotten-subject = Your new password
forgotten-letter = Hello { $name }, somebody has asked for a new password of yours, most likely you. The link below lets you choose one. It is valid for 24 hours.
forgotten-go = Choose a password
forgotten-foot = If you have not asked for it, leave it: your password stays as it is.
sign-in-lost-mail = Get a link by e-mail

invitation-subject = { $name } invites you to { $company }
invitation-letter = { $name } invites you to the messenger of { $company }. The link below makes your account. It is for you alone.
invitation-accept = Make my account
invitation-foot = If you do not know who this is, leave it.
invitation-made-sent = E-mails with the links are on their way. You can hand the links over yourself as well: they are shown only now.

notice-message-direct = Direct message
notice-message-group = Message in a group
notice-mail-refused = E-mails to me come back
notice-mail-down = The mail server takes no e-mail
notice-test = A test
told-mail-refused = E-mails to { $subject } come back, so none are sent any more. The server said: { $detail }
told-mail-down = The mail server takes no e-mail; what is to leave waits. It said: { $detail }
told-test = This is a test. It works.

audit-hook-made = { $actor } made the webhook { $subject }
audit-hook-removed = { $actor } removed the webhook { $subject }
act-hook-made = Webhook made
act-hook-removed = Webhook removed
audit-mail-changed = { $actor } set the mail server
act-mail-changed = Mail server

chat-telling-title = Notifications of { $title }
chat-mute-help = Counted apart, no sound, no e-mail.
mute-off = Not muted
mute-on = Until I turn it off
mute-as = As it is, until { $time }
mute-1 = For 1 hour
mute-8 = For 8 hours
mute-24 = For a day
mute-168 = For a week
chat-mailing-help = What is mailed of this chat when you are away.
chat-mailing-usual = As for all chats
chat-mailing-all = All that is unread
chat-mailing-nothing = Nothing

why = Why?
why-title = Why this was told, or not
why-help = By the settings and the time as they are now.
why-help-sent = What has left stands below.
why-change = Change this
why-site-told = Told at { $time }.
why-site-unwanted = Not told here: your settings keep it from the site.
why-site-counted = Counted on every page.
why-site-read = Read: it counts nowhere.
why-own = You wrote it yourself.
why-site-muted = The chat is muted: counted apart, without a sound.
why-now = An e-mail is due and leaves in a moment.
why-nothing = Nothing holds e-mail back.
why-never = Not mailed. { $why }
why-later = Not yet mailed. { $why }
why-again = It is looked at again: { $time }.
why-sent = It has left; see below.
why-waiting = An e-mail of it waits to leave; see below.
why-refused = The server refused the e-mail of it; see below.
why-dropped = It was not sent after all; see below.
why-see-letters = Nothing waits to be mailed: it was read, or has left.
admin-letters = E-mails to this person
admin-letters-help = What was mailed and what became of it, never what it said.
admin-letters-go = Show them

mail-answers = Answers by mail
mail-answers-help = Who gets an e-mail about a conversation can answer it. The answer appears in the conversation.
mail-answers-go = Answers by mail
mail-answer-above = Answer above this line: what you write there appears in the conversation.
inbox = Mailbox
inbox-help = Hallway reads it by IMAP, takes in what is new, and marks it as seen. E-mails that come back arrive there, too.
inbox-host-help = Such as imap.example.com
inbox-address = Address
inbox-address-help = Answers go to it with a mark behind a plus sign: answers+mark@example.com. The mailbox has to take such addresses.
inbox-address-wrong = Before the @ stand at most 20 letters, digits or signs, and no plus sign.
inbox-password-missing = Type the password of the mailbox.
inbox-folder = Folder
inbox-folder-help = Usually INBOX
inbox-closed = The mailbox could not be opened. { $words }
inbox-down-since = The mailbox has been out of reach since { $when }. Answers wait there.
inbox-remove = Take no answers any more
inbox-remove-help = The mailbox stays as it is.
inbox-removed = Answers are not taken any more.
inbox-book = What arrived
inbox-book-help = Without what was written. Kept for 90 days.
inbox-book-none = Nothing has arrived yet.
inbox-state-posted = In the conversation
inbox-state-returned = Came back
inbox-state-held = Not taken
inbox-state-dropped = Left aside
inbox-why-automatic = A program wrote it.
inbox-why-foreign = It answers none of our e-mails.
inbox-why-expired = The e-mail that it answers is more than 60 days old.
inbox-why-other-sender = Somebody else wrote it than the one who got the e-mail.
inbox-why-gone = Whoever got the e-mail does not work here any more.
inbox-why-no-member = They may not write in that conversation any more.
inbox-why-closed = They may read that conversation, and not write there.
inbox-why-empty = It says nothing of its own.
inbox-why-too-long = It is longer than messages may be.
inbox-why-too-many = They have answered there more often than people do.
inbox-why-too-big = It is bigger than 10 MB.
inbox-why-unreadable = It cannot be read.
inbox-why-files = The text was taken, the files were not.
notice-answer-held = An answer by mail is not taken
notice-inbox-down = The mailbox of answers is out of reach
told-answer-held = { $detail ->
        [expired] Your answer by mail was not taken: the e-mail that it answers is more than 60 days old
        [other-sender] An answer by mail in your name was not taken: it came from another address than yours
        [too-big] Your answer by mail was not taken: it is bigger than 10 MB
        [too-many] Your answer by mail was not taken: there were too many of them within an hour
        [too-long] Your answer by mail was not taken: it is longer than messages may be
        [empty] Your answer by mail was not taken: nothing stood above the line
        [files] The files of your answer by mail were not taken
       *[other] Your answer by mail was not taken: you may not write in that conversation any more
    }
told-inbox-down = The mailbox of answers is out of reach; answers wait there. It said: { $detail }
