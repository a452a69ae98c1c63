-- What the code of commit bb5b2be left behind on schema 18: its own migrations, import, acceptance and workers made these rows,
-- driven as far as each job says here, and each table was written down but for generated columns. What is now happened then.
-- job 01a224f2-22d8-7328-8e19-91afa418df1c single-waiting: queued
-- job 01a224f2-22d8-7328-8e19-965de5e3367a single-waiting too: queued
-- job 01a224f2-22ea-759d-8569-8618d35f953b single-noted: queued
-- job 01a224f2-22ea-759d-8569-8883868adee0 single-noted too: queued
-- job 01a224f2-22fb-76a9-a3e3-a987ef60ec81 single-done: succeeded
-- job 01a224f2-22fc-7160-a883-c707b63c2bc3 single-done too: succeeded
-- job 01a224f2-2335-760f-8946-530d27106351 list-receiving: receiving
-- job 01a224f2-2356-731a-acf1-061ec333a467 list-queued: queued
-- job 01a224f2-2390-77dd-9f4c-bfcadbfb3cbe list-running: running
-- job 01a224f2-240e-776d-8ab2-fa5a5dbabc7a list-planning: planning
-- job 01a224f2-244a-745c-96a1-ff227113779e list-ready: ready
-- job 01a224f2-24a6-71e3-9433-aa2b294bef6b list-done: succeeded
-- job 01a224f2-2533-71ab-aba8-8f5cc86e167c erasure-queued: queued
-- job 01a224f2-2596-72a3-b4c3-12104804fd4e erasure-running: running
-- job 01a224f2-2734-777b-94d5-88bcb2b213a0 erasure-at-last-look: running
-- job 01a224f2-296a-720e-861d-a789e785953f erasure-ready: ready
-- job 01a224f2-2a36-75f9-a7c8-d4510b73ba05 erasure-done: succeeded

insert into unsaid.contact (workspace_id, id, data, email_key, keyed) values
('default', 'erasure-at-last-look', '{"id": "erasure-at-last-look", "name": "Name of erasure-at-last-look", "type": "user", "email": "erasure-at-last-look@example.com"}', E'\\x07e7e26fa3df1a50cef0a440a8dfc7ee18f3a39703af074a3edf3b76d522a6a5', 'true'),
('default', 'erasure-queued', '{"id": "erasure-queued", "name": "Name of erasure-queued", "type": "user", "email": "erasure-queued@example.com"}', E'\\xbf245582cf7f1bbf3ea3ef867b614019d64a57724da82c0059cb5816ec043dc0', 'true'),
('default', 'erasure-ready', '{"id": "erasure-ready", "name": "Name of erasure-ready", "type": "user", "email": "erasure-ready@example.com"}', E'\\x3c78912b4ed41ff17dae32eefb989bdddd551afa95261f17ec71eddf6b834268', 'true'),
('default', 'erasure-running', '{"id": "erasure-running", "name": "Name of erasure-running", "type": "user", "email": "erasure-running@example.com"}', E'\\xbc055923f8d44ea662c1b251ff4556b841e79dc81669fe961a0841d6713e8e0b', 'true'),
('default', 'list-done', '{"id": "list-done", "name": "Name of list-done", "type": "user", "email": "list-done@example.com"}', E'\\x634075c7a62ae86008c7eeafbc01da413d6c43894d06d644052b4765a2ce1e66', 'true'),
('default', 'list-planning', '{"id": "list-planning", "name": "Name of list-planning", "type": "user", "email": "list-planning@example.com"}', E'\\x24b2bc0a6b857a8919beec9e76aff2a649282091c9f6884a3851d9b475964129', 'true'),
('default', 'list-queued', '{"id": "list-queued", "name": "Name of list-queued", "type": "user", "email": "list-queued@example.com"}', E'\\x43de9904ae062c463ea56019c574427c09872317e8998e04b20f4312573787ea', 'true'),
('default', 'list-ready', '{"id": "list-ready", "name": "Name of list-ready", "type": "user", "email": "list-ready@example.com"}', E'\\xd7bc8bb893ac5de0a51bc1ba82ced9c9676edaff3aa75acac67dd4c748ffe10c', 'true'),
('default', 'list-receiving', '{"id": "list-receiving", "name": "Name of list-receiving", "type": "user", "email": "list-receiving@example.com"}', E'\\xed519e3481df04b6d9c01d24341f558309d163617e697e4b0dc3aff943198c9c', 'true'),
('default', 'list-running', '{"id": "list-running", "name": "Name of list-running", "type": "user", "email": "list-running@example.com"}', E'\\x58c11c7fe0152960083b71fe2497095ec2f52778115d0945cbdea46ba7da6f0a', 'true'),
('default', 'single-done', '{"id": "single-done", "name": "Name of single-done", "type": "user", "email": "single-done@example.com"}', E'\\x6a604ffa57bebf73747a5143be6c3900c4e783e80bd0a35320ce11e52e26325b', 'true'),
('default', 'single-noted', '{"id": "single-noted", "name": "Name of single-noted", "type": "user", "email": "single-noted@example.com"}', E'\\xa2158a19fd33a922db5ab0efa584bebdec1005cd2f3b991a7ccf94a72763a119', 'true'),
('default', 'single-waiting', '{"id": "single-waiting", "name": "Name of single-waiting", "type": "user", "email": "single-waiting@example.com"}', E'\\xd5940f1ba8cad02edb85f11dcd56957bd7c7776afadff550f156182d77bd7083', 'true'),
('default', 'erasure-done', '{"id": "erasure-done"}', E'\\x9b68f2e299bfc7aea750a9e0af65801002f2815597c1939ef2390421f1650a4e', 'true');

insert into unsaid.contact_key (workspace_id, contact_id, kind, key) values
('default', 'erasure-at-last-look', 'email', E'\\x07e7e26fa3df1a50cef0a440a8dfc7ee18f3a39703af074a3edf3b76d522a6a5'),
('default', 'erasure-done', 'email', E'\\x9b68f2e299bfc7aea750a9e0af65801002f2815597c1939ef2390421f1650a4e'),
('default', 'erasure-queued', 'email', E'\\xbf245582cf7f1bbf3ea3ef867b614019d64a57724da82c0059cb5816ec043dc0'),
('default', 'erasure-ready', 'email', E'\\x3c78912b4ed41ff17dae32eefb989bdddd551afa95261f17ec71eddf6b834268'),
('default', 'erasure-running', 'email', E'\\xbc055923f8d44ea662c1b251ff4556b841e79dc81669fe961a0841d6713e8e0b'),
('default', 'list-done', 'email', E'\\x634075c7a62ae86008c7eeafbc01da413d6c43894d06d644052b4765a2ce1e66'),
('default', 'list-planning', 'email', E'\\x24b2bc0a6b857a8919beec9e76aff2a649282091c9f6884a3851d9b475964129'),
('default', 'list-queued', 'email', E'\\x43de9904ae062c463ea56019c574427c09872317e8998e04b20f4312573787ea'),
('default', 'list-ready', 'email', E'\\xd7bc8bb893ac5de0a51bc1ba82ced9c9676edaff3aa75acac67dd4c748ffe10c'),
('default', 'list-receiving', 'email', E'\\xed519e3481df04b6d9c01d24341f558309d163617e697e4b0dc3aff943198c9c'),
('default', 'list-running', 'email', E'\\x58c11c7fe0152960083b71fe2497095ec2f52778115d0945cbdea46ba7da6f0a'),
('default', 'single-done', 'email', E'\\x6a604ffa57bebf73747a5143be6c3900c4e783e80bd0a35320ce11e52e26325b'),
('default', 'single-noted', 'email', E'\\xa2158a19fd33a922db5ab0efa584bebdec1005cd2f3b991a7ccf94a72763a119'),
('default', 'single-waiting', 'email', E'\\xd5940f1ba8cad02edb85f11dcd56957bd7c7776afadff550f156182d77bd7083');

