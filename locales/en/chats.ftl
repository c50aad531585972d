# Chats: lists, history, composer, groups.

chats = Chats
chats-recent = Recent
chats-more = Older chats
chats-choose = Choose a chat
chats-choose-text = Or begin one: with a colleague, with several, or with yourself.

chat-new = New chat
chat-back = Back to chats
chat-general = Everybody
chat-general-about = All of the company is in here
chat-notes = Notes to myself
chat-notes-about = Only you see this
chat-gone = Dismissed
chat-closed-gone = This person no longer works here. What was written stays.
chat-closed-general = Only administrators write to everybody.
chat-people =
    { $count ->
        [one] 1 person
       *[other] { $count } people
    }
chat-members = People in this chat
chat-menu = More for this chat
chat-pin = Keep on top
chat-unpin = No longer on top
chat-mute = Mute
chat-unmute = Unmute
chat-mark-unread = Mark as unread
chat-hide = Hide until a new message
chat-is-pinned = kept on top
chat-is-muted = muted
chat-older = Earlier messages
chat-later = Later messages
chat-new-messages = New messages
chat-to-newest = To the newest message
chat-newer =
    { $count ->
        [one] 1 newer message
       *[other] { $count } newer messages
    }
chat-since = What came since this page was loaded
chat-empty = Nothing has been said here yet
chat-empty-text = What you write is seen by everybody in this chat.
chat-empty-direct = What you write here is for the two of you.
chat-empty-notes = What you write here is for you alone.

preview-own = You: { $text }
preview-of = { $author }: { $text }

message-send = Send
message-write-to = Write to { $title }
message-empty = There is nothing to send. Write something first.
message-too-long =
    { $count ->
        [one] This is one character too long. Shorten it, or send it in two messages.
       *[other] This is { $count } characters too long. Shorten it, or send it in several messages.
    }
message-not-sent = This was not sent. It is still here: send it again.
message-not-member = You are no longer in this chat, so this was not sent. Copy it to keep it.
message-edited = edited
message-gone = Deleted message
message-deleted = { $author } deleted this message
message-forwarded = Forwarded
message-forwarded-from = Forwarded from { $author }
reply-gone = The message that this answers is no longer there. Send it again to send it by itself.
aim-leave = Cancel
mention = Mention somebody
mention-people = People for “@{ $part }”
mention-all-tells =
    { $count ->
        [one] tells 1 person, asks first
       *[other] tells { $count } people, asks first
    }
mention-all-ask =
    { $count ->
        [one] @all tells 1 person. Send it again to tell them.
       *[other] @all tells { $count } people. Send it again to tell them all.
    }
mention-all-later = Sent later, it tells whoever is in the chat then.
mention-all-closed = You may not call everybody here. Take @all out, or name people.

actions-title = Message
act-reply = Reply
act-edit = Edit
act-forward = Forward
act-copy-text = Copy text
act-copy-link = Copy link
copied = Copied
act-pin = Pin in this chat
act-unpin = Unpin
act-favourite = Favourite
act-unfavourite = No longer a favourite
act-unread = Mark as unread from here
act-card-remove = Remove the link preview
act-delete = Delete

edit-title = Edit message
edit-meanwhile = This was changed somewhere else meanwhile. What it says now stands above; send yours again to put it in its place.
edit-gone = This message is not there any more. Your text is still here: send it again as a new message.
edit-closed = This message can no longer be changed. Your text is still here: send it again as a new message.
edit-too-often = This message was changed too often to be changed again. Your text is still here: send it again as a new message.
versions-title = Earlier versions
versions-none = There are none.

reactions-title = Reactions
reactions-all = Other emoji
reactions-who = Who reacted
reactions-none = Nobody has reacted yet.
reactions-add = Add a reaction
reactions-go = React
reaction-unknown = This is not one emoji. Choose one below, or type exactly one.
reaction-gone = This message was deleted. There is nothing to react to.
reaction-too-many = A message has at most { $count } different emoji. Choose one that is there already.
emoji-faces = Faces
emoji-people = People
emoji-nature = Nature
emoji-food = Food and drink
emoji-places = Places and travel
emoji-activities = Activities
emoji-objects = Objects
emoji-symbols = Symbols
emoji-flags = Flags

