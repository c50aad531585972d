// Where things are in Hallway, as the journeys know it: addresses, names of fields, ids. Nothing else in this folder
// knows one.

export const at = {
  setUp: '/setup',
  signIn: '/sign-in',
  invitations: '/invitations',
  messages: '/messages',
  settings: '/settings',
  settingsSignIn: '/settings/sign-in',
  secondFactor: '/settings/second-factor',
  confirmFactor: '/settings/second-factor/confirm',
  renewCodes: '/settings/second-factor/codes',
  factorOff: '/settings/second-factor/off',
  signInCode: '/sign-in/code',
  status: '/settings/status',
  newChat: '/chats/new',
  import: '/admin/import',
  audit: '/admin/audit',
  administered: '/admin/people',
  positions: (user) => `/admin/people/${user}/positions`,
  people: '/people',
  structure: '/admin/departments',
  notifications: '/notifications',
  settingsNotifications: '/settings/notifications',
  sent: '/settings/notifications/sent',
  mail: '/admin/mail',
  answers: '/admin/mail/answers',
  openGroups: '/chats/open',
  archived: '/chats/archived',
};

export const sees = {
  messages: '#messages',
  message: '#messages > li.m',
  messageText: '.b',
  dividers: '#messages > li.new',
  recent: '#recent',
  bar: '.bar',
  door: '.av[data-p]',
  people: 'form[action="/chats/direct"]',
  status: 'form[action="/settings/status"]',
  chatLink: '#recent a[href*="/chats/"]',
  unread: '#n-msg',
  bell: '#n-bell',
  notices: '#notices',
  firstToAdd: 'form[action="/chats"] [name=user]',
  composer: 'form#composer',
  text: 'form#composer textarea[name=text]',
  aim: 'form#composer .quote',
  ahead: 'form#composer #ahead',
  more: 'form#composer button[name=more]',
  extra: 'form#composer .extra',
  when: '#when',
  searchAll: '.tree a[href="/search"]',
  searchInChat: '.bar a[href$="/search"]',
  searchForm: 'form[role=search]',
  words: '#q',
  hit: '.hits .what a',
  preview: 'form#composer .preview',
  marks: 'form#composer .marks',
  card: '#messages .lk',
  cardRemoval: 'form[action$="/card"] button',
  picker: '#emoji',
  edit: 'a[href$="/edit"]',
  delete: 'a[href^="/deletion"]',
  deletion: 'form[action="/deletion"]',
  poll: 'form[action$="/poll"]',
  toPoll: 'form#composer .extra button[value=poll]',
  votes: 'a[href$="/votes"]',
  key: 'form#composer input[name=key]',
  secret: '#secret',
  recoveryCodes: '.codes code',
  newGroupName: 'form[action="/chats"] [name=name]',
  makeGroup: 'form[action="/chats"] .go',
  members: '.bar a[href$="/members"]',
  about: '#about',
  looks: 'form[action$="/settings"]',
  rules: 'form[action$="/rules"]',
  standing: 'form[action$="/standing"]',
  joinLink: 'form[action$="/link"]',
  join: 'form[action$="/join"] button',
  addDepartment: 'form[action$="/departments"]',
  addDepartmentChoice: (path) => `//label[input[@name="department"]][b[text()="${path}"]]`,
  positions: 'form[action$="/positions"]',
  department: (name) => `//details[contains(@class, "dep")][summary/b[text()="${name}"]]`,
  summary: (name) => `//summary[b[text()="${name}"]]`,
  person: (name) => `//a[contains(@class, "pr")][b[text()="${name}"]]`,
  personName: '.pr b',
  deeds: '.admin .what > bdi',
  limb: (name) => `//a[contains(@class, "limb")][b[text()="${name}"]]`,
  search: '.seek input[name=q]',
  whole: (name) => `//a[text()="Open ${name}"]`,
  write: '#person form[action="/chats/direct"]',
  aboutPerson: '#person',
  lines: '#messages > li.sys > span',
  near: '#near .row',
  rowOf: (user) => `.pr[href="/people/${user}#person"]`,
  current: '#recent [aria-current]',
  template: 'a[href="/admin/import/template"]',
  list: 'form[action="/admin/import"] [name=list]',
  newList: 'form[action="/admin/import"]',
  run: 'form[action$="/run"]',
  links: 'form[action$="/links"] button',
  leftOut: 'a[href="?outcome=left-out"]',
  rows: '.admin tbody tr',
  lookForPeople: '.admin form[role=search]',
  administered: '.admin a.nm',
  lookAtDismissal: 'a[href$="/dismiss"]',
  dismiss: 'form[action$="/dismiss"]',
  rehire: 'form[action$="/rehire"]',
  link: '#link',
};

// Name -> value for each form; what a form holds besides (hidden fields, choices already made) is sent as it stands.
export const fill = {
  setUp: ({ company, name, email, password }) => ({ company, name, email, password }),
  signIn: ({ email, password }) => ({ email, password }),
  invite: () => ({ uses: '1', days: '7' }),
  join: ({ name, email, password }) => ({ name, email, password }),
  reset: ({ password }) => ({ password }),
};