insert into unsaid.conversation (workspace_id, id, data, source, source_id, source_author_type, source_author_id, source_redacted_at, quotes_messages, keyed) values
('default', 'erasure-queued', '{"id": "erasure-queued", "type": "conversation", "title": null, "contacts": {"type": "contact.list", "contacts": [{"id": "erasure-queued", "type": "contact"}]}, "created_at": 1700000000, "updated_at": 1700000000, "conversation_parts": {"type": "conversation_part.list", "total_count": 3, "conversation_parts": []}}', '{"id": "erasure-queued-s", "body": "<p>goes</p>", "type": "conversation", "author": {"id": "erasure-queued", "name": "Name of erasure-queued", "type": "user", "email": "erasure-queued@example.com"}, "subject": "", "attachments": [], "delivered_as": "customer_initiated"}', 'erasure-queued-s', 'user', 'erasure-queued', null, 'false', 'true'),
('default', 'erasure-ready', '{"id": "erasure-ready", "type": "conversation", "title": null, "contacts": {"type": "contact.list", "contacts": [{"id": "erasure-ready", "type": "contact"}]}, "created_at": 1700000000, "updated_at": 1700000000, "conversation_parts": {"type": "conversation_part.list", "total_count": 3, "conversation_parts": []}}', '{"id": "erasure-ready-s", "body": "<p>goes</p>", "type": "conversation", "author": {"id": "erasure-ready", "name": "Name of erasure-ready", "type": "user", "email": "erasure-ready@example.com"}, "subject": "", "attachments": [], "delivered_as": "customer_initiated"}', 'erasure-ready-s', 'user', 'erasure-ready', null, 'false', 'true'),
('default', 'list-planning', '{"id": "list-planning", "type": "conversation", "title": null, "contacts": {"type": "contact.list", "contacts": [{"id": "list-planning", "type": "contact"}]}, "created_at": 1700000000, "updated_at": 1700000000, "conversation_parts": {"type": "conversation_part.list", "total_count": 3, "conversation_parts": []}}', '{"id": "list-planning-s", "body": "<p>goes</p>", "type": "conversation", "author": {"id": "list-planning", "name": "Name of list-planning", "type": "user", "email": "list-planning@example.com"}, "subject": "", "attachments": [], "delivered_as": "customer_initiated"}', 'list-planning-s', 'user', 'list-planning', null, 'false', 'true'),
('default', 'list-queued', '{"id": "list-queued", "type": "conversation", "title": null, "contacts": {"type": "contact.list", "contacts": [{"id": "list-queued", "type": "contact"}]}, "created_at": 1700000000, "updated_at": 1700000000, "conversation_parts": {"type": "conversation_part.list", "total_count": 3, "conversation_parts": []}}', '{"id": "list-queued-s", "body": "<p>goes</p>", "type": "conversation", "author": {"id": "list-queued", "name": "Name of list-queued", "type": "user", "email": "list-queued@example.com"}, "subject": "", "attachments": [], "delivered_as": "customer_initiated"}', 'list-queued-s', 'user', 'list-queued', null, 'false', 'true'),
('default', 'list-ready', '{"id": "list-ready", "type": "conversation", "title": null, "contacts": {"type": "contact.list", "contacts": [{"id": "list-ready", "type": "contact"}]}, "created_at": 1700000000, "updated_at": 1700000000, "conversation_parts": {"type": "conversation_part.list", "total_count": 3, "conversation_parts": []}}', '{"id": "list-ready-s", "body": "<p>goes</p>", "type": "conversation", "author": {"id": "list-ready", "name": "Name of list-ready", "type": "user", "email": "list-ready@example.com"}, "subject": "", "attachments": [], "delivered_as": "customer_initiated"}', 'list-ready-s', 'user', 'list-ready', null, 'false', 'true'),
('default', 'list-done', '{"id": "list-done", "type": "conversation", "title": null, "contacts": {"type": "contact.list", "contacts": [{"id": "list-done", "type": "contact"}]}, "created_at": 1700000000, "updated_at": 1700000000, "conversation_parts": {"type": "conversation_part.list", "total_count": 3, "conversation_parts": []}}', '{"id": "list-done-s", "body": "<p><i>This message was deleted</i></p>", "type": "conversation", "author": {"id": "list-done", "name": "Name of list-done", "type": "user", "email": "list-done@example.com"}, "subject": "", "redacted": true, "attachments": [], "delivered_as": "customer_initiated"}', 'list-done-s', 'user', 'list-done', '2026-11-29 01:36:18.659703+00', 'false', 'true'),
('default', 'erasure-running', '{"id": "erasure-running", "type": "conversation", "title": null, "contacts": {"type": "contact.list", "contacts": [{"id": "erasure-running", "type": "contact"}]}, "created_at": 1700000000, "updated_at": 1700000000, "conversation_parts": {"type": "conversation_part.list", "total_count": 3, "conversation_parts": []}}', '{"id": "erasure-running-s", "body": "<p><i>This message was deleted</i></p>", "type": "conversation", "author": {"id": "erasure-running", "name": null, "type": "user", "email": null}, "subject": "", "redacted": true, "attachments": [], "delivered_as": "customer_initiated"}', 'erasure-running-s', 'user', 'erasure-running', '2026-11-29 01:36:19.066159+00', 'false', 'true'),
('default', 'erasure-at-last-look', '{"id": "erasure-at-last-look", "type": "conversation", "title": null, "contacts": {"type": "contact.list", "contacts": [{"id": "erasure-at-last-look", "type": "contact"}]}, "created_at": 1700000000, "updated_at": 1700000000, "conversation_parts": {"type": "conversation_part.list", "total_count": 3, "conversation_parts": []}}', '{"id": "erasure-at-last-look-s", "body": "<p><i>This message was deleted</i></p>", "type": "conversation", "author": {"id": "erasure-at-last-look", "name": null, "type": "user", "email": null}, "subject": "", "redacted": true, "attachments": [], "delivered_as": "customer_initiated"}', 'erasure-at-last-look-s', 'user', 'erasure-at-last-look', '2026-11-29 01:36:19.450848+00', 'false', 'true'),
('default', 'erasure-done', '{"id": "erasure-done", "type": "conversation", "title": null, "contacts": {"type": "contact.list", "contacts": [{"id": "erasure-done", "type": "contact"}]}, "created_at": 1700000000, "updated_at": 1700000000, "conversation_parts": {"type": "conversation_part.list", "total_count": 3, "conversation_parts": []}}', '{"id": "erasure-done-s", "body": "<p><i>This message was deleted</i></p>", "type": "conversation", "author": {"id": "erasure-done", "name": null, "type": "user", "email": null}, "subject": "", "redacted": true, "attachments": [], "delivered_as": "customer_initiated"}', 'erasure-done-s', 'user', 'erasure-done', '2026-11-29 01:36:20.100022+00', 'false', 'true'),
('default', 'list-receiving', '{"id": "list-receiving", "type": "conversation", "title": null, "contacts": {"type": "contact.list", "contacts": [{"id": "list-receiving", "type": "contact"}]}, "created_at": 1700000000, "updated_at": 1700000000, "conversation_parts": {"type": "conversation_part.list", "total_count": 3, "conversation_parts": []}}', '{"id": "list-receiving-s", "body": "<p>goes</p>", "type": "conversation", "author": {"id": "list-receiving", "name": "Name of list-receiving", "type": "user", "email": "list-receiving@example.com"}, "subject": "", "attachments": [], "delivered_as": "customer_initiated"}', 'list-receiving-s', 'user', 'list-receiving', null, 'false', 'true'),
('default', 'list-running', '{"id": "list-running", "type": "conversation", "title": null, "contacts": {"type": "contact.list", "contacts": [{"id": "list-running", "type": "contact"}]}, "created_at": 1700000000, "updated_at": 1700000000, "conversation_parts": {"type": "conversation_part.list", "total_count": 3, "conversation_parts": []}}', '{"id": "list-running-s", "body": "<p>goes</p>", "type": "conversation", "author": {"id": "list-running", "name": "Name of list-running", "type": "user", "email": "list-running@example.com"}, "subject": "", "attachments": [], "delivered_as": "customer_initiated"}', 'list-running-s', 'user', 'list-running', null, 'false', 'true'),
('default', 'single-done', '{"id": "single-done", "type": "conversation", "title": null, "contacts": {"type": "contact.list", "contacts": [{"id": "single-done", "type": "contact"}]}, "created_at": 1700000000, "updated_at": 1700000000, "conversation_parts": {"type": "conversation_part.list", "total_count": 3, "conversation_parts": []}}', '{"id": "single-done-s", "body": "<p>stays</p>", "type": "conversation", "author": {"id": "single-done", "name": "Name of single-done", "type": "user", "email": "single-done@example.com"}, "subject": "", "attachments": [], "delivered_as": "customer_initiated"}', 'single-done-s', 'user', 'single-done', null, 'false', 'true'),
('default', 'single-noted', '{"id": "single-noted", "type": "conversation", "title": null, "contacts": {"type": "contact.list", "contacts": [{"id": "single-noted", "type": "contact"}]}, "created_at": 1700000000, "updated_at": 1700000000, "conversation_parts": {"type": "conversation_part.list", "total_count": 3, "conversation_parts": []}}', '{"id": "single-noted-s", "body": "<p>stays</p>", "type": "conversation", "author": {"id": "single-noted", "name": "Name of single-noted", "type": "user", "email": "single-noted@example.com"}, "subject": "", "attachments": [], "delivered_as": "customer_initiated"}', 'single-noted-s', 'user', 'single-noted', null, 'false', 'true'),
('default', 'single-waiting', '{"id": "single-waiting", "type": "conversation", "title": null, "contacts": {"type": "contact.list", "contacts": [{"id": "single-waiting", "type": "contact"}]}, "created_at": 1700000000, "updated_at": 1700000000, "conversation_parts": {"type": "conversation_part.list", "total_count": 3, "conversation_parts": []}}', '{"id": "single-waiting-s", "body": "<p>stays</p>", "type": "conversation", "author": {"id": "single-waiting", "name": "Name of single-waiting", "type": "user", "email": "single-waiting@example.com"}, "subject": "", "attachments": [], "delivered_as": "customer_initiated"}', 'single-waiting-s', 'user', 'single-waiting', null, 'false', 'true');