deletion-title = Delete for everybody?
deletion-help = What was said is gone for everybody. That a message was deleted stays, and who deleted it.
deletion-go =
    { $count ->
        [one] Delete the message
       *[other] Delete { $count } messages
    }
deletion-kept =
    { $count ->
        [one] One message stays: it is not yours to delete.
       *[other] { $count } messages stay: they are not yours to delete.
    }
deletion-refused = One of these is not yours to delete, so nothing was deleted.

forward-title = Forward
forward-find = Find a chat
forward-find-go = Find chats
forward-none = No chat of that name.
forward-more = There are more. Write part of a name to find them.
forward-comment = Your words to it
forward-nowhere = No chat is chosen. Tick at least one.
forward-too-many = Choose at most { $count } chats.
forward-gone = One of these messages was deleted. Go back and choose again.
forward-closed = You may not write to { $title }, so nothing was forwarded.
forward-somewhere = one of these chats

pinned = Pinned
pins-title = Pinned in { $title }
pins-none = Nothing is pinned here. Pin a message to keep it above the others.
pins-count =
    { $count ->
        [one] All pinned
       *[other] All { $count } pinned
    }
pin-refused = Not pinned
pin-closed = You may not pin messages here.
pin-gone = This message was deleted, so it is not pinned.
pin-too-many = At most { $count } messages are pinned in a chat. Unpin one first.

favourites-title = Favourites
favourites-none = No favourites yet. Open a message by its time and choose “Favourite” to find it here again.
favourites-next = Older favourites

somebody = Somebody
line-unknown = Something happened here that this version does not know
line-made = { $author } made this group
line-added = { $author } added { $users }
line-removed = { $author } removed { $user }
line-left = { $author } left
line-named = { $author } named the group “{ $name }”
line-owned = { $user } looks after this group now
line-promoted = { $author } made { $user } an administrator of this group
line-demoted = { $user } is no longer an administrator of this group
line-department-added = { $author } added the department { $department }
line-department-removed = { $author } removed the department { $department }
line-change = { $fact }: { $change }
line-joined = { $people } joined
line-gone = { $people } left
line-both = { $joined }; { $left }
line-more =
    { $count ->
        [one] { $names } and 1 more
       *[other] { $names } and { $count } more
    }
line-unchanged = Who is in this group did not change

new-title = New chat
new-person = With one person
new-person-help = It opens the chat that you two have.
new-group = With several
new-group-help = You look after it: you name it, add and remove people.
new-group-name = Name of the group
new-group-people = People
new-group-make = Make the group
new-notes = Notes to myself
new-find = Find people
new-find-label = Part of a name
new-nobody = Nobody of that name is here.
new-more = There are more. Write part of a name to find them.
new-alone = You are the only one here so far. Invite your colleagues first.

members-title = People in { $title }
members-owner = looks after the group
members-administrator = administrator
members-you = you
members-add = Add people
members-add-go = Add
members-remove = Remove
members-promote = Make administrator
members-demote = No longer administrator
members-hand-over = Hand the group over
members-leave = Leave the group
members-leave-help = What was said stays with the others. If you look after the group, the administrator who is longest in it will, else the member who is.
members-next = Next
members-write = Write to { $name }
members-nobody-chosen = Nobody is chosen. Tick at least one person.
members-by = by { $department }
members-keep = Keep here
members-held = You are in this group with { $department } and leave when you leave it. If it is too much, mute the chat.
members-held-self = You are in this group with a department and leave when you leave it. If it is too much, mute the chat.
members-held-other = This person is in the group with their department and leaves when they leave it. Until then they can mute the chat.
departments = Departments
departments-help = Their people join, and leave when they leave the department.
departments-below = and below
departments-alone = Without those below
departments-with-below = With those below
departments-find = Find departments
departments-find-label = Part of the name
departments-add-below = With the departments below
departments-add = Add the department
departments-none = No other department of that name.
departments-more = There are more. Write part of the name to find them.
departments-none-chosen = No department is chosen. Choose one.
departments-gone = This department is no longer there. Choose another.
departments-too-many = A group has at most { $count } departments. Remove one first, or add one above several.
message-your-text = Your text

