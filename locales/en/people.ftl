# People: the structure, lists by name, search, a person's page.

people = People
people-title = { $name } · People
people-list = People of the company
people-all = All people
people-invite = Invite
people-find = Name, position or number
people-find-label = Find people by name, position, department, e-mail address or number
people-find-people = Find people
people-find-name = Part of a name
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
people-more = Show more people
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
people-yours = Those you share a chat with, by name
people-next = Next
on-leave-until = On leave until { $day }

standing-head = Head
standing-deputy = Deputy
standing-employee = Employee

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
person-gone-now = No longer here
person-gone = No longer here since { $when }
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
positions-title = Departments of { $name }
positions-help = The main one comes first everywhere
positions-nth = Department { $number }
positions-at = No. { $number }: { $sentence }
positions-title-alone = There is a title, but no department. Write its path, or leave the title empty as well.
positions-main = This is the main one
positions-more = Another department
positions-too-many = These are too many departments, or one is named twice. Leave one out.

structure = Structure
structure-title = { $name } · Structure
structure-choose = Choose a department
structure-choose-text = Rename it, move it, say who is in it. With a mouse, departments can be dragged onto each other.
structure-look = As people see it
structure-name = Name
structure-root-name = The company itself. Its name is a setting of the company.
structure-name-taken = There is a department of this name at that place. Write another name.
structure-cycle = A department cannot lie below itself. Choose another place.
structure-root = The company itself stays at the top.
structure-too-deep = Departments lie at most 20 levels deep. Choose a place further up.
structure-too-many = There are as many departments as there can be. Remove one first.
structure-people = People
structure-standing-of = Standing of { $name }
structure-title-of = Title of { $name }
structure-done-renamed = The department has another name.
structure-done-made = The department is made.
structure-done-moved = The department is in its new place.
structure-done-removed = The department is removed. Its people and departments are here now.
structure-done-saved = Saved: { $name }
structure-done-out = { $name } is no longer in this department.
structure-done-in = { $name } is in this department now.
structure-take-out = Take out
structure-add = Add a person
structure-add-go = Add
structure-title-help = Like “Press operator”. It may stay empty.
structure-nobody-chosen = Nobody is chosen. Choose a person of the list.
structure-head-taken = { $head } is the head. Make them a deputy or an employee first.
structure-nowhere = Everybody is in one department at least. Add the person to another one first.
structure-guest = Guests, and people who have left, are in no department.
structure-there = This person is in the department already. Change their row in the list instead.
structure-not-there = This person has been taken out of the department meanwhile. Add them again if they belong here.
structure-new = New department
structure-new-name = Name of a department below this one
structure-new-go = Make it
structure-place = Place
structure-place-help = All that is below it comes along.
structure-above-help = The path of a department, such as Sales/North, or the company’s name.
structure-move = Move
structure-earlier = Earlier in the list
structure-later = Later in the list
structure-remove = Remove
structure-remove-go = Remove the department
structure-remove-look = See what happens
structure-remove-ask = Remove { $name }?
structure-remove-then = What happens then
structure-remove-people =
    { $count ->
        [one] One person is in it, and becomes an employee there under the same title.
       *[other] { $number } people are in it, and become employees there under the same titles.
    }
structure-remove-departments =
    { $count ->
        [one] One department lies right below it.
       *[other] { $number } departments lie right below it.
    }
structure-remove-groups =
    { $count ->
        [one] One group has it: who is in that group by this department alone leaves it.
       *[other] { $number } groups have it: who is in one of them by this department alone leaves it.
    }
structure-remove-invitations =
    { $count ->
        [one] One open invitation leads into it, and leads there from now on.
       *[other] { $number } open invitations lead into it, and lead there from now on.
    }
structure-goes = Its people and the departments below it go to { $name }.
