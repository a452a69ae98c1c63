-- What the code of commit 78035e8 left behind on schema 10: its own migrations, import, acceptance and workers made these rows,
-- driven as far as each job says here, and each table was written down but for generated columns. What is now happened then.
-- job 01a224f2-e450-7307-aca6-0cf8aa232036 single-waiting: queued
-- job 01a224f2-e450-7307-aca6-10cd6f997ae3 single-waiting too: queued
-- job 01a224f2-e472-7229-92ad-2cbeef76821f single-noted: queued
-- job 01a224f2-e472-7229-92ad-322ea0722c79 single-noted too: queued
-- job 01a224f2-e5c1-75c6-87a9-9407d22004f8 single-done: succeeded
-- job 01a224f2-e5c2-71d3-8c97-5c1ebeeadd3f single-done too: succeeded
-- job 01a224f2-e697-77f2-a14d-45de65974242 list-receiving: receiving
-- job 01a224f2-e6ab-7493-ad76-e1112d2d7943 list-queued: queued
-- job 01a224f2-e6cd-7698-8188-3bd9ec285dbd list-running: running
-- job 01a224f2-e6f6-7377-87e7-04d3ad201113 list-planning: planning
-- job 01a224f2-e712-74fb-96d3-1bc7c3c0dcab list-ready: ready
-- job 01a224f2-e77c-74df-9fae-15cbcdad727f list-done: succeeded
-- job 01a224f2-e880-74a1-814d-96e5b8f70ae8 erasure-queued: queued
-- job 01a224f2-e8e7-70b6-a0f9-4b85f233fba1 erasure-running: running
-- job 01a224f2-e98a-7231-9a78-8d528c717549 erasure-at-last-look: running
-- job 01a224f2-ea53-72f5-9661-7fcf88e603c8 erasure-ready: ready
-- job 01a224f2-ea7e-735b-8dab-36cb2d309ca3 erasure-done: succeeded

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