insert into unsaid.conversation_part (workspace_id, conversation_id, id, position, author_type, author_id, body, data, redacted_at) values
('default', 'erasure-at-last-look', 'erasure-at-last-look-3', '2', 'admin', 'agent', '<p>stays</p>', '{"id": "erasure-at-last-look-3", "type": "conversation_part", "author": {"id": "agent", "name": "Agent", "type": "admin", "email": "agent@example.com"}, "part_type": "comment", "created_at": 1700000000, "updated_at": 1700000000, "attachments": []}', null),
('default', 'erasure-done', 'erasure-done-3', '2', 'admin', 'agent', '<p>stays</p>', '{"id": "erasure-done-3", "type": "conversation_part", "author": {"id": "agent", "name": "Agent", "type": "admin", "email": "agent@example.com"}, "part_type": "comment", "created_at": 1700000000, "updated_at": 1700000000, "attachments": []}', null),
('default', 'erasure-queued', 'erasure-queued-1', '0', 'user', 'erasure-queued', '<p>goes</p>', '{"id": "erasure-queued-1", "type": "conversation_part", "author": {"id": "erasure-queued", "name": "Name of erasure-queued", "type": "user", "email": "erasure-queued@example.com"}, "part_type": "comment", "created_at": 1700000000, "updated_at": 1700000000, "attachments": []}', null),
('default', 'erasure-queued', 'erasure-queued-2', '1', 'user', 'erasure-queued', '<p>goes</p>', '{"id": "erasure-queued-2", "type": "conversation_part", "author": {"id": "erasure-queued", "name": "Name of erasure-queued", "type": "user", "email": "erasure-queued@example.com"}, "part_type": "comment", "created_at": 1700000000, "updated_at": 1700000000, "attachments": []}', null),
('default', 'erasure-queued', 'erasure-queued-3', '2', 'admin', 'agent', '<p>stays</p>', '{"id": "erasure-queued-3", "type": "conversation_part", "author": {"id": "agent", "name": "Agent", "type": "admin", "email": "agent@example.com"}, "part_type": "comment", "created_at": 1700000000, "updated_at": 1700000000, "attachments": []}', null),
('default', 'erasure-ready', 'erasure-ready-1', '0', 'user', 'erasure-ready', '<p>goes</p>', '{"id": "erasure-ready-1", "type": "conversation_part", "author": {"id": "erasure-ready", "name": "Name of erasure-ready", "type": "user", "email": "erasure-ready@example.com"}, "part_type": "comment", "created_at": 1700000000, "updated_at": 1700000000, "attachments": []}', null),
('default', 'erasure-ready', 'erasure-ready-2', '1', 'user', 'erasure-ready', '<p>goes</p>', '{"id": "erasure-ready-2", "type": "conversation_part", "author": {"id": "erasure-ready", "name": "Name of erasure-ready", "type": "user", "email": "erasure-ready@example.com"}, "part_type": "comment", "created_at": 1700000000, "updated_at": 1700000000, "attachments": []}', null),
('default', 'erasure-ready', 'erasure-ready-3', '2', 'admin', 'agent', '<p>stays</p>', '{"id": "erasure-ready-3", "type": "conversation_part", "author": {"id": "agent", "name": "Agent", "type": "admin", "email": "agent@example.com"}, "part_type": "comment", "created_at": 1700000000, "updated_at": 1700000000, "attachments": []}', null),
('default', 'erasure-running', 'erasure-running-1', '0', 'user', 'erasure-running', '<p>goes</p>', '{"id": "erasure-running-1", "type": "conversation_part", "author": {"id": "erasure-running", "name": null, "type": "user", "email": null}, "part_type": "comment", "created_at": 1700000000, "updated_at": 1700000000, "attachments": []}', null),
('default', 'erasure-running', 'erasure-running-2', '1', 'user', 'erasure-running', '<p>goes</p>', '{"id": "erasure-running-2", "type": "conversation_part", "author": {"id": "erasure-running", "name": null, "type": "user", "email": null}, "part_type": "comment", "created_at": 1700000000, "updated_at": 1700000000, "attachments": []}', null),
('default', 'erasure-at-last-look', 'erasure-at-last-look-2', '1', 'user', 'erasure-at-last-look', '<p><i>This message was deleted</i></p>', '{"id": "erasure-at-last-look-2", "type": "conversation_part", "author": {"id": "erasure-at-last-look", "name": null, "type": "user", "email": null}, "redacted": true, "part_type": "comment", "created_at": 1700000000, "updated_at": 1795916179, "attachments": []}', '2026-11-29 01:36:19.586998+00'),
('default', 'erasure-done', 'erasure-done-2', '1', 'user', 'erasure-done', '<p><i>This message was deleted</i></p>', '{"id": "erasure-done-2", "type": "conversation_part", "author": {"id": "erasure-done", "name": null, "type": "user", "email": null}, "redacted": true, "part_type": "comment", "created_at": 1700000000, "updated_at": 1795916180, "attachments": []}', '2026-11-29 01:36:20.233867+00'),
('default', 'erasure-at-last-look', 'erasure-at-last-look-1', '0', 'user', 'erasure-at-last-look', '<p><i>This message was deleted</i></p>', '{"id": "erasure-at-last-look-1", "type": "conversation_part", "author": {"id": "erasure-at-last-look", "name": null, "type": "user", "email": null}, "redacted": true, "part_type": "comment", "created_at": 1700000000, "updated_at": 1795916179, "attachments": []}', '2026-11-29 01:36:19.522238+00'),
('default', 'erasure-done', 'erasure-done-1', '0', 'user', 'erasure-done', '<p><i>This message was deleted</i></p>', '{"id": "erasure-done-1", "type": "conversation_part", "author": {"id": "erasure-done", "name": null, "type": "user", "email": null}, "redacted": true, "part_type": "comment", "created_at": 1700000000, "updated_at": 1795916180, "attachments": []}', '2026-11-29 01:36:20.164631+00'),
('default', 'erasure-running', 'erasure-running-3', '2', 'admin', 'agent', '<p>stays</p>', '{"id": "erasure-running-3", "type": "conversation_part", "author": {"id": "agent", "name": "Agent", "type": "admin", "email": "agent@example.com"}, "part_type": "comment", "created_at": 1700000000, "updated_at": 1700000000, "attachments": []}', null),
('default', 'list-done', 'list-done-3', '2', 'admin', 'agent', '<p>stays</p>', '{"id": "list-done-3", "type": "conversation_part", "author": {"id": "agent", "name": "Agent", "type": "admin", "email": "agent@example.com"}, "part_type": "comment", "created_at": 1700000000, "updated_at": 1700000000, "attachments": []}', null),
('default', 'list-planning', 'list-planning-1', '0', 'user', 'list-planning', '<p>goes</p>', '{"id": "list-planning-1", "type": "conversation_part", "author": {"id": "list-planning", "name": "Name of list-planning", "type": "user", "email": "list-planning@example.com"}, "part_type": "comment", "created_at": 1700000000, "updated_at": 1700000000, "attachments": []}', null),
('default', 'list-planning', 'list-planning-2', '1', 'user', 'list-planning', '<p>goes</p>', '{"id": "list-planning-2", "type": "conversation_part", "author": {"id": "list-planning", "name": "Name of list-planning", "type": "user", "email": "list-planning@example.com"}, "part_type": "comment", "created_at": 1700000000, "updated_at": 1700000000, "attachments": []}', null),
('default', 'list-planning', 'list-planning-3', '2', 'admin', 'agent', '<p>stays</p>', '{"id": "list-planning-3", "type": "conversation_part", "author": {"id": "agent", "name": "Agent", "type": "admin", "email": "agent@example.com"}, "part_type": "comment", "created_at": 1700000000, "updated_at": 1700000000, "attachments": []}', null),
('default', 'list-queued', 'list-queued-1', '0', 'user', 'list-queued', '<p>goes</p>', '{"id": "list-queued-1", "type": "conversation_part", "author": {"id": "list-queued", "name": "Name of list-queued", "type": "user", "email": "list-queued@example.com"}, "part_type": "comment", "created_at": 1700000000, "updated_at": 1700000000, "attachments": []}', null),
('default', 'list-queued', 'list-queued-2', '1', 'user', 'list-queued', '<p>goes</p>', '{"id": "list-queued-2", "type": "conversation_part", "author": {"id": "list-queued", "name": "Name of list-queued", "type": "user", "email": "list-queued@example.com"}, "part_type": "comment", "created_at": 1700000000, "updated_at": 1700000000, "attachments": []}', null),
('default', 'list-queued', 'list-queued-3', '2', 'admin', 'agent', '<p>stays</p>', '{"id": "list-queued-3", "type": "conversation_part", "author": {"id": "agent", "name": "Agent", "type": "admin", "email": "agent@example.com"}, "part_type": "comment", "created_at": 1700000000, "updated_at": 1700000000, "attachments": []}', null),
('default', 'list-ready', 'list-ready-1', '0', 'user', 'list-ready', '<p>goes</p>', '{"id": "list-ready-1", "type": "conversation_part", "author": {"id": "list-ready", "name": "Name of list-ready", "type": "user", "email": "list-ready@example.com"}, "part_type": "comment", "created_at": 1700000000, "updated_at": 1700000000, "attachments": []}', null),
('default', 'list-ready', 'list-ready-2', '1', 'user', 'list-ready', '<p>goes</p>', '{"id": "list-ready-2", "type": "conversation_part", "author": {"id": "list-ready", "name": "Name of list-ready", "type": "user", "email": "list-ready@example.com"}, "part_type": "comment", "created_at": 1700000000, "updated_at": 1700000000, "attachments": []}', null),
('default', 'list-ready', 'list-ready-3', '2', 'admin', 'agent', '<p>stays</p>', '{"id": "list-ready-3", "type": "conversation_part", "author": {"id": "agent", "name": "Agent", "type": "admin", "email": "agent@example.com"}, "part_type": "comment", "created_at": 1700000000, "updated_at": 1700000000, "attachments": []}', null),
('default', 'list-receiving', 'list-receiving-1', '0', 'user', 'list-receiving', '<p>goes</p>', '{"id": "list-receiving-1", "type": "conversation_part", "author": {"id": "list-receiving", "name": "Name of list-receiving", "type": "user", "email": "list-receiving@example.com"}, "part_type": "comment", "created_at": 1700000000, "updated_at": 1700000000, "attachments": []}', null),
('default', 'list-done', 'list-done-1', '0', 'user', 'list-done', '<p><i>This message was deleted</i></p>', '{"id": "list-done-1", "type": "conversation_part", "author": {"id": "list-done", "name": "Name of list-done", "type": "user", "email": "list-done@example.com"}, "redacted": true, "part_type": "comment", "created_at": 1700000000, "updated_at": 1795916178, "attachments": []}', '2026-11-29 01:36:18.619519+00'),
('default', 'list-done', 'list-done-2', '1', 'user', 'list-done', '<p><i>This message was deleted</i></p>', '{"id": "list-done-2", "type": "conversation_part", "author": {"id": "list-done", "name": "Name of list-done", "type": "user", "email": "list-done@example.com"}, "redacted": true, "part_type": "comment", "created_at": 1700000000, "updated_at": 1795916178, "attachments": []}', '2026-11-29 01:36:18.642032+00'),
('default', 'list-receiving', 'list-receiving-2', '1', 'user', 'list-receiving', '<p>goes</p>', '{"id": "list-receiving-2", "type": "conversation_part", "author": {"id": "list-receiving", "name": "Name of list-receiving", "type": "user", "email": "list-receiving@example.com"}, "part_type": "comment", "created_at": 1700000000, "updated_at": 1700000000, "attachments": []}', null),
('default', 'list-receiving', 'list-receiving-3', '2', 'admin', 'agent', '<p>stays</p>', '{"id": "list-receiving-3", "type": "conversation_part", "author": {"id": "agent", "name": "Agent", "type": "admin", "email": "agent@example.com"}, "part_type": "comment", "created_at": 1700000000, "updated_at": 1700000000, "attachments": []}', null),
('default', 'list-running', 'list-running-2', '1', 'user', 'list-running', '<p>goes</p>', '{"id": "list-running-2", "type": "conversation_part", "author": {"id": "list-running", "name": "Name of list-running", "type": "user", "email": "list-running@example.com"}, "part_type": "comment", "created_at": 1700000000, "updated_at": 1700000000, "attachments": []}', null),
('default', 'list-running', 'list-running-3', '2', 'admin', 'agent', '<p>stays</p>', '{"id": "list-running-3", "type": "conversation_part", "author": {"id": "agent", "name": "Agent", "type": "admin", "email": "agent@example.com"}, "part_type": "comment", "created_at": 1700000000, "updated_at": 1700000000, "attachments": []}', null),
('default', 'single-done', 'single-done-3', '2', 'admin', 'agent', '<p>stays</p>', '{"id": "single-done-3", "type": "conversation_part", "author": {"id": "agent", "name": "Agent", "type": "admin", "email": "agent@example.com"}, "part_type": "comment", "created_at": 1700000000, "updated_at": 1700000000, "attachments": []}', null),
('default', 'single-noted', 'single-noted-1', '0', 'user', 'single-noted', '<p>goes</p>', '{"id": "single-noted-1", "type": "conversation_part", "author": {"id": "single-noted", "name": "Name of single-noted", "type": "user", "email": "single-noted@example.com"}, "part_type": "comment", "created_at": 1700000000, "updated_at": 1700000000, "attachments": []}', null),
('default', 'single-noted', 'single-noted-2', '1', 'user', 'single-noted', '<p>goes</p>', '{"id": "single-noted-2", "type": "conversation_part", "author": {"id": "single-noted", "name": "Name of single-noted", "type": "user", "email": "single-noted@example.com"}, "part_type": "comment", "created_at": 1700000000, "updated_at": 1700000000, "attachments": []}', null),
('default', 'single-noted', 'single-noted-3', '2', 'admin', 'agent', '<p>stays</p>', '{"id": "single-noted-3", "type": "conversation_part", "author": {"id": "agent", "name": "Agent", "type": "admin", "email": "agent@example.com"}, "part_type": "comment", "created_at": 1700000000, "updated_at": 1700000000, "attachments": []}', null),
('default', 'single-waiting', 'single-waiting-1', '0', 'user', 'single-waiting', '<p>goes</p>', '{"id": "single-waiting-1", "type": "conversation_part", "author": {"id": "single-waiting", "name": "Name of single-waiting", "type": "user", "email": "single-waiting@example.com"}, "part_type": "comment", "created_at": 1700000000, "updated_at": 1700000000, "attachments": []}', null),
('default', 'single-waiting', 'single-waiting-2', '1', 'user', 'single-waiting', '<p>goes</p>', '{"id": "single-waiting-2", "type": "conversation_part", "author": {"id": "single-waiting", "name": "Name of single-waiting", "type": "user", "email": "single-waiting@example.com"}, "part_type": "comment", "created_at": 1700000000, "updated_at": 1700000000, "attachments": []}', null),
('default', 'single-waiting', 'single-waiting-3', '2', 'admin', 'agent', '<p>stays</p>', '{"id": "single-waiting-3", "type": "conversation_part", "author": {"id": "agent", "name": "Agent", "type": "admin", "email": "agent@example.com"}, "part_type": "comment", "created_at": 1700000000, "updated_at": 1700000000, "attachments": []}', null),
('default', 'single-done', 'single-done-1', '0', 'user', 'single-done', '<p><i>This message was deleted</i></p>', '{"id": "single-done-1", "type": "conversation_part", "author": {"id": "single-done", "name": "Name of single-done", "type": "user", "email": "single-done@example.com"}, "redacted": true, "part_type": "comment", "created_at": 1700000000, "updated_at": 1795916178, "attachments": []}', '2026-11-29 01:36:18.182222+00'),
('default', 'single-done', 'single-done-2', '1', 'user', 'single-done', '<p><i>This message was deleted</i></p>', '{"id": "single-done-2", "type": "conversation_part", "author": {"id": "single-done", "name": "Name of single-done", "type": "user", "email": "single-done@example.com"}, "redacted": true, "part_type": "comment", "created_at": 1700000000, "updated_at": 1795916178, "attachments": []}', '2026-11-29 01:36:18.182222+00'),
('default', 'list-running', 'list-running-1', '0', 'user', 'list-running', '<p><i>This message was deleted</i></p>', '{"id": "list-running-1", "type": "conversation_part", "author": {"id": "list-running", "name": "Name of list-running", "type": "user", "email": "list-running@example.com"}, "redacted": true, "part_type": "comment", "created_at": 1700000000, "updated_at": 1795916178, "attachments": []}', '2026-11-29 01:36:18.386165+00');

