# People: the structure, lists by name, search, a person's page.

people = People
people-title = { $name } · People
people-list = People of the company
people-all = All people
people-invite = Invite
people-find = Name, position or number
people-find-label = Find people by name, position, department, e-mail address or number
people-find-go = Find
panel-find = Find a colleague
people-which = Which people
people-structure = Structure
people-in-now = In now
people-on-leave = On leave
people-az = A to Z
people-in = { $present } of { $people } in
people-departments =
    { $count ->
        [one] 1 department
       *[other] { $count } departments
    }
people-no-head = No head yet
people-open = Open { $name }
people-others = Show the other { $count }
people-other-departments =
    { $count ->
        [one] Show the other department
       *[other] Show the other { $count } departments
    }
people-nobody-in = Nobody is in here yet.
people-total = { $people } in { $departments }
people-count =
    { $count ->
        [one] 1 person
       *[other] { $number } people
    }
people-present = { $count } in now
people-none-found = Nobody is found by that. Write less of it, or another word.
people-more-found = There are more than fit here. Write another word as well.
people-none-on-leave = Nobody is on leave.
people-none-in = Nobody else is in.
people-present-now = Who is in now, by name
people-leave-now = Who is on leave now, by name
people-by-name = Everybody, by name
people-next = Next
on-leave-until = On leave until { $day }

standing-head = Head
standing-deputy = Deputy
role-guest = Guest

person-inner = inner number
person-edit = Edit my profile
person-write = Write
person-more = More about { $name }
person-file = Contact file (vCard)
person-departments = Departments
person-email = E-mail
person-phones = Phones
person-local = Local time
person-birthday = Birthday
person-leave = Leave
person-substitute = Substitute
person-former = Was in
person-shared = Chats you share
person-gone = No longer here since { $when }
person-seen = last seen { $when }
phone-inner = inner
phone-desk = desk
phone-mobile = mobile
local-in = { $time } in { $city }
local-ahead = { $here }, { $span } ahead of you
local-behind = { $here }, { $span } behind you
local-hours =
    { $count ->
        [one] one hour
       *[other] { $count } hours
    }
local-minutes =
    { $count ->
        [one] one minute
       *[other] { $count } minutes
    }
local-hours-minutes = { $hours } h { $minutes } min

structure-edit = Edit
positions-edit = Departments and titles