insert into unsaid.conversation (workspace_id, id, data, source, source_id, source_author_type, source_author_id, source_redacted_at) values
('default', 'erasure-queued', '{"id": "erasure-queued", "type": "conversation", "title": null, "contacts": {"type": "contact.list", "contacts": [{"id": "erasure-queued", "type": "contact"}]}, "created_at": 1700000000, "updated_at": 1700000000, "conversation_parts": {"type": "conversation_part.list", "total_count": 3, "conversation_parts": []}}', '{"id": "erasure-queued-s", "body": "<p>goes</p>", "type": "conversation", "author": {"id": "erasure-queued", "name": "Name of erasure-queued", "type": "user", "email": "erasure-queued@example.com"}, "subject": "", "attachments": [], "delivered_as": "customer_initiated"}', 'erasure-queued-s', 'user', 'erasure-queued', null),
('default', 'erasure-ready', '{"id": "erasure-ready", "type": "conversation", "title": null, "contacts": {"type": "contact.list", "contacts": [{"id": "erasure-ready", "type": "contact"}]}, "created_at": 1700000000, "updated_at": 1700000000, "conversation_parts": {"type": "conversation_part.list", "total_count": 3, "conversation_parts": []}}', '{"id": "erasure-ready-s", "body": "<p>goes</p>", "type": "conversation", "author": {"id": "erasure-ready", "name": "Name of erasure-ready", "type": "user", "email": "erasure-ready@example.com"}, "subject": "", "attachments": [], "delivered_as": "customer_initiated"}', 'erasure-ready-s', 'user', 'erasure-ready', null),
('default', 'list-planning', '{"id": "list-planning", "type": "conversation", "title": null, "contacts": {"type": "contact.list", "contacts": [{"id": "list-planning", "type": "contact"}]}, "created_at": 1700000000, "updated_at": 1700000000, "conversation_parts": {"type": "conversation_part.list", "total_count": 3, "conversation_parts": []}}', '{"id": "list-planning-s", "body": "<p>goes</p>", "type": "conversation", "author": {"id": "list-planning", "name": "Name of list-planning", "type": "user", "email": "list-planning@example.com"}, "subject": "", "attachments": [], "delivered_as": "customer_initiated"}', 'list-planning-s', 'user', 'list-planning', null),
('default', 'list-queued', '{"id": "list-queued", "type": "conversation", "title": null, "contacts": {"type": "contact.list", "contacts": [{"id": "list-queued", "type": "contact"}]}, "created_at": 1700000000, "updated_at": 1700000000, "conversation_parts": {"type": "conversation_part.list", "total_count": 3, "conversation_parts": []}}', '{"id": "list-queued-s", "body": "<p>goes</p>", "type": "conversation", "author": {"id": "list-queued", "name": "Name of list-queued", "type": "user", "email": "list-queued@example.com"}, "subject": "", "attachments": [], "delivered_as": "customer_initiated"}', 'list-queued-s', 'user', 'list-queued', null),
('default', 'list-ready', '{"id": "list-ready", "type": "conversation", "title": null, "contacts": {"type": "contact.list", "contacts": [{"id": "list-ready", "type": "contact"}]}, "created_at": 1700000000, "updated_at": 1700000000, "conversation_parts": {"type": "conversation_part.list", "total_count": 3, "conversation_parts": []}}', '{"id": "list-ready-s", "body": "<p>goes</p>", "type": "conversation", "author": {"id": "list-ready", "name": "Name of list-ready", "type": "user", "email": "list-ready@example.com"}, "subject": "", "attachments": [], "delivered_as": "customer_initiated"}', 'list-ready-s', 'user', 'list-ready', null),
('default', 'list-done', '{"id": "list-done", "type": "conversation", "title": null, "contacts": {"type": "contact.list", "contacts": [{"id": "list-done", "type": "contact"}]}, "created_at": 1700000000, "updated_at": 1700000000, "conversation_parts": {"type": "conversation_part.list", "total_count": 3, "conversation_parts": []}}', '{"id": "list-done-s", "body": "<p><i>This message was deleted</i></p>", "type": "conversation", "author": {"id": "list-done", "name": "Name of list-done", "type": "user", "email": "list-done@example.com"}, "subject": "", "redacted": true, "attachments": [], "delivered_as": "customer_initiated"}', 'list-done-s', 'user', 'list-done', '2026-11-29 01:37:08.610722+00'),
('default', 'erasure-running', '{"id": "erasure-running", "type": "conversation", "title": null, "contacts": {"type": "contact.list", "contacts": [{"id": "erasure-running", "type": "contact"}]}, "created_at": 1700000000, "updated_at": 1700000000, "conversation_parts": {"type": "conversation_part.list", "total_count": 3, "conversation_parts": []}}', '{"id": "erasure-running-s", "body": "<p><i>This message was deleted</i></p>", "type": "conversation", "author": {"id": "erasure-running", "name": null, "type": "user", "email": null}, "subject": "", "redacted": true, "attachments": [], "delivered_as": "customer_initiated"}', 'erasure-running-s', 'user', 'erasure-running', '2026-11-29 01:37:08.956025+00'),
('default', 'erasure-at-last-look', '{"id": "erasure-at-last-look", "type": "conversation", "title": null, "contacts": {"type": "contact.list", "contacts": [{"id": "erasure-at-last-look", "type": "contact"}]}, "created_at": 1700000000, "updated_at": 1700000000, "conversation_parts": {"type": "conversation_part.list", "total_count": 3, "conversation_parts": []}}', '{"id": "erasure-at-last-look-s", "body": "<p><i>This message was deleted</i></p>", "type": "conversation", "author": {"id": "erasure-at-last-look", "name": null, "type": "user", "email": null}, "subject": "", "redacted": true, "attachments": [], "delivered_as": "customer_initiated"}', 'erasure-at-last-look-s', 'user', 'erasure-at-last-look', '2026-11-29 01:37:09.098225+00'),
('default', 'erasure-done', '{"id": "erasure-done", "type": "conversation", "title": null, "contacts": {"type": "contact.list", "contacts": [{"id": "erasure-done", "type": "contact"}]}, "created_at": 1700000000, "updated_at": 1700000000, "conversation_parts": {"type": "conversation_part.list", "total_count": 3, "conversation_parts": []}}', '{"id": "erasure-done-s", "body": "<p><i>This message was deleted</i></p>", "type": "conversation", "author": {"id": "erasure-done", "name": null, "type": "user", "email": null}, "subject": "", "redacted": true, "attachments": [], "delivered_as": "customer_initiated"}', 'erasure-done-s', 'user', 'erasure-done', '2026-11-29 01:37:09.344052+00'),
('default', 'list-receiving', '{"id": "list-receiving", "type": "conversation", "title": null, "contacts": {"type": "contact.list", "contacts": [{"id": "list-receiving", "type": "contact"}]}, "created_at": 1700000000, "updated_at": 1700000000, "conversation_parts": {"type": "conversation_part.list", "total_count": 3, "conversation_parts": []}}', '{"id": "list-receiving-s", "body": "<p>goes</p>", "type": "conversation", "author": {"id": "list-receiving", "name": "Name of list-receiving", "type": "user", "email": "list-receiving@example.com"}, "subject": "", "attachments": [], "delivered_as": "customer_initiated"}', 'list-receiving-s', 'user', 'list-receiving', null),
('default', 'list-running', '{"id": "list-running", "type": "conversation", "title": null, "contacts": {"type": "contact.list", "contacts": [{"id": "list-running", "type": "contact"}]}, "created_at": 1700000000, "updated_at": 1700000000, "conversation_parts": {"type": "conversation_part.list", "total_count": 3, "conversation_parts": []}}', '{"id": "list-running-s", "body": "<p>goes</p>", "type": "conversation", "author": {"id": "list-running", "name": "Name of list-running", "type": "user", "email": "list-running@example.com"}, "subject": "", "attachments": [], "delivered_as": "customer_initiated"}', 'list-running-s', 'user', 'list-running', null),
('default', 'single-done', '{"id": "single-done", "type": "conversation", "title": null, "contacts": {"type": "contact.list", "contacts": [{"id": "single-done", "type": "contact"}]}, "created_at": 1700000000, "updated_at": 1700000000, "conversation_parts": {"type": "conversation_part.list", "total_count": 3, "conversation_parts": []}}', '{"id": "single-done-s", "body": "<p>stays</p>", "type": "conversation", "author": {"id": "single-done", "name": "Name of single-done", "type": "user", "email": "single-done@example.com"}, "subject": "", "attachments": [], "delivered_as": "customer_initiated"}', 'single-done-s', 'user', 'single-done', null),
('default', 'single-noted', '{"id": "single-noted", "type": "conversation", "title": null, "contacts": {"type": "contact.list", "contacts": [{"id": "single-noted", "type": "contact"}]}, "created_at": 1700000000, "updated_at": 1700000000, "conversation_parts": {"type": "conversation_part.list", "total_count": 3, "conversation_parts": []}}', '{"id": "single-noted-s", "body": "<p>stays</p>", "type": "conversation", "author": {"id": "single-noted", "name": "Name of single-noted", "type": "user", "email": "single-noted@example.com"}, "subject": "", "attachments": [], "delivered_as": "customer_initiated"}', 'single-noted-s', 'user', 'single-noted', null),
('default', 'single-waiting', '{"id": "single-waiting", "type": "conversation", "title": null, "contacts": {"type": "contact.list", "contacts": [{"id": "single-waiting", "type": "contact"}]}, "created_at": 1700000000, "updated_at": 1700000000, "conversation_parts": {"type": "conversation_part.list", "total_count": 3, "conversation_parts": []}}', '{"id": "single-waiting-s", "body": "<p>stays</p>", "type": "conversation", "author": {"id": "single-waiting", "name": "Name of single-waiting", "type": "user", "email": "single-waiting@example.com"}, "subject": "", "attachments": [], "delivered_as": "customer_initiated"}', 'single-waiting-s', 'user', 'single-waiting', null);

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
('default', 'erasure-at-last-look', 'erasure-at-last-look-2', '1', 'user', 'erasure-at-last-look', '<p><i>This message was deleted</i></p>', '{"id": "erasure-at-last-look-2", "type": "conversation_part", "author": {"id": "erasure-at-last-look", "name": null, "type": "user", "email": null}, "redacted": true, "part_type": "comment", "created_at": 1700000000, "updated_at": 1795916229, "attachments": []}', '2026-11-29 01:37:09.158983+00'),
('default', 'erasure-done', 'erasure-done-2', '1', 'user', 'erasure-done', '<p><i>This message was deleted</i></p>', '{"id": "erasure-done-2", "type": "conversation_part", "author": {"id": "erasure-done", "name": null, "type": "user", "email": null}, "redacted": true, "part_type": "comment", "created_at": 1700000000, "updated_at": 1795916229, "attachments": []}', '2026-11-29 01:37:09.502232+00'),
('default', 'erasure-at-last-look', 'erasure-at-last-look-1', '0', 'user', 'erasure-at-last-look', '<p><i>This message was deleted</i></p>', '{"id": "erasure-at-last-look-1", "type": "conversation_part", "author": {"id": "erasure-at-last-look", "name": null, "type": "user", "email": null}, "redacted": true, "part_type": "comment", "created_at": 1700000000, "updated_at": 1795916229, "attachments": []}', '2026-11-29 01:37:09.126707+00'),
('default', 'erasure-done', 'erasure-done-1', '0', 'user', 'erasure-done', '<p><i>This message was deleted</i></p>', '{"id": "erasure-done-1", "type": "conversation_part", "author": {"id": "erasure-done", "name": null, "type": "user", "email": null}, "redacted": true, "part_type": "comment", "created_at": 1700000000, "updated_at": 1795916229, "attachments": []}', '2026-11-29 01:37:09.378966+00'),
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
('default', 'list-done', 'list-done-1', '0', 'user', 'list-done', '<p><i>This message was deleted</i></p>', '{"id": "list-done-1", "type": "conversation_part", "author": {"id": "list-done", "name": "Name of list-done", "type": "user", "email": "list-done@example.com"}, "redacted": true, "part_type": "comment", "created_at": 1700000000, "updated_at": 1795916228, "attachments": []}', '2026-11-29 01:37:08.551428+00'),
('default', 'list-done', 'list-done-2', '1', 'user', 'list-done', '<p><i>This message was deleted</i></p>', '{"id": "list-done-2", "type": "conversation_part", "author": {"id": "list-done", "name": "Name of list-done", "type": "user", "email": "list-done@example.com"}, "redacted": true, "part_type": "comment", "created_at": 1700000000, "updated_at": 1795916228, "attachments": []}', '2026-11-29 01:37:08.594325+00'),
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
('default', 'single-done', 'single-done-1', '0', 'user', 'single-done', '<p><i>This message was deleted</i></p>', '{"id": "single-done-1", "type": "conversation_part", "author": {"id": "single-done", "name": "Name of single-done", "type": "user", "email": "single-done@example.com"}, "redacted": true, "part_type": "comment", "created_at": 1700000000, "updated_at": 1795916228, "attachments": []}', '2026-11-29 01:37:08.148083+00'),
('default', 'single-done', 'single-done-2', '1', 'user', 'single-done', '<p><i>This message was deleted</i></p>', '{"id": "single-done-2", "type": "conversation_part", "author": {"id": "single-done", "name": "Name of single-done", "type": "user", "email": "single-done@example.com"}, "redacted": true, "part_type": "comment", "created_at": 1700000000, "updated_at": 1795916228, "attachments": []}', '2026-11-29 01:37:08.148083+00'),
('default', 'list-running', 'list-running-1', '0', 'user', 'list-running', '<p><i>This message was deleted</i></p>', '{"id": "list-running-1", "type": "conversation_part", "author": {"id": "list-running", "name": "Name of list-running", "type": "user", "email": "list-running@example.com"}, "redacted": true, "part_type": "comment", "created_at": 1700000000, "updated_at": 1795916228, "attachments": []}', '2026-11-29 01:37:08.328041+00');

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
('default', '01a224f2-e450-7307-aca6-0cf8aa232036', 'redaction', 'queued', 'conversation_part', 'single-waiting', 'single-waiting-1', 'library', null, 'now', null),
('default', '01a224f2-e450-7307-aca6-10cd6f997ae3', 'redaction', 'queued', 'conversation_part', 'single-waiting', 'single-waiting-2', 'library', null, 'now', null),
('default', '01a224f2-e472-7229-92ad-2cbeef76821f', 'redaction', 'queued', 'conversation_part', 'single-noted', 'single-noted-1', 'library', null, 'now', null),
('default', '01a224f2-e472-7229-92ad-322ea0722c79', 'redaction', 'queued', 'conversation_part', 'single-noted', 'single-noted-2', 'library', null, 'now', null),
('default', '01a224f2-e5c1-75c6-87a9-9407d22004f8', 'redaction', 'succeeded', 'conversation_part', 'single-done', 'single-done-1', 'library', 'redacted', 'now', 'now'),
('default', '01a224f2-e5c2-71d3-8c97-5c1ebeeadd3f', 'redaction', 'succeeded', 'conversation_part', 'single-done', 'single-done-2', 'library', 'redacted', 'now', 'now'),
('default', '01a224f2-e6ab-7493-ad76-e1112d2d7943', 'bulk', 'queued', null, null, null, 'library', null, 'now', null),
('default', '01a224f2-e6cd-7698-8188-3bd9ec285dbd', 'bulk', 'running', null, null, null, 'library', null, 'now', null),
('default', '01a224f2-e6f6-7377-87e7-04d3ad201113', 'bulk', 'planning', null, null, null, 'library', null, 'now', null),
('default', '01a224f2-ea7e-735b-8dab-36cb2d309ca3', 'erasure', 'succeeded', null, null, null, 'library', null, 'now', 'now'),
('default', '01a224f2-e712-74fb-96d3-1bc7c3c0dcab', 'bulk', 'ready', null, null, null, 'library', null, 'now', null),
('default', '01a224f2-e77c-74df-9fae-15cbcdad727f', 'bulk', 'succeeded', null, null, null, 'library', null, 'now', 'now'),
('default', '01a224f2-e880-74a1-814d-96e5b8f70ae8', 'erasure', 'queued', null, null, null, 'library', null, 'now', null),
('default', '01a224f2-e8e7-70b6-a0f9-4b85f233fba1', 'erasure', 'running', null, null, null, 'library', null, 'now', null),
('default', '01a224f2-e98a-7231-9a78-8d528c717549', 'erasure', 'running', null, null, null, 'library', null, 'now', null),
('default', '01a224f2-ea53-72f5-9661-7fcf88e603c8', 'erasure', 'ready', null, null, null, 'library', null, 'now', null);