insert into unsaid.conversation_contact (workspace_id, contact_id, conversation_id) values
('default', 'erasure-at-last-look', 'erasure-at-last-look'),
('default', 'erasure-done', 'erasure-done'),
('default', 'erasure-queued', 'erasure-queued'),
('default', 'erasure-ready', 'erasure-ready'),
('default', 'erasure-running', 'erasure-running'),
('default', 'list-done', 'list-done'),
('default', 'list-planning', 'list-planning'),
('default', 'list-queued', 'list-queued'),
('default', 'list-ready', 'list-ready'),
('default', 'list-receiving', 'list-receiving'),
('default', 'list-running', 'list-running'),
('default', 'single-done', 'single-done'),
('default', 'single-noted', 'single-noted'),
('default', 'single-waiting', 'single-waiting');

insert into unsaid.pepper_check (one, digest) values
('true', E'\\xc98684a7a88ee9a18512f9265e381fa7a6a3e125a0412f0c3ca66fa3ee69a463');

insert into unsaid.job (workspace_id, id, kind, state, type, conversation_id, target_id, requested_by, outcome, created_at, finished_at) values
('default', '01a224f2-22d8-7328-8e19-91afa418df1c', 'redaction', 'queued', 'conversation_part', 'single-waiting', 'single-waiting-1', 'library', null, 'now', null),
('default', '01a224f2-22d8-7328-8e19-965de5e3367a', 'redaction', 'queued', 'conversation_part', 'single-waiting', 'single-waiting-2', 'library', null, 'now', null),
('default', '01a224f2-22ea-759d-8569-8618d35f953b', 'redaction', 'queued', 'conversation_part', 'single-noted', 'single-noted-1', 'library', null, 'now', null),
('default', '01a224f2-22ea-759d-8569-8883868adee0', 'redaction', 'queued', 'conversation_part', 'single-noted', 'single-noted-2', 'library', null, 'now', null),
('default', '01a224f2-22fb-76a9-a3e3-a987ef60ec81', 'redaction', 'succeeded', 'conversation_part', 'single-done', 'single-done-1', 'library', 'redacted', 'now', 'now'),
('default', '01a224f2-22fc-7160-a883-c707b63c2bc3', 'redaction', 'succeeded', 'conversation_part', 'single-done', 'single-done-2', 'library', 'redacted', 'now', 'now'),
('default', '01a224f2-2356-731a-acf1-061ec333a467', 'bulk', 'queued', null, null, null, 'library', null, 'now', null),
('default', '01a224f2-2390-77dd-9f4c-bfcadbfb3cbe', 'bulk', 'running', null, null, null, 'library', null, 'now', null),
('default', '01a224f2-240e-776d-8ab2-fa5a5dbabc7a', 'bulk', 'planning', null, null, null, 'library', null, 'now', null),
('default', '01a224f2-2a36-75f9-a7c8-d4510b73ba05', 'erasure', 'succeeded', null, null, null, 'library', null, 'now', 'now'),
('default', '01a224f2-244a-745c-96a1-ff227113779e', 'bulk', 'ready', null, null, null, 'library', null, 'now', null),
('default', '01a224f2-24a6-71e3-9433-aa2b294bef6b', 'bulk', 'succeeded', null, null, null, 'library', null, 'now', 'now'),
('default', '01a224f2-2533-71ab-aba8-8f5cc86e167c', 'erasure', 'queued', null, null, null, 'library', null, 'now', null),
('default', '01a224f2-2596-72a3-b4c3-12104804fd4e', 'erasure', 'running', null, null, null, 'library', null, 'now', null),
('default', '01a224f2-2734-777b-94d5-88bcb2b213a0', 'erasure', 'running', null, null, null, 'library', null, 'now', null),
('default', '01a224f2-296a-720e-861d-a789e785953f', 'erasure', 'ready', null, null, null, 'library', null, 'now', null);