hooks = Incoming webhooks
hooks-title = Incoming webhooks of { $title }
hooks-help = Programs that write into this group, as they would write to Slack: text, attachments and blocks as JSON, or a form with payload. “@” and a name in it calls that person; @all calls nobody.
hooks-go = Set up webhooks
hooks-name = Name
hooks-name-help = Its messages are signed with it.
hooks-make = Make a webhook
hooks-remove = Remove
hooks-remove-sure = What the program wrote stays. Its address will never work again.
hooks-address = Address
hooks-address-help = It is shown this once. Who has it writes into this group.
hooks-made = Made { $when }
hooks-made-by = Made by { $name }, { $when }
hooks-used = Last used { $when }
hooks-unused = Not used yet
hooks-too-many = { $count ->
        [one] A group has at most 1 webhook.
       *[other] A group has at most { $count } webhooks.
    }
integration = integration
integration-called = { $name } (integration)

seen = Viewed
seen-all = Viewed by everyone
seen-by = { $count ->
    [one] Viewed by 1
   *[other] Viewed by { $count }
}
seen-sent = Sent
typing = { $name } is writing…
views-earlier = time not known
views-hidden = { $count ->
    [one] 1 person does not tell what they have viewed.
   *[other] { $count } people do not tell what they have viewed.
}
views-hiding = You hide what you have viewed, so you do not see what others have.
views-many = In a chat of more than { $count } people nobody is told who has viewed what.
views-others = { $count ->
    [one] Not viewed yet by 1 person
   *[other] Not viewed yet by { $count } people
}
views-settings = Privacy settings
views-title = Who has viewed it
views-viewed = { $count ->
    [one] Viewed by 1 person
   *[other] Viewed by { $count } people
}

act-remind = Remind me later
goes = { $count ->
    [one] A message of yours waits: { $time }
   *[other] { $count } messages of yours wait, the next: { $time }
}
later-far = That is more than a year ahead.
later-hours = { $count ->
    [one] In an hour
   *[other] In { $count } hours
}
later-monday = Monday at { $time }
later-past = That time is past. Choose one to come.
later-send = Send later
later-title = Later: messages and reminders
later-tomorrow = Tomorrow at { $time }
later-unreadable = Write a date and a time, such as 2026-12-03 09:00.
message-more = More
reminder-is-set = You are reminded: { $time }
reminder-remove = Do not remind me
reminder-set = Remind me
reminder-too-many = You have { $count } reminders. Remove one first.
reminders-none = Nothing. “Remind me later” stands among what one may do with a message.
reminders-title = Reminders
scheduled-cancel = Do not send
scheduled-change = Change
scheduled-change-title = Change a message that waits
scheduled-elsewhere = A group that you are not in
scheduled-failed = Not sent: you may not write there now.
scheduled-gone = This message no longer waits: it was sent or cancelled meanwhile. Here is what you wrote.
scheduled-none = Nothing. “Send later” stands behind the plus beside the field.
scheduled-send = Send now
scheduled-title = Messages that wait
scheduled-too-many = { $count } messages of yours wait already. Send or cancel one first.

draft-drop = Forget the other one
draft-keep = Keep as a draft
draft-other = On another device you have written:
draft-swap = Take that instead
preview-draft = Draft: { $text }

act-select = Select
select-elsewhere = { $count ->
    [one] 1 more is chosen on another page
   *[other] { $count } more are chosen on other pages
}
select-many = Choose at most { $count } messages.
select-none = Choose at least one message.
select-title = Select messages

attach = Files
attach-title = Send files
attach-help = Several at once are one message.
attach-most = Each may have up to { $most }.
files-too-many =
    { $count ->
        [one] A message takes one file. Send the others in another one.
       *[other] A message takes { $count } files. Send the others in another one.
    }
files-waiting =
    { $count ->
        [one] One file waits here already. Send or remove it first.
       *[other] { $count } files wait here already. Send or remove some first.
    }