insert into unsaid.job_list (workspace_id, job_id, dry_run, lanes, chunk_size, items, next_chunk, received_at, accepted_at, planned_at, run_at) values
('default', '01a224f2-e697-77f2-a14d-45de65974242', 'false', '1', '1', '3', '1', 'now', null, null, null),
('default', '01a224f2-e6ab-7493-ad76-e1112d2d7943', 'false', '1', '1', '3', '2', 'now', 'now', null, null),
('default', '01a224f2-e6cd-7698-8188-3bd9ec285dbd', 'false', '1', '1', '3', '3', 'now', 'now', null, null),
('default', '01a224f2-e6f6-7377-87e7-04d3ad201113', 'true', '1', '1', '3', '3', 'now', 'now', null, null),
('default', '01a224f2-e98a-7231-9a78-8d528c717549', 'false', '1', '1', '3', '4', 'now', 'now', null, 'now'),
('default', '01a224f2-e712-74fb-96d3-1bc7c3c0dcab', 'true', '1', '1', '3', '4', 'now', 'now', 'now', null),
('default', '01a224f2-e77c-74df-9fae-15cbcdad727f', 'false', '1', '1', '3', '4', 'now', 'now', null, null),
('default', '01a224f2-e880-74a1-814d-96e5b8f70ae8', 'false', '1', '1', '0', '1', 'now', 'now', null, null),
('default', '01a224f2-ea53-72f5-9661-7fcf88e603c8', 'true', '1', '1', '3', '1', 'now', 'now', 'now', null),
('default', '01a224f2-e8e7-70b6-a0f9-4b85f233fba1', 'false', '1', '1', '3', '3', 'now', 'now', null, 'now'),
('default', '01a224f2-ea7e-735b-8dab-36cb2d309ca3', 'false', '1', '1', '3', '4', 'now', 'now', null, 'now');