insert into unsaid.job_list (workspace_id, job_id, dry_run, lanes, chunk_size, items, next_chunk, received_at, accepted_at, planned_at, run_at) values
('default', '01a224f2-2335-760f-8946-530d27106351', 'false', '1', '1', '3', '1', 'now', null, null, null),
('default', '01a224f2-2356-731a-acf1-061ec333a467', 'false', '1', '1', '3', '2', 'now', 'now', null, null),
('default', '01a224f2-2390-77dd-9f4c-bfcadbfb3cbe', 'false', '1', '1', '3', '3', 'now', 'now', null, null),
('default', '01a224f2-240e-776d-8ab2-fa5a5dbabc7a', 'true', '1', '1', '3', '3', 'now', 'now', null, null),
('default', '01a224f2-2734-777b-94d5-88bcb2b213a0', 'false', '1', '1', '3', '4', 'now', 'now', null, 'now'),
('default', '01a224f2-244a-745c-96a1-ff227113779e', 'true', '1', '1', '3', '4', 'now', 'now', 'now', null),
('default', '01a224f2-24a6-71e3-9433-aa2b294bef6b', 'false', '1', '1', '3', '4', 'now', 'now', null, null),
('default', '01a224f2-2533-71ab-aba8-8f5cc86e167c', 'false', '1', '1', '0', '1', 'now', 'now', null, null),
('default', '01a224f2-296a-720e-861d-a789e785953f', 'true', '1', '1', '3', '1', 'now', 'now', 'now', null),
('default', '01a224f2-2596-72a3-b4c3-12104804fd4e', 'false', '1', '1', '3', '3', 'now', 'now', null, 'now'),
('default', '01a224f2-2a36-75f9-a7c8-d4510b73ba05', 'false', '1', '1', '3', '4', 'now', 'now', null, 'now');