// The line that a start on an empty database prints.
export const setUpAddress = /http:\/\/127\.0\.0\.1:\d+\/setup\?token=[^\s"'<>]+/;
// The line that every start prints.
export const serverAddress = /http:\/\/127\.0\.0\.1:(\d+)/;

// The link on the page that answers a new invitation: the address or the text of the element of class `link`.
export function invitationLink(html) {
  const found = html.match(/\/invitations\/[A-Za-z0-9_-]{16,}/);
  if (!found) throw new Error('no invitation link on the page');
  return found[0];
}

// The link with which who has this address comes in, out of the file of an import's links.
export function linkOf(file, email) {
  const row = file.split(/\r?\n/).find((line) => line.includes(email));
  if (!row) throw new Error(`no link of ${email} in\n${file}`);
  return row.match(/\/reset\/[\w-]+/)[0];
}

// Who may sign in, out of what `hallway demo` printed: its e-mail addresses and its one password.
export function demoPeople(printed) {
  const password = printed.match(/password:?\s+(\S+)/i)?.[1];
  const emails = [...new Set(printed.match(/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g) ?? [])];
  if (!password || !emails.length) throw new Error(`the demo did not say how to sign in:\n${printed}`);
  return emails.map((email) => ({ email, password }));
}

// The pages that everybody's rules hold for: axe, the content security policy, no error in the console.
// `chat` stands for the first chat of the list, and `chat/…` for what is below it.
export const pagesSignedIn = [
  ['messages', '/messages'],
  ['chat', 'chat'],
  ['history', 'chat?before=280'],
  ['members', 'chat/members'],
  ['new-chat', '/chats/new'],
  ['open-groups', '/chats/open'],
  ['archived', '/chats/archived'],
  ['settings-list', '/settings?list'],
  ['settings', '/settings'],
  ['settings-profile', '/settings/profile'],
  ['settings-status', '/settings/status'],
  ['settings-sign-in', '/settings/sign-in'],
  ['second-factor-what', '/settings/second-factor'],
  ['settings-notifications', '/settings/notifications'],
  ['settings-notifications-kinds', '/settings/notifications?by=event'],
  ['sent', '/settings/notifications/sent'],
  ['notifications', '/notifications'],
  ['notifications-unread', '/notifications?view=unread'],
  ['notifications-waiting', '/notifications?view=waiting'],
  ['notifications-found', '/notifications?q=yara'],
  ['notifications-choose', '/notifications?choose=all'],
  ['notifications-why', '/notifications/1/why'],
  ['notifications-none', '/notifications?q=nothing+is+like+this'],
  ['telling', 'chat/notifications'],
  ['chat-pins', 'chat/pins'],
  ['chat-poll', 'chat/poll'],
  ['favourites', '/favourites'],
  ['formatting', '/formatting'],
  ['emoji', '/emoji'],
  ['emoji-found', '/emoji?q=cat'],
  ['message', 'message/messages/{id}/actions'],
  ['message-versions', 'message/messages/{id}/versions'],
  ['message-reminder', 'message/messages/{id}/reminder'],
  ['later', '/later'],
  ['search', '/search'],
  ['search-found', '/search?q=the+sheet&has=link'],
  ['search-best', '/search?q=sheet&order=best'],
  ['search-none', '/search?q=nothing+is+like+this'],
  ['chat-search', 'chat/search?q=sheet'],
  ['chat-search-wrong', 'chat/search?q=!!!', { status: 422 }],
  ['chat-select', 'chat/select'],
  ['chat-files', 'chat/files'],
  ['chat-pictures', 'chat/files?kind=pictures'],
  ['chat-uploads', 'chat/uploads'],
  ['message-reactions', 'message/messages/{id}/reactions'],
  ['message-forward', 'message/forward?message={id}'],
  ['message-deletion', 'message/deletion?message={id}'],
  ['telling-why', 'chat/notifications/why'],
  ['invitations', '/invitations'],
  ['admin-people', '/admin/people'],
  ['admin-people-found', '/admin/people?q=a&role=employee&state=active'],
  ['admin-people-none', '/admin/people?q=nobody+is+like+this'],
  ['admin-person', '/admin/people/2'],
  ['admin-letters', '/admin/people/2/letters'],
  ['admin-dismiss', '/admin/people/1/dismiss'],
  ['admin-company', '/admin/company'],
  ['admin-mail', '/admin/mail'],
  ['admin-answers', '/admin/mail/answers'],
  ['admin-audit', '/admin/audit'],
  ['admin-system', '/admin/system'],
  ['people', '/people'],
  ['people-open', '/people?open=4'],
  ['people-in', '/people?in'],
  ['people-leave', '/people?leave'],
  ['people-az', '/people?az'],
  ['people-found', '/people?q=press'],
  ['people-person', '/people/5'],
  ['people-oneself', '/people/1'],
  ['department', '/departments/4'],
  ['structure', '/admin/departments'],
  ['structure-department', '/admin/departments/4?q=ma'],
  ['structure-remove', '/admin/departments/4/remove'],
  ['positions', '/admin/people/2/positions'],
  ['not-there', '/no-such-page', { status: 404 }],
];
export const pagesSignedOut = [
  ['sign-in', '/sign-in'],
  ['mail-off-unknown', '/mail/off/nothing', { status: 404 }],
  ['not-found', '/no-such-page', { status: 404 }],
];