insert into unsaid.job_item (workspace_id, job_id, position, line, type, conversation_id, target_id) values
('default', '01a224f2-e697-77f2-a14d-45de65974242', '1', '1', 'conversation_part', 'list-receiving', 'list-receiving-1'),
('default', '01a224f2-e697-77f2-a14d-45de65974242', '2', '2', 'conversation_part', 'list-receiving', 'list-receiving-2'),
('default', '01a224f2-e697-77f2-a14d-45de65974242', '3', '3', 'source', 'list-receiving', 'list-receiving-s'),
('default', '01a224f2-e6ab-7493-ad76-e1112d2d7943', '1', '1', 'conversation_part', 'list-queued', 'list-queued-1'),
('default', '01a224f2-e6ab-7493-ad76-e1112d2d7943', '2', '2', 'conversation_part', 'list-queued', 'list-queued-2'),
('default', '01a224f2-e6ab-7493-ad76-e1112d2d7943', '3', '3', 'source', 'list-queued', 'list-queued-s'),
('default', '01a224f2-e6cd-7698-8188-3bd9ec285dbd', '1', '1', 'conversation_part', 'list-running', 'list-running-1'),
('default', '01a224f2-e6cd-7698-8188-3bd9ec285dbd', '2', '2', 'conversation_part', 'list-running', 'list-running-2'),
('default', '01a224f2-e6cd-7698-8188-3bd9ec285dbd', '3', '3', 'source', 'list-running', 'list-running-s'),
('default', '01a224f2-e6f6-7377-87e7-04d3ad201113', '1', '1', 'conversation_part', 'list-planning', 'list-planning-1'),
('default', '01a224f2-e6f6-7377-87e7-04d3ad201113', '2', '2', 'conversation_part', 'list-planning', 'list-planning-2'),
('default', '01a224f2-e6f6-7377-87e7-04d3ad201113', '3', '3', 'source', 'list-planning', 'list-planning-s'),
('default', '01a224f2-e712-74fb-96d3-1bc7c3c0dcab', '1', '1', 'conversation_part', 'list-ready', 'list-ready-1'),
('default', '01a224f2-e712-74fb-96d3-1bc7c3c0dcab', '2', '2', 'conversation_part', 'list-ready', 'list-ready-2'),
('default', '01a224f2-e712-74fb-96d3-1bc7c3c0dcab', '3', '3', 'source', 'list-ready', 'list-ready-s'),
('default', '01a224f2-e77c-74df-9fae-15cbcdad727f', '1', '1', 'conversation_part', 'list-done', 'list-done-1'),
('default', '01a224f2-e77c-74df-9fae-15cbcdad727f', '2', '2', 'conversation_part', 'list-done', 'list-done-2'),
('default', '01a224f2-e77c-74df-9fae-15cbcdad727f', '3', '3', 'source', 'list-done', 'list-done-s'),
('default', '01a224f2-e8e7-70b6-a0f9-4b85f233fba1', '1', null, 'source', 'erasure-running', 'erasure-running-s'),
('default', '01a224f2-e8e7-70b6-a0f9-4b85f233fba1', '2', null, 'conversation_part', 'erasure-running', 'erasure-running-1'),
('default', '01a224f2-e8e7-70b6-a0f9-4b85f233fba1', '3', null, 'conversation_part', 'erasure-running', 'erasure-running-2'),
('default', '01a224f2-e98a-7231-9a78-8d528c717549', '1', null, 'source', 'erasure-at-last-look', 'erasure-at-last-look-s'),
('default', '01a224f2-e98a-7231-9a78-8d528c717549', '2', null, 'conversation_part', 'erasure-at-last-look', 'erasure-at-last-look-1'),
('default', '01a224f2-e98a-7231-9a78-8d528c717549', '3', null, 'conversation_part', 'erasure-at-last-look', 'erasure-at-last-look-2'),
('default', '01a224f2-ea53-72f5-9661-7fcf88e603c8', '1', null, 'source', 'erasure-ready', 'erasure-ready-s'),
('default', '01a224f2-ea53-72f5-9661-7fcf88e603c8', '2', null, 'conversation_part', 'erasure-ready', 'erasure-ready-1'),
('default', '01a224f2-ea53-72f5-9661-7fcf88e603c8', '3', null, 'conversation_part', 'erasure-ready', 'erasure-ready-2'),
('default', '01a224f2-ea7e-735b-8dab-36cb2d309ca3', '1', null, 'source', 'erasure-done', 'erasure-done-s'),
('default', '01a224f2-ea7e-735b-8dab-36cb2d309ca3', '2', null, 'conversation_part', 'erasure-done', 'erasure-done-1'),
('default', '01a224f2-ea7e-735b-8dab-36cb2d309ca3', '3', null, 'conversation_part', 'erasure-done', 'erasure-done-2');