insert into unsaid.job_item (workspace_id, job_id, position, line, type, conversation_id, target_id) values
('default', '01a224f2-2335-760f-8946-530d27106351', '1', '1', 'conversation_part', 'list-receiving', 'list-receiving-1'),
('default', '01a224f2-2335-760f-8946-530d27106351', '2', '2', 'conversation_part', 'list-receiving', 'list-receiving-2'),
('default', '01a224f2-2335-760f-8946-530d27106351', '3', '3', 'source', 'list-receiving', 'list-receiving-s'),
('default', '01a224f2-2356-731a-acf1-061ec333a467', '1', '1', 'conversation_part', 'list-queued', 'list-queued-1'),
('default', '01a224f2-2356-731a-acf1-061ec333a467', '2', '2', 'conversation_part', 'list-queued', 'list-queued-2'),
('default', '01a224f2-2356-731a-acf1-061ec333a467', '3', '3', 'source', 'list-queued', 'list-queued-s'),
('default', '01a224f2-2390-77dd-9f4c-bfcadbfb3cbe', '1', '1', 'conversation_part', 'list-running', 'list-running-1'),
('default', '01a224f2-2390-77dd-9f4c-bfcadbfb3cbe', '2', '2', 'conversation_part', 'list-running', 'list-running-2'),
('default', '01a224f2-2390-77dd-9f4c-bfcadbfb3cbe', '3', '3', 'source', 'list-running', 'list-running-s'),
('default', '01a224f2-240e-776d-8ab2-fa5a5dbabc7a', '1', '1', 'conversation_part', 'list-planning', 'list-planning-1'),
('default', '01a224f2-240e-776d-8ab2-fa5a5dbabc7a', '2', '2', 'conversation_part', 'list-planning', 'list-planning-2'),
('default', '01a224f2-240e-776d-8ab2-fa5a5dbabc7a', '3', '3', 'source', 'list-planning', 'list-planning-s'),
('default', '01a224f2-244a-745c-96a1-ff227113779e', '1', '1', 'conversation_part', 'list-ready', 'list-ready-1'),
('default', '01a224f2-244a-745c-96a1-ff227113779e', '2', '2', 'conversation_part', 'list-ready', 'list-ready-2'),
('default', '01a224f2-244a-745c-96a1-ff227113779e', '3', '3', 'source', 'list-ready', 'list-ready-s'),
('default', '01a224f2-24a6-71e3-9433-aa2b294bef6b', '1', '1', 'conversation_part', 'list-done', 'list-done-1'),
('default', '01a224f2-24a6-71e3-9433-aa2b294bef6b', '2', '2', 'conversation_part', 'list-done', 'list-done-2'),
('default', '01a224f2-24a6-71e3-9433-aa2b294bef6b', '3', '3', 'source', 'list-done', 'list-done-s'),
('default', '01a224f2-2596-72a3-b4c3-12104804fd4e', '1', null, 'source', 'erasure-running', 'erasure-running-s'),
('default', '01a224f2-2596-72a3-b4c3-12104804fd4e', '2', null, 'conversation_part', 'erasure-running', 'erasure-running-1'),
('default', '01a224f2-2596-72a3-b4c3-12104804fd4e', '3', null, 'conversation_part', 'erasure-running', 'erasure-running-2'),
('default', '01a224f2-2734-777b-94d5-88bcb2b213a0', '1', null, 'source', 'erasure-at-last-look', 'erasure-at-last-look-s'),
('default', '01a224f2-2734-777b-94d5-88bcb2b213a0', '2', null, 'conversation_part', 'erasure-at-last-look', 'erasure-at-last-look-1'),
('default', '01a224f2-2734-777b-94d5-88bcb2b213a0', '3', null, 'conversation_part', 'erasure-at-last-look', 'erasure-at-last-look-2'),
('default', '01a224f2-296a-720e-861d-a789e785953f', '1', null, 'source', 'erasure-ready', 'erasure-ready-s'),
('default', '01a224f2-296a-720e-861d-a789e785953f', '2', null, 'conversation_part', 'erasure-ready', 'erasure-ready-1'),
('default', '01a224f2-296a-720e-861d-a789e785953f', '3', null, 'conversation_part', 'erasure-ready', 'erasure-ready-2'),
('default', '01a224f2-2a36-75f9-a7c8-d4510b73ba05', '1', null, 'source', 'erasure-done', 'erasure-done-s'),
('default', '01a224f2-2a36-75f9-a7c8-d4510b73ba05', '2', null, 'conversation_part', 'erasure-done', 'erasure-done-1'),
('default', '01a224f2-2a36-75f9-a7c8-d4510b73ba05', '3', null, 'conversation_part', 'erasure-done', 'erasure-done-2');

