# Invitations, links for a new password, and accepting an invitation.

invitations = Invitations
invitations-about = Links that make accounts
invitations-help = Links that make accounts for the people you give them to
invitation-new = New link
invitation-new-help = Give it to one person, or to a whole team. Whoever opens it can make an account until its uses or its days are over.
invitation-uses = Accounts
invitation-uses-help = How many people may use it.
invitation-uses-wrong = Write a number from 1 to 1000.
invitation-days = Days
invitation-days-help = How long it works.
invitation-days-wrong = Write a number from 1 to 90.
invitation-go = Make a link
invitation-made = { $count ->
    [one] Here is the link. It is shown this once.
   *[other] Here are { $count } links. They are shown this once.
}
invitation-link = Invitation link
invitation-made-help = Copy it now and send it by a way you trust. If it gets lost, withdraw it and make another.
invitation-again = This form was sent before: its links are made, and were shown once. They stand in the list.
invitation-list = Links made
invitation-list-help = The links themselves are not kept. Withdrawing one leaves the accounts it made.
invitation-none = None yet. A link that you make will stand here, without its secret part.
invitation-uses-made = { $made } of { $allowed } used
invitation-open = Open
invitation-used = Used up
invitation-expired = Over
invitation-revoked = Withdrawn
invitation-suspended = Its maker may not invite now
invitation-made-by = { $name }, { $when }
invitation-made-on-server = Made on the server, { $when }
invitation-until = until { $when }
invitation-revoke = Withdraw
invitation-older = Older links

role-administrator = Administrator
reset-link = Reset link
reset-link-make = Make a reset link
reset-link-made = Here is a reset link for { $name }. It is shown this once.
reset-link-made-help = It works once, for 24 hours. Earlier links of this person no longer work. When it is used, the person is signed out everywhere.

join-title = Join { $company }
join-help = Your colleagues see your name. You can change it later.
join-go = Make my account
join-have-account = I have an account already
join-email-taken = This address has an account here. Sign in with it, or write another address.
join-void-title = This invitation does not open anything
join-void-text = Its uses or its days are over, it was withdrawn, or a part of the link is missing. Ask the person who gave it to you for another.
join-inside-title = You are in already
join-inside-text = The link works: it makes an account for somebody who has none. You are signed in as { $name }.

invitation-emails = Addresses
invitation-emails-help = One link is made for each address, and works for that address only. Without any, one link is made for whoever gets it.
invitation-emails-wrong = Not an e-mail address: { $emails }. Example: lan@harbour.example.
invitation-emails-many = At most { $most } addresses at once. Invite the others after these.
invitation-emails-taken = Has an account already: { $emails }. Leave it out.
invitation-role = They come as
invitation-department = Department
invitation-department-help = Its path, such as Sales/North. Empty: the whole company. Guests are in none.
invitation-department-own = You invite into the company and into your own departments. Leave it empty, or ask an administrator for this one.
department-missing = There is no such department. Write its path, such as Sales/North.
department-missing-closest = There is no such department. Closest: { $closest }.
invitation-domains = Trusted domains
invitation-domains-help = Only addresses of these may join: harbour.example press.example. Empty: all.
invitation-domains-wrong = Write domains alone, such as harbour.example, with spaces between them. At most 20.
invitation-approval = An administrator lets each of them in
invitation-approval-short = with approval
join-approval = An administrator lets you in after that.
join-domains = The address has to be one of: { $domains }
join-not-for-address = This invitation is not for that address. Write the address that it was sent to.
join-waits-title = Your account waits for approval
join-waits-text = An administrator lets you in. Then sign in with the address and password that you have just chosen.
role-employee = Employee
role-guest = Guest