insert into unsaid.job_chunk (workspace_id, job_id, chunk, first, last, planned, outcomes, late, done_at, conversations, files, unscrubbed) values
('default', '01a224f2-e6ab-7493-ad76-e1112d2d7943', '1', '1', '1', null, null, 'false', null, null, '0', '{}'),
('default', '01a224f2-e6ab-7493-ad76-e1112d2d7943', '2', '2', '2', null, null, 'false', null, null, '0', '{}'),
('default', '01a224f2-e6ab-7493-ad76-e1112d2d7943', '3', '3', '3', null, null, 'false', null, null, '0', '{}'),
('default', '01a224f2-e6cd-7698-8188-3bd9ec285dbd', '2', '2', '2', null, null, 'false', null, null, '0', '{}'),
('default', '01a224f2-e6cd-7698-8188-3bd9ec285dbd', '3', '3', '3', null, null, 'false', null, null, '0', '{}'),
('default', '01a224f2-e6cd-7698-8188-3bd9ec285dbd', '1', '1', '1', null, 'r', 'false', 'now', null, '0', '{}'),
('default', '01a224f2-e6f6-7377-87e7-04d3ad201113', '2', '2', '2', null, null, 'false', null, null, '0', '{}'),
('default', '01a224f2-e6f6-7377-87e7-04d3ad201113', '3', '3', '3', null, null, 'false', null, null, '0', '{}'),
('default', '01a224f2-e6f6-7377-87e7-04d3ad201113', '1', '1', '1', 'r', null, 'false', null, null, '0', '{}'),
('default', '01a224f2-e712-74fb-96d3-1bc7c3c0dcab', '1', '1', '1', 'r', null, 'false', null, null, '0', '{}'),
('default', '01a224f2-e712-74fb-96d3-1bc7c3c0dcab', '2', '2', '2', 'r', null, 'false', null, null, '0', '{}'),
('default', '01a224f2-e712-74fb-96d3-1bc7c3c0dcab', '3', '3', '3', 'r', null, 'false', null, null, '0', '{}'),
('default', '01a224f2-e77c-74df-9fae-15cbcdad727f', '1', '1', '1', null, 'r', 'false', 'now', null, '0', '{}'),
('default', '01a224f2-e77c-74df-9fae-15cbcdad727f', '2', '2', '2', null, 'r', 'false', 'now', null, '0', '{}'),
('default', '01a224f2-e77c-74df-9fae-15cbcdad727f', '3', '3', '3', null, 'r', 'false', 'now', null, '0', '{}'),
('default', '01a224f2-e8e7-70b6-a0f9-4b85f233fba1', '2', '2', '2', null, null, 'false', null, '{erasure-running}', '0', '{}'),
('default', '01a224f2-e8e7-70b6-a0f9-4b85f233fba1', '3', '3', '3', null, null, 'false', null, '{erasure-running}', '0', '{}'),
('default', '01a224f2-e8e7-70b6-a0f9-4b85f233fba1', '1', '1', '1', null, 'r', 'false', 'now', '{erasure-running}', '0', '{}'),
('default', '01a224f2-e98a-7231-9a78-8d528c717549', '1', '1', '1', null, 'r', 'false', 'now', '{erasure-at-last-look}', '0', '{}'),
('default', '01a224f2-e98a-7231-9a78-8d528c717549', '2', '2', '2', null, 'r', 'false', 'now', '{erasure-at-last-look}', '0', '{}'),
('default', '01a224f2-e98a-7231-9a78-8d528c717549', '3', '3', '3', null, 'r', 'false', 'now', '{erasure-at-last-look}', '0', '{}'),
('default', '01a224f2-ea53-72f5-9661-7fcf88e603c8', '1', '1', '1', 'r', null, 'false', null, '{erasure-ready}', '0', '{}'),
('default', '01a224f2-ea53-72f5-9661-7fcf88e603c8', '2', '2', '2', 'r', null, 'false', null, '{erasure-ready}', '0', '{}'),
('default', '01a224f2-ea53-72f5-9661-7fcf88e603c8', '3', '3', '3', 'r', null, 'false', null, '{erasure-ready}', '0', '{}'),
('default', '01a224f2-ea7e-735b-8dab-36cb2d309ca3', '1', '1', '1', null, 'r', 'false', 'now', '{erasure-done}', '0', '{}'),
('default', '01a224f2-ea7e-735b-8dab-36cb2d309ca3', '2', '2', '2', null, 'r', 'false', 'now', '{erasure-done}', '0', '{}'),
('default', '01a224f2-ea7e-735b-8dab-36cb2d309ca3', '3', '3', '3', null, 'r', 'false', 'now', '{erasure-done}', '0', '{}');