file-too-large = { $name } is larger than { $most }, which is as much as one file may have here. Send a smaller one, or a link to it.
file-empty = { $name } is empty. Choose it again once something is in it.
file-remove = Remove { $name }
file-gone = One of the files is no longer here, or went with another message. Send the message again without it.
file-not-kept = { $name } could not be kept: the store of files does not answer. Nothing else is lost: send it again in a moment.
file-quota-person = There is no more room for your files. Delete messages with files that nobody needs, or ask those who look after Hallway for more.
file-quota-all = There is no more room for files in this company. Those who look after Hallway can make more.
kept-title = Files of { $title }
kept-kinds = What is shown
kept-pictures = Pictures
kept-files = Files
kept-links = Links
kept-links-title = Links of { $title }
kept-links-more =
    { $count ->
        [one] and one more
       *[other] and { $count } more
    }
kept-empty = Nothing of this kind was sent here yet.
kept-older = Earlier ones
file-sending = Being sent
file-not-sent = This was not sent.
file-again = Send it again
voice-keep = End the recording and keep it
file-cancel = Leave it out
voice-message = Voice message
voice-help = Choose a recording. A phone offers to make one.
chat-files = Files and links
poll-anonymous = Anonymous
poll-anonymous-help = Nobody is shown who voted, not even you.
poll-answer = Answer { $number }
poll-answer-long = { $count ->
    [one] Answer { $number } is one character too long. Shorten it.
   *[other] Answer { $number } is { $count } characters too long. Shorten it.
}
poll-answer-twice = “{ $answer }” is there twice. Change one of them, or empty it.
poll-answers-few = A poll needs at least { $count } answers. Write another one.
poll-answers-help = What you leave empty does not count.
poll-answers-many = A poll has at most { $count } answers. Empty some of them.
poll-ask = Ask
poll-close = Close the poll
poll-close-go = Close it
poll-close-help = Nobody votes any more then. It cannot be opened again.
poll-closed = closed
poll-closes = Closes by itself at
poll-closes-help = Empty: it stays open until you close it. Time zone: { $zone }.
poll-is-anonymous = anonymous
poll-is-several = several answers
poll-line = Poll: { $question }
poll-more-answers = More answers
poll-new = New poll
poll-new-in = New poll in { $title }
poll-open-until = open until { $day }, { $time }
poll-question-empty = There is no question yet. Write what you want to know.
poll-question-long = { $count ->
    [one] The question is one character too long. Shorten it.
   *[other] The question is { $count } characters too long. Shorten it.
}
poll-refused = No poll
poll-several = Several answers may be chosen
poll-take-back = Take back my vote
poll-vote = Vote
poll-vote-again = Change vote
poll-voters = { $count ->
    [0] Nobody has voted yet
    [one] 1 person has voted
   *[other] { $count } people have voted
}
poll-votes = { $count ->
    [one] vote
   *[other] votes
}
vote-closed = This poll is closed, so your vote was not counted.
vote-gone = This poll was deleted. There is nothing to vote for.
vote-nothing = Nothing is chosen. Choose an answer, then vote.
vote-several = Only one answer may be chosen here. Choose one, then vote.
vote-unknown = That is no answer of this poll. Choose one of these.
votes-anonymous = This poll is anonymous: nobody is shown who voted.
votes-of = { $count ->
    [one] 1 vote
   *[other] { $count } votes
}
votes-others = { $count ->
    [one] and 1 more
   *[other] and { $count } more
}
votes-title = Votes

# Search
search-title = Search
search-in-title = Search in { $title }
search-words = Words
search-find = Search
search-help = All of the words, with or without accents. "In quotes" they follow each other; print* finds what begins so. You can also type from:elin, in:everybody, has:link, has:file, after:2026-11-01, before:2026-12-01.
search-more = Person, dates and more
search-from = From whom
search-in = In which chat
search-after = On this day or later
search-before = Before this day
search-has-link = Has a link
search-has-file = Has a file
search-day = Go to a day
search-day-go = Go
search-everywhere = Search in all chats
search-preparing = Older messages are still being prepared for search. Not all of them are found yet.
search-meant = Chats and people
search-chat = Chat
search-hits = Messages
search-order = Order
search-newest = Newest first
search-best = Best first
search-none = Nothing found
search-none-help = Try fewer words, or only how a word begins: print*.
search-next = More messages
search-found = { $count ->
    [0] No messages found
    [one] 1 message found
   *[other] { $count } messages found
}
search-found-more = { $count ->
    [one] 1 message on this page, and there are more
   *[other] { $count } messages on this page, and there are more
}
search-crowded = More than { $count } people are called “{ $name }”. Messages of { $count } of them are looked for: write more of the name to find those of others.
search-busy = Too much is being searched for at the moment. Try again in a few seconds.
search-slow = This search took too long, so it was stopped. Add a word, a person or a chat, or days between which to look.
search-no-words = There is no letter and no digit to look for. Type a word.
search-no-such-thing = Messages can be asked for has:link and has:file only.
search-nobody = You know nobody who is called “{ $name }”.
search-no-chat = None of your chats is called “{ $name }”.
search-too-long = That is too long: { $count } characters can be looked for.
search-too-many = Those are too many words: { $count } can be looked for at once.