insert into unsaid.job_chunk (workspace_id, job_id, chunk, first, last, planned, outcomes, late, done_at, conversations, files, unscrubbed) values
('default', '01a224f2-2356-731a-acf1-061ec333a467', '1', '1', '1', null, null, 'false', null, null, '0', '{}'),
('default', '01a224f2-2356-731a-acf1-061ec333a467', '2', '2', '2', null, null, 'false', null, null, '0', '{}'),
('default', '01a224f2-2356-731a-acf1-061ec333a467', '3', '3', '3', null, null, 'false', null, null, '0', '{}'),
('default', '01a224f2-2390-77dd-9f4c-bfcadbfb3cbe', '2', '2', '2', null, null, 'false', null, null, '0', '{}'),
('default', '01a224f2-2390-77dd-9f4c-bfcadbfb3cbe', '3', '3', '3', null, null, 'false', null, null, '0', '{}'),
('default', '01a224f2-2390-77dd-9f4c-bfcadbfb3cbe', '1', '1', '1', null, 'r', 'false', 'now', null, '0', '{}'),
('default', '01a224f2-240e-776d-8ab2-fa5a5dbabc7a', '2', '2', '2', null, null, 'false', null, null, '0', '{}'),
('default', '01a224f2-240e-776d-8ab2-fa5a5dbabc7a', '3', '3', '3', null, null, 'false', null, null, '0', '{}'),
('default', '01a224f2-240e-776d-8ab2-fa5a5dbabc7a', '1', '1', '1', 'r', null, 'false', null, null, '0', '{}'),
('default', '01a224f2-244a-745c-96a1-ff227113779e', '1', '1', '1', 'r', null, 'false', null, null, '0', '{}'),
('default', '01a224f2-244a-745c-96a1-ff227113779e', '2', '2', '2', 'r', null, 'false', null, null, '0', '{}'),
('default', '01a224f2-244a-745c-96a1-ff227113779e', '3', '3', '3', 'r', null, 'false', null, null, '0', '{}'),
('default', '01a224f2-24a6-71e3-9433-aa2b294bef6b', '1', '1', '1', null, 'r', 'false', 'now', null, '0', '{}'),
('default', '01a224f2-24a6-71e3-9433-aa2b294bef6b', '2', '2', '2', null, 'r', 'false', 'now', null, '0', '{}'),
('default', '01a224f2-24a6-71e3-9433-aa2b294bef6b', '3', '3', '3', null, 'r', 'false', 'now', null, '0', '{}'),
('default', '01a224f2-2596-72a3-b4c3-12104804fd4e', '2', '2', '2', null, null, 'false', null, '{erasure-running}', '0', '{}'),
('default', '01a224f2-2596-72a3-b4c3-12104804fd4e', '3', '3', '3', null, null, 'false', null, '{erasure-running}', '0', '{}'),
('default', '01a224f2-2596-72a3-b4c3-12104804fd4e', '1', '1', '1', null, 'r', 'false', 'now', '{erasure-running}', '0', '{}'),
('default', '01a224f2-2734-777b-94d5-88bcb2b213a0', '1', '1', '1', null, 'r', 'false', 'now', '{erasure-at-last-look}', '0', '{}'),
('default', '01a224f2-2734-777b-94d5-88bcb2b213a0', '2', '2', '2', null, 'r', 'false', 'now', '{erasure-at-last-look}', '0', '{}'),
('default', '01a224f2-2734-777b-94d5-88bcb2b213a0', '3', '3', '3', null, 'r', 'false', 'now', '{erasure-at-last-look}', '0', '{}'),
('default', '01a224f2-296a-720e-861d-a789e785953f', '1', '1', '1', 'r', null, 'false', null, '{erasure-ready}', '0', '{}'),
('default', '01a224f2-296a-720e-861d-a789e785953f', '2', '2', '2', 'r', null, 'false', null, '{erasure-ready}', '0', '{}'),
('default', '01a224f2-296a-720e-861d-a789e785953f', '3', '3', '3', 'r', null, 'false', null, '{erasure-ready}', '0', '{}'),
('default', '01a224f2-2a36-75f9-a7c8-d4510b73ba05', '1', '1', '1', null, 'r', 'false', 'now', '{erasure-done}', '0', '{}'),
('default', '01a224f2-2a36-75f9-a7c8-d4510b73ba05', '2', '2', '2', null, 'r', 'false', 'now', '{erasure-done}', '0', '{}'),
('default', '01a224f2-2a36-75f9-a7c8-d4510b73ba05', '3', '3', '3', null, 'r', 'false', 'now', '{erasure-done}', '0', '{}');

insert into unsaid.wakeup (workspace_id, job_id, chunk, due_at, deliveries, created_at, rests, waits) values
('default', '01a224f2-22d8-7328-8e19-91afa418df1c', '0', 'now', '0', 'now', '0', 'false'),
('default', '01a224f2-22d8-7328-8e19-965de5e3367a', '0', 'now', '0', 'now', '0', 'false'),
('default', '01a224f2-22ea-759d-8569-8618d35f953b', '0', 'now', '0', 'now', '0', 'false'),
('default', '01a224f2-22ea-759d-8569-8883868adee0', '0', 'now', '0', 'now', '0', 'false'),
('default', '01a224f2-2356-731a-acf1-061ec333a467', '1', 'now', '0', 'now', '0', 'false'),
('default', '01a224f2-2390-77dd-9f4c-bfcadbfb3cbe', '2', 'now', '0', 'now', '0', 'false'),
('default', '01a224f2-240e-776d-8ab2-fa5a5dbabc7a', '2', 'infinity', '0', 'now', '0', 'true'),
('default', '01a224f2-2533-71ab-aba8-8f5cc86e167c', '-1', 'infinity', '0', 'now', '0', 'true'),
('default', '01a224f2-2596-72a3-b4c3-12104804fd4e', '2', 'infinity', '0', 'now', '0', 'true'),
('default', '01a224f2-2734-777b-94d5-88bcb2b213a0', '-1', 'infinity', '0', 'now', '0', 'true');

insert into unsaid.job_start (workspace_id, id, job_ids, solo, started_at) values
('default', 'eb9d23b6-92fe-4911-844b-b57f50404623', '{01a224f2-22ea-759d-8569-8618d35f953b,01a224f2-22ea-759d-8569-8883868adee0}', 'false', 'now');

insert into unsaid.erasure (workspace_id, job_id, contact_ids, selector, scope, due_at, looks, keeps, name_keys, look, keys_incomplete, other_contacts) values
('default', '01a224f2-2533-71ab-aba8-8f5cc86e167c', '{erasure-queued}', 'email', 'authored', 'tomorrow', '0', '{}', '{}', null, 'false', '{}'),
('default', '01a224f2-2596-72a3-b4c3-12104804fd4e', '{erasure-running}', 'email', 'authored', 'tomorrow', '0', '{}', E'{"\\\\x10fa1f45f40c789eb8e4d06f7722e06791acb3a204fc04c35d763f2ded1552d1","\\\\x6c7ece176b06a3f43f1742d3642dba139238dd2e9eade6ba70760f083d5f6919","\\\\xa21d972721d1ed593df0be7f8cc757ff9de928d33b48e7dec8443d10328c9199"}', null, 'false', '{}'),
('default', '01a224f2-2734-777b-94d5-88bcb2b213a0', '{erasure-at-last-look}', 'email', 'authored', 'tomorrow', '0', '{}', E'{"\\\\x10fa1f45f40c789eb8e4d06f7722e06791acb3a204fc04c35d763f2ded1552d1","\\\\x6c7ece176b06a3f43f1742d3642dba139238dd2e9eade6ba70760f083d5f6919","\\\\x9b7b902513656bd4a2edd0b0a92a981025fb633971c1e947016cf14d81fd5882","\\\\x9ff2533e7ebaf58f7fcfbcbc8a82d9591ec5398d2ce804050a8de3b34ff28722"}', null, 'false', '{}'),
('default', '01a224f2-296a-720e-861d-a789e785953f', '{erasure-ready}', 'email', 'authored', 'tomorrow', '0', '{}', E'{"\\\\x10fa1f45f40c789eb8e4d06f7722e06791acb3a204fc04c35d763f2ded1552d1","\\\\x6c7ece176b06a3f43f1742d3642dba139238dd2e9eade6ba70760f083d5f6919","\\\\xd74bd74ce7e72d09e6d3c1c7c88a981c027905a408294d660b7a421029b65c49"}', null, 'false', '{}'),
('default', '01a224f2-2a36-75f9-a7c8-d4510b73ba05', '{erasure-done}', 'email', 'authored', 'tomorrow', '1', '{}', E'{"\\\\x10fa1f45f40c789eb8e4d06f7722e06791acb3a204fc04c35d763f2ded1552d1","\\\\x6c7ece176b06a3f43f1742d3642dba139238dd2e9eade6ba70760f083d5f6919","\\\\xa727c94d86723a18df7878a5bdc5d0d474514c77c61d5d1fa02261087eef2608"}', '{"rows": 5, "found": {}, "names": 3, "exceptions": {}}', 'false', '{}');

