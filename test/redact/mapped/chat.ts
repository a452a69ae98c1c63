/** A small chat: rooms of many and talks of two, with a person who is gone and one who never wrote. */
export const CHAT_SQL = `
  create table members (id integer primary key, email text not null unique, name text);
  create table rooms (id varchar(20) primary key, kind text not null);
  create table seats (room varchar(20) not null, member integer not null, primary key (room, member));
  create table posts (
    id integer primary key, room varchar(20) not null, member integer, text text not null,
    posted bigint not null);
  insert into members values (1, 'ada@example.com', 'Ada SECRETname'),
    (2, 'bob@example.com', 'Bob Otherman'), (3, 'cy@example.com', 'Cy Silent SECRETname'),
    (4, 'dee@example.com', 'Dee Direct');
  insert into rooms values ('all', 'open'), ('ada-bob', 'direct'), ('dee-bob', 'direct'),
    ('left', 'direct');
  insert into seats values ('all', 1), ('all', 2), ('ada-bob', 1), ('ada-bob', 2),
    ('dee-bob', 4), ('dee-bob', 2), ('left', 2);
  insert into posts values
    (1, 'all', 1, 'SECRET of Ada to all', 1000), (2, 'all', 2, 'Bob to all', 2000),
    (3, 'ada-bob', 1, 'SECRET of Ada to Bob', 3000), (4, 'ada-bob', 2, 'Bob to Ada', 4000),
    (5, 'dee-bob', 4, 'DEE to Bob', 5000), (6, 'dee-bob', 2, 'Bob to DEE', 6000),
    (7, 'left', 4, 'DEE was here', 7000), (8, 'left', 2, 'Bob stays', 8000),
    (9, 'all', null, 'nobody said this', 9000);`

/** @param shared what the map says of rooms, as YAML */
export const chatYaml = (shared: string, name = 'chat') => `
map: ${name}
format: 1
system: A chat that a test makes up
contact:
  table: members
  id: id
  email: email
  erase: { email: 'erased-{id}@erased.invalid', name: null }
conversation:
  table: rooms
  id: id
  people: [{ table: seats, by: { room: id }, column: member }]
  shared: ${shared}
message:
  table: posts
  id: id
  conversation: room
  author: { id: member }
  created_at: { column: posted, unit: ms }
  body: { column: text, format: plain }
  redact: { text: placeholder }
kept:
  - { column: rooms.kind, because: 'fixed words' }
`