insert into unsaid.wakeup (workspace_id, job_id, chunk, due_at, deliveries, created_at, rests) values
('default', '01a224f2-e450-7307-aca6-0cf8aa232036', '0', 'now', '0', 'now', '0'),
('default', '01a224f2-e450-7307-aca6-10cd6f997ae3', '0', 'now', '0', 'now', '0'),
('default', '01a224f2-e472-7229-92ad-2cbeef76821f', '0', 'now', '0', 'now', '0'),
('default', '01a224f2-e472-7229-92ad-322ea0722c79', '0', 'now', '0', 'now', '0'),
('default', '01a224f2-e6ab-7493-ad76-e1112d2d7943', '1', 'now', '0', 'now', '0'),
('default', '01a224f2-e6cd-7698-8188-3bd9ec285dbd', '2', 'now', '0', 'now', '0'),
('default', '01a224f2-e6f6-7377-87e7-04d3ad201113', '2', 'now', '0', 'now', '0'),
('default', '01a224f2-e880-74a1-814d-96e5b8f70ae8', '-1', 'now', '0', 'now', '0'),
('default', '01a224f2-e8e7-70b6-a0f9-4b85f233fba1', '2', 'now', '0', 'now', '0'),
('default', '01a224f2-e98a-7231-9a78-8d528c717549', '-1', 'now', '0', 'now', '0');