insert into unsaid.suppression (workspace_id, id, kind, key, erased_until, job_id, created_at) values
('default', '01a224f2-254e-7604-8dd2-c61af6f1caee', 'contact_id', E'\\x1bacf8f4cfa68ce694b6dda26d09c87cee5cd14d3e7ee847b94c80f8bab8a7f6', 'now', '01a224f2-2533-71ab-aba8-8f5cc86e167c', 'now'),
('default', '01a224f2-254e-7604-8dd2-cbd0af37bbe6', 'email', E'\\xbf245582cf7f1bbf3ea3ef867b614019d64a57724da82c0059cb5816ec043dc0', 'now', '01a224f2-2533-71ab-aba8-8f5cc86e167c', 'now'),
('default', '01a224f2-25b5-779f-ad31-37ed77351651', 'contact_id', E'\\x35df1e9e6d72f3ce9dda773b6648e35fe7a3fad594cf2869cd26829c9c8a2602', 'now', '01a224f2-2596-72a3-b4c3-12104804fd4e', 'now'),
('default', '01a224f2-25b5-779f-ad31-38e1ab0d0d8c', 'email', E'\\xbc055923f8d44ea662c1b251ff4556b841e79dc81669fe961a0841d6713e8e0b', 'now', '01a224f2-2596-72a3-b4c3-12104804fd4e', 'now'),
('default', '01a224f2-2750-7656-8d82-22d2930d36d9', 'contact_id', E'\\xa02967e378abc3930bbc76f9134dd50fae5702b5cf93967f839ef57f3e269a97', 'now', '01a224f2-2734-777b-94d5-88bcb2b213a0', 'now'),
('default', '01a224f2-2750-7656-8d82-2642cb908afb', 'email', E'\\x07e7e26fa3df1a50cef0a440a8dfc7ee18f3a39703af074a3edf3b76d522a6a5', 'now', '01a224f2-2734-777b-94d5-88bcb2b213a0', 'now'),
('default', '01a224f2-2a3e-7584-98b1-e2c1d1085413', 'contact_id', E'\\x3bfc73fd2bf24be4af3dc7d84cee4c3e58f2df39e91eca9f9ed17d801dbd74d2', 'now', '01a224f2-2a36-75f9-a7c8-d4510b73ba05', 'now'),
('default', '01a224f2-2a3e-7584-98b1-e76a487491d2', 'email', E'\\x9b68f2e299bfc7aea750a9e0af65801002f2815597c1939ef2390421f1650a4e', 'now', '01a224f2-2a36-75f9-a7c8-d4510b73ba05', 'now');

insert into unsaid.certificate (workspace_id, job_id, content, issued_at) values
('default', '01a224f2-2a36-75f9-a7c8-d4510b73ba05', '{"job": "01a224f2-2a36-75f9-a7c8-d4510b73ba05", "look": {"rows": 5, "found": {}, "names": 3, "exceptions": {}}, "type": "erasure_certificate", "keeps": [], "scope": "authored", "digest": "5b90cb19cfda3e3b87084fd6ef83745242e12e975d529d6a0831f41acbcbd17b", "due_at": "2026-11-30T01:36:20.008Z", "ledger": {"head": null, "entries": 4, "last_entry": "01a224f2-2c12-7664-865c-b5000fb909f6", "first_entry": "01a224f2-2abe-70d5-9004-bf76caeda92d", "certificate_entry": "01a224f2-2c12-7664-865c-b5000fb909f6"}, "reason": null, "result": "succeeded", "version": 2, "messages": {"late": 0, "total": 3, "failed": 0, "redacted": 3, "not_found": 0, "not_redactable": 0, "already_redacted": 0}, "selector": "email", "workspace": "default", "supersedes": null, "accepted_at": "2026-11-29T01:36:20.018Z", "contact_ids": ["erasure-done"], "finished_at": "2026-11-29T01:36:20.330Z", "not_covered": ["custom attributes that the workspace keeps by name: `keeps`", "names of admins, monitor and scorecard texts", "files that messages had: they are detached, not deleted", "what customers typed in mail clients, and e-mails that were sent", "copies outside this database: Intercom''s own, exports, backups, search indexes"], "requested_by": "library", "conversations": 1, "files_detached": 0, "other_contacts": 0, "keys_incomplete": false, "suppressed_until": "2026-11-29T01:36:20.314Z", "conversations_failed": 0}', 'now');

insert into unsaid.ledger_entry (workspace_id, id, records, created_at) values
('default', '01a224f2-2321-70c2-994a-5437cb79ca57', '[["01a224f2-22fb-76a9-a3e3-a987ef60ec81", "library", null, "conversation_part", "single-done", "single-done-1", "redacted"], ["01a224f2-22fc-7160-a883-c707b63c2bc3", "library", null, "conversation_part", "single-done", "single-done-2", "redacted"]]', 'now'),
('default', '01a224f2-23f7-72ae-baad-ef1024fe3829', '[["01a224f2-2390-77dd-9f4c-bfcadbfb3cbe", "library", null, "conversation_part", "list-running", "list-running-1", "redacted"]]', 'now'),
('default', '01a224f2-24c4-7326-bbc0-e7fab177427c', '[["01a224f2-24a6-71e3-9433-aa2b294bef6b", "library", null, "conversation_part", "list-done", "list-done-1", "redacted"]]', 'now'),
('default', '01a224f2-24dc-7569-96ce-6d7e3194c120', '[["01a224f2-24a6-71e3-9433-aa2b294bef6b", "library", null, "conversation_part", "list-done", "list-done-2", "redacted"]]', 'now'),
('default', '01a224f2-24f5-70c8-be43-1bb72cf84e5f', '[["01a224f2-24a6-71e3-9433-aa2b294bef6b", "library", null, "source", "list-done", "list-done-s", "redacted"]]', 'now'),
('default', '01a224f2-2704-761e-8f39-92272bcbdb0b', '[["01a224f2-2596-72a3-b4c3-12104804fd4e", "library", null, "source", "erasure-running", "erasure-running-s", "redacted"]]', 'now'),
('default', '01a224f2-282c-73d2-b1e2-660bac622be4', '[["01a224f2-2734-777b-94d5-88bcb2b213a0", "library", null, "source", "erasure-at-last-look", "erasure-at-last-look-s", "redacted"]]', 'now'),
('default', '01a224f2-2872-73dd-898b-b49f5c0d17a2', '[["01a224f2-2734-777b-94d5-88bcb2b213a0", "library", null, "conversation_part", "erasure-at-last-look", "erasure-at-last-look-1", "redacted"]]', 'now'),
('default', '01a224f2-28c2-768b-93da-8ca2636b26be', '[["01a224f2-2734-777b-94d5-88bcb2b213a0", "library", null, "conversation_part", "erasure-at-last-look", "erasure-at-last-look-2", "redacted"]]', 'now'),
('default', '01a224f2-2abe-70d5-9004-bf76caeda92d', '[["01a224f2-2a36-75f9-a7c8-d4510b73ba05", "library", null, "source", "erasure-done", "erasure-done-s", "redacted"]]', 'now'),
('default', '01a224f2-2b02-74ee-9fd4-0ae3f6ec80cc', '[["01a224f2-2a36-75f9-a7c8-d4510b73ba05", "library", null, "conversation_part", "erasure-done", "erasure-done-1", "redacted"]]', 'now'),
('default', '01a224f2-2b43-710c-a833-528059a5ebae', '[["01a224f2-2a36-75f9-a7c8-d4510b73ba05", "library", null, "conversation_part", "erasure-done", "erasure-done-2", "redacted"]]', 'now'),
('default', '01a224f2-2c12-7664-865c-b5000fb909f6', '[["01a224f2-2a36-75f9-a7c8-d4510b73ba05", "library", null, "contact", null, "erasure-done", "erased_authored", ["email:9b68f2e299bfc7aea750a9e0af65801002f2815597c1939ef2390421f1650a4e"]], ["01a224f2-2a36-75f9-a7c8-d4510b73ba05", "library", null, "certificate", null, "01a224f2-2a36-75f9-a7c8-d4510b73ba05", "issued", "5b90cb19cfda3e3b87084fd6ef83745242e12e975d529d6a0831f41acbcbd17b"]]', 'now');
