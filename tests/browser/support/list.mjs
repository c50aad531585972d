// A list of 300 people, 12 rows of which are faulty, each in its own way.

const GIVEN = [
  'Aiko', 'Bram', 'Dũng', 'Elżbieta', 'Farid', 'Hương', 'Inês', 'Kwame', 'Leila', 'Maren', 'نور', 'Omar', 'Radka', 'Sofia',
  'Tomasz',
];
const FAMILY = [
  'Karimi', 'Phạm', 'Solberg', 'Tanabe', 'de Wit', 'Haddad', 'Duarte', 'Mensah', 'Nováková', 'Moreau', 'Wilk', 'Lind',
  'Marsh', 'Okafor', 'Petrov', 'Quinn', 'Rossi', 'Silva', 'Tran', 'عزيز',
];
export const DEPARTMENTS = ['Press/Night shift', 'Press/Day shift', 'Sales/North', 'Sales/South', 'Office'];

// Number of the person -> what is wrong with them, and how the sentence about it begins. A row's number counts the header.
const FAULTS = {
  25: [{ email: 'nobody' }, 'E-mail: An e-mail address has a name, an @ and a domain'],
  50: [{ email: 'P2@Tidewater.example' }, 'The address stands in row 3 already.'],
  75: [{ name: '' }, 'Name: This is empty. Write something here.'],
  100: [{ name: 'Long'.repeat(50) }, 'Name: This has 200 characters.'],
  125: [{ birthday: '02-30' }, 'Birthday: There is no such day.'],
  150: [{ standing: 'boss' }, 'Standing: That is not one of the choices.'],
  175: [{ role: 'administrator' }, 'Administrators are made one by one'],
  200: [{ standing: 'head' }, 'Row 6 makes somebody else the head of Press/Night shift.'],
  225: [{ role: 'guest' }, 'A guest is in no department.'],
  250: [{ birthday: '03-21,and more' }, 'More cells than columns.'],
  275: [{ mobile: 'by pigeon' }, 'Mobile phone: A phone number has 3 to 20 digits'],
  300: [{ title: 'Clerk|Driver' }, 'Titles or standings are not as many as departments'],
};

function person(n) {
  return {
    name: `${GIVEN[n % 15]} ${FAMILY[Math.floor(n / 15) % 20]}`,
    email: `p${n}@tidewater.example`,
    department: DEPARTMENTS[n % 5],
    title: 'Clerk',
    standing: n <= 5 ? 'head' : '',
    role: '',
    inner: String(1000 + n),
    desk: '',
    mobile: '',
    birthday: '03-21',
  };
}

// Of the first department.
export const newcomer = { ...person(20), password: 'somebody is at the door' };

// The list, under the header that the template has.
export function threeHundred(header) {
  const rows = Array.from({ length: 300 }, (_, at) => ({ ...person(at + 1), ...FAULTS[at + 1]?.[0] }));
  return [header, ...rows.map((row) => Object.values(row).join(','))].join('\n');
}

// The number of each faulty row, and how the sentence about it begins.
export const faulty = Object.entries(FAULTS).map(([n, [, sentence]]) => [String(Number(n) + 1), sentence]);