# Groups: what they look like, who may do what, joining, archiving.
line-came = { $author } joined
line-described = { $author } says what this group is for: “{ $about }”
line-described-not = { $author } took away what this group is for
line-pictured = { $author } gave this group a picture
line-pictured-not = { $author } took this group’s picture away
line-ruled = { $author } changed who may do what here
line-findable = { $author } opened this group: everybody who works here can find and join it
line-findable-not = { $author } closed this group: people come when they are added
line-past = Whoever joins from now on sees what was said before, { $author } decided
line-past-not = Whoever joins from now on does not see what was said before, { $author } decided
line-kept = { $count ->
    [one] { $author } set this group to keep what is written from now on for one day
   *[other] { $author } set this group to keep what is written from now on for { $count } days
}
line-kept-ever = { $author } set this group to keep what is written from now on
line-active = { $author } opened this group again for writing
line-read-only = { $author } made this group read-only
line-archived = { $author } archived this group
chat-closed-writers = Only some people write in this group.
chat-closed-read-only = This group is read-only.
chat-closed-archived = This group is archived. Its owner can open it again.
chats-read-all = Mark all as read
quote-hidden = An earlier message
group-settings = Settings of { $title }
group-settings-go = Settings of the group
group-looks = Name and look
group-about = What it is for
group-about-help = Shown to its people and to who may join. At most 500 characters.
group-hue = Colour of its door
group-picture-choose = A picture of the group
group-picture-help = The middle of it is cut to the shape of a door.
group-rights = Who may do what
group-rights-help = Administrators are named on the page of its people.
group-rules = Joining and keeping
group-standing = Whether it goes on
group-owner-only = Who may do what, and whether the group goes on, its owner decides.
hue-missing = No colour is chosen. Choose one of the eight.
hue-1 = Rust
hue-2 = Amber
hue-3 = Moss
hue-4 = Pine
hue-5 = Sky
hue-6 = Iris
hue-7 = Plum
hue-8 = Rose
rights-all = All
rights-administrators = Administrators
rights-owner = Owner
rights-missing = Nothing is chosen. Choose one.
rules-findable = Open to all who work here
rules-findable-help = They find it under “Open groups” and join by themselves.
rules-past = New people see what was said before
rules-past-help = If not, they see what is said after they came, and nothing older, also in search and files.
rules-keep = Keep messages
rules-keep-help = Then they delete themselves, with their files. What is already written keeps the time it was written under. All are told.
rules-for-ever = For ever
rules-days = { $count ->
    [one] One day
   *[other] { $count } days
}
standing-active = People write here.
open-read-only = read-only
standing-read-only = Nobody writes here. All can read.
standing-archived = Nobody writes here, and it is in nobody’s list. All can read and find it under “Archived groups”.
standing-resume = Open for writing
standing-close = Make read-only
standing-archive = Archive
link-title = Link to join
link-help = Whoever has an account here and this link can join. A new link makes the old one worthless.
link-make = Make a link
link-anew = Make a new link
link-remove = Remove the link
open-title = Open groups
open-find = Find a group
open-none = No group is open to all. Owners open one in its settings.
open-nothing = No open group has a word that begins so.
open-joined = joined
open-many = more than 99 people
join = Join
join-group-title = Join a group
join-joined = You are in this group.
join-open = Go to the group
archived-title = Archived groups
archived-none = None of your groups is archived.
begin-closed = { $name } takes no new chats from you. You can write where you are both in a chat, or to somebody of the same department.
begin-closed-title = This chat cannot begin
add-closed = { $name } cannot be added by you. They can join an open group, or by a link.
chat-closed = Nothing is added in this chat now, or not by you.