insert into unsaid.job_start (workspace_id, id, job_ids, solo, started_at) values
('default', 'de071945-ffbf-4d09-a1c7-82d5b7f5926b', '{01a224f2-e472-7229-92ad-2cbeef76821f,01a224f2-e472-7229-92ad-322ea0722c79}', 'false', 'now');

insert into unsaid.erasure (workspace_id, job_id, contact_ids, selector, scope, due_at, looks) values
('default', '01a224f2-e880-74a1-814d-96e5b8f70ae8', '{erasure-queued}', 'email', 'authored', 'tomorrow', '0'),
('default', '01a224f2-e8e7-70b6-a0f9-4b85f233fba1', '{erasure-running}', 'email', 'authored', 'tomorrow', '0'),
('default', '01a224f2-e98a-7231-9a78-8d528c717549', '{erasure-at-last-look}', 'email', 'authored', 'tomorrow', '0'),
('default', '01a224f2-ea53-72f5-9661-7fcf88e603c8', '{erasure-ready}', 'email', 'authored', 'tomorrow', '0'),
('default', '01a224f2-ea7e-735b-8dab-36cb2d309ca3', '{erasure-done}', 'email', 'authored', 'tomorrow', '1');

insert into unsaid.suppression (workspace_id, id, kind, key, erased_until, job_id, created_at) values
('default', '01a224f2-e8a6-72dd-9285-a8990703f375', 'contact_id', E'\\x1bacf8f4cfa68ce694b6dda26d09c87cee5cd14d3e7ee847b94c80f8bab8a7f6', 'now', '01a224f2-e880-74a1-814d-96e5b8f70ae8', 'now'),
('default', '01a224f2-e8a6-72dd-9285-ae5f5fb650cd', 'email', E'\\xbf245582cf7f1bbf3ea3ef867b614019d64a57724da82c0059cb5816ec043dc0', 'now', '01a224f2-e880-74a1-814d-96e5b8f70ae8', 'now'),
('default', '01a224f2-e907-729a-a319-1633c8f6d04d', 'contact_id', E'\\x35df1e9e6d72f3ce9dda773b6648e35fe7a3fad594cf2869cd26829c9c8a2602', 'now', '01a224f2-e8e7-70b6-a0f9-4b85f233fba1', 'now'),
('default', '01a224f2-e907-729a-a319-198b3690360b', 'email', E'\\xbc055923f8d44ea662c1b251ff4556b841e79dc81669fe961a0841d6713e8e0b', 'now', '01a224f2-e8e7-70b6-a0f9-4b85f233fba1', 'now'),
('default', '01a224f2-e9a2-770d-a063-a2c16d51793d', 'contact_id', E'\\xa02967e378abc3930bbc76f9134dd50fae5702b5cf93967f839ef57f3e269a97', 'now', '01a224f2-e98a-7231-9a78-8d528c717549', 'now'),
('default', '01a224f2-e9a2-770d-a063-a46a5a958e3b', 'email', E'\\x07e7e26fa3df1a50cef0a440a8dfc7ee18f3a39703af074a3edf3b76d522a6a5', 'now', '01a224f2-e98a-7231-9a78-8d528c717549', 'now'),
('default', '01a224f2-ea91-77c9-afd9-ebd784c16af9', 'contact_id', E'\\x3bfc73fd2bf24be4af3dc7d84cee4c3e58f2df39e91eca9f9ed17d801dbd74d2', 'now', '01a224f2-ea7e-735b-8dab-36cb2d309ca3', 'now'),
('default', '01a224f2-ea91-77c9-afd9-ed7c5c2fb0d2', 'email', E'\\x9b68f2e299bfc7aea750a9e0af65801002f2815597c1939ef2390421f1650a4e', 'now', '01a224f2-ea7e-735b-8dab-36cb2d309ca3', 'now');

insert into unsaid.certificate (workspace_id, job_id, content, issued_at) values
('default', '01a224f2-ea7e-735b-8dab-36cb2d309ca3', '{"job": "01a224f2-ea7e-735b-8dab-36cb2d309ca3", "type": "erasure_certificate", "scope": "authored", "digest": "076effe159716ad3e6a7d8ab126fc5bf5c2b23a043e478956140482dbb404541", "due_at": "2026-11-30T01:37:09.240Z", "ledger": {"head": null, "entries": 4, "last_entry": "01a224f2-ec0b-73e3-8b31-33614bb1f3ec", "first_entry": "01a224f2-eaf0-7647-8c89-18d5e2b3307a"}, "reason": null, "result": "succeeded", "version": 1, "messages": {"late": 0, "total": 3, "failed": 0, "redacted": 3, "not_found": 0, "not_redactable": 0, "already_redacted": 0}, "selector": "email", "workspace": "default", "accepted_at": "2026-11-29T01:37:09.246Z", "contact_ids": ["erasure-done"], "finished_at": "2026-11-29T01:37:09.600Z", "not_covered": ["custom attributes of conversations", "names of admins, monitor and scorecard texts", "files that messages had: they are detached, not deleted", "what customers typed in mail clients, and e-mails that were sent", "copies outside this database: Intercom''s own, exports, backups, search indexes"], "requested_by": "library", "conversations": 1, "files_detached": 0, "suppressed_until": "2026-11-29T01:37:09.581Z", "conversations_failed": 0}', 'now');

insert into unsaid.ledger_entry (workspace_id, id, records, created_at) values
('default', '01a224f2-e640-7468-a900-65b1212228be', '[["01a224f2-e5c1-75c6-87a9-9407d22004f8", "library", null, "conversation_part", "single-done", "single-done-1", "redacted"], ["01a224f2-e5c2-71d3-8c97-5c1ebeeadd3f", "library", null, "conversation_part", "single-done", "single-done-2", "redacted"]]', 'now'),
('default', '01a224f2-e6ee-7495-8621-44a0c9dc5804', '[["01a224f2-e6cd-7698-8188-3bd9ec285dbd", "library", null, "conversation_part", "list-running", "list-running-1", "redacted"]]', 'now'),
('default', '01a224f2-e7d1-774d-9241-b72f276b9e28', '[["01a224f2-e77c-74df-9fae-15cbcdad727f", "library", null, "conversation_part", "list-done", "list-done-1", "redacted"]]', 'now'),
('default', '01a224f2-e7f6-7616-8c13-50cdd36ec3cb', '[["01a224f2-e77c-74df-9fae-15cbcdad727f", "library", null, "conversation_part", "list-done", "list-done-2", "redacted"]]', 'now'),
('default', '01a224f2-e871-7620-9ec2-a3e180fe5c66', '[["01a224f2-e77c-74df-9fae-15cbcdad727f", "library", null, "source", "list-done", "list-done-s", "redacted"]]', 'now'),
('default', '01a224f2-e97d-7030-acbb-a1402bd877c8', '[["01a224f2-e8e7-70b6-a0f9-4b85f233fba1", "library", null, "source", "erasure-running", "erasure-running-s", "redacted"]]', 'now'),
('default', '01a224f2-e9f6-72b6-a0aa-cd9cd9584c20', '[["01a224f2-e98a-7231-9a78-8d528c717549", "library", null, "source", "erasure-at-last-look", "erasure-at-last-look-s", "redacted"]]', 'now'),
('default', '01a224f2-ea12-7291-b9e2-b8d28b2b5e24', '[["01a224f2-e98a-7231-9a78-8d528c717549", "library", null, "conversation_part", "erasure-at-last-look", "erasure-at-last-look-1", "redacted"]]', 'now'),
('default', '01a224f2-ea39-7077-b2b6-2783e56e655c', '[["01a224f2-e98a-7231-9a78-8d528c717549", "library", null, "conversation_part", "erasure-at-last-look", "erasure-at-last-look-2", "redacted"]]', 'now'),
('default', '01a224f2-eaf0-7647-8c89-18d5e2b3307a', '[["01a224f2-ea7e-735b-8dab-36cb2d309ca3", "library", null, "source", "erasure-done", "erasure-done-s", "redacted"]]', 'now'),
('default', '01a224f2-eb4e-7005-a482-efcdbcc70704', '[["01a224f2-ea7e-735b-8dab-36cb2d309ca3", "library", null, "conversation_part", "erasure-done", "erasure-done-1", "redacted"]]', 'now'),
('default', '01a224f2-ebb3-71ce-9400-1c9e9bd405ea', '[["01a224f2-ea7e-735b-8dab-36cb2d309ca3", "library", null, "conversation_part", "erasure-done", "erasure-done-2", "redacted"]]', 'now'),
('default', '01a224f2-ec0b-73e3-8b31-33614bb1f3ec', '[["01a224f2-ea7e-735b-8dab-36cb2d309ca3", "library", null, "contact", null, "erasure-done", "erased_authored"]]', 'now');
