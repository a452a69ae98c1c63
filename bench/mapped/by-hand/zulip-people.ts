import { BODY_PLACEHOLDERS } from '../../../src/maps/values/body-placeholders.ts'
import { statement, type HandStatement } from './by-hand.ts'

const { plain, html } = BODY_PLACEHOLDERS

/** What is of people themselves. */
export function zulipPeople(tenant: string, people: readonly string[]): readonly HandStatement[] {
  return [
    statement(
      `create temp table person on commit drop as
         select id, full_name, delivery_email from zerver_userprofile
          where realm_id = $1 and id = any($2) and not is_bot`,
      tenant,
      people,
    ),
    statement('analyze person'),
    ...NAMED.map((text) => statement(text, tenant)),
    ...ARCHIVED.map((text) => statement(text, tenant, plain)),
    statement(SCHEDULED, tenant, plain, html),
    statement(LOOSE_FILES, tenant),
    ...OWN.map((text) => statement(text)),
    ...DELETED.map(([table, column]) =>
      statement(`delete from ${table} t using person p where t.${column} = p.id`),
    ),
    statement(PROFILE, tenant),
  ]
}

const escaped = (text: string) =>
  String.raw`regexp_replace(${text}, '([\\.*+?(){}|^$\[\]])', '\\\1', 'g')`

/** Names in others' texts. */
const NAMED = [
  `update zerver_message m
      set content = regexp_replace(content,
            '@_?\\*\\*' || ${escaped('p.full_name')} || '(\\|' || p.id || ')?\\*\\*', '[...]', 'g'),
          rendered_content = null, edit_history = null, search_tsvector = null
     from person p
    where m.realm_id = $1 and m.content like '%@%**%' and strpos(m.content, '**' || p.full_name) > 0`,
  `update zerver_stream t
      set description = regexp_replace(description, named.pattern, '[...]', 'g'),
          rendered_description = regexp_replace(rendered_description, named.pattern, '[...]', 'g')
     from (select ${escaped('full_name')} || '|' || ${escaped('delivery_email')} as pattern,
                  full_name, delivery_email from person) named
    where t.realm_id = $1
      and (strpos(t.description, full_name) > 0 or strpos(t.description, delivery_email) > 0
        or strpos(t.rendered_description, full_name) > 0
        or strpos(t.rendered_description, delivery_email) > 0)`,
  `update zerver_customprofilefieldvalue v
      set value = (select coalesce(json_agg(one), '[]')::text
                     from jsonb_array_elements(v.value::jsonb) one where one <> to_jsonb(p.id)),
          rendered_value = null
     from person p, zerver_customprofilefield f
    where f.id = v.field_id and f.field_type = 6 and f.realm_id = $1
      and v.value::jsonb @> to_jsonb(p.id)`,
]

/** Messages that the application has put aside. */
const ARCHIVED = [
  `delete from zerver_archivedsubmessage t using zerver_archivedmessage m, person p
    where t.message_id = m.id and m.sender_id = p.id and m.realm_id = $1 and $2 <> ''`,
  `with links as (
     delete from zerver_archivedattachment_messages t using zerver_archivedmessage m, person p
      where t.archivedmessage_id = m.id and m.sender_id = p.id and m.realm_id = $1 and $2 <> ''
     returning t.id, t.archivedattachment_id)
   delete from zerver_archivedattachment t
    where t.id in (select archivedattachment_id from links)
      and not exists (select from zerver_archivedattachment_messages u
            where u.archivedattachment_id = t.id and u.id not in (select id from links))`,
  `update zerver_archivedmessage t
      set content = $2, rendered_content = null, subject = '', edit_history = null
     from person p where t.realm_id = $1 and t.sender_id = p.id`,
]

const SCHEDULED = `
  update zerver_scheduledmessage t
     set content = $2, rendered_content = $3, subject = '', failure_message = null,
         reminder_note = null
    from person p where t.realm_id = $1 and t.sender_id = p.id`

const LOOSE_FILES = `
  with links as (
    delete from zerver_attachment_scheduled_messages t using zerver_scheduledmessage s, person p
     where t.scheduledmessage_id = s.id and s.sender_id = p.id and s.realm_id = $1
    returning t.id),
  files as (
    delete from zerver_attachment t using person p
     where t.realm_id = $1 and t.owner_id = p.id
       and not exists (select from zerver_attachment_messages u where u.attachment_id = t.id)
       and not exists (select from zerver_attachment_scheduled_messages u
             where u.attachment_id = t.id and u.id not in (select id from links))
    returning t.path_id)
  delete from zerver_imageattachment t using files
   where t.realm_id = $1 and t.path_id = files.path_id`

/** What stays without words, and what hangs on something else of theirs. */
const OWN = [
  `update zerver_userstatus t set status_text = '', emoji_name = '', emoji_code = ''
     from person p where t.user_profile_id = p.id`,
  `update zerver_realmauditlog t set extra_data = '{}', scrubbed = true
     from person p where p.id in (t.modified_user_id, t.acting_user_id)`,
  `update zerver_emailchangestatus t
      set new_email = 'erased' || t.id || '@erased.invalid',
          old_email = 'erased' || t.id || '@erased.invalid'
     from person p where t.user_profile_id = p.id`,
  `update zerver_preregistrationuser t
      set email = 'erased' || t.id || '@erased.invalid', full_name = null, external_auth_id = null,
          welcome_message_custom_text = null
     from person p, zerver_userprofile u
    where u.id = p.id
      and (t.created_user_id = p.id or t.email = p.delivery_email and t.realm_id = u.realm_id)`,
  `update zerver_preregistrationrealm t
      set email = 'erased' || t.id || '@erased.invalid', data_import_metadata = '{}'
     from person p where t.created_user_id = p.id`,
  `delete from social_auth_code t using person p where t.email = p.delivery_email`,
  `delete from otp_static_statictoken t using otp_static_staticdevice d, person p
    where t.device_id = d.id and d.user_id = p.id`,
  ...['zerver_botstoragedata.bot_profile_id', 'zerver_botconfigdata.bot_profile_id'].map(ofBots),
  ofBots('zerver_service.user_profile_id'),
  `update zerver_userprofile t set full_name = 'Bot ' || t.id
     from person p where t.bot_owner_id = p.id`,
  `with links as (
     delete from zerver_scheduledemail_users t using person p where t.userprofile_id = p.id
     returning t.scheduledemail_id)
   delete from zerver_scheduledemail t
    where t.id in (select scheduledemail_id from links)
       or exists (select from person p join zerver_userprofile u on u.id = p.id
            where t.address = p.delivery_email and t.realm_id = u.realm_id)`,
]

function ofBots(place: string): string {
  const [table = '', column = ''] = place.split('.')
  return `delete from ${table} t using zerver_userprofile b, person p
           where t.${column} = b.id and b.bot_owner_id = p.id`
}

const DELETED = [
  ['zerver_draft', 'user_profile_id'],
  ['zerver_savedsnippet', 'user_profile_id'],
  ['zerver_customprofilefieldvalue', 'user_profile_id'],
  ['zerver_alertword', 'user_profile_id'],
  ['zerver_usertopic', 'user_profile_id'],
  ['zerver_navigationview', 'user_id'],
  ['zerver_useractivityinterval', 'user_profile_id'],
  ['zerver_useractivity', 'user_profile_id'],
  ['zerver_userpresence', 'user_profile_id'],
  ['zerver_muteduser', 'muted_user_id'],
  ['zerver_muteduser', 'user_profile_id'],
  ['zerver_pushdevicetoken', 'user_id'],
  ['zerver_device', 'user_id'],
  ['zerver_externalauthid', 'user_id'],
  ['social_auth_usersocialauth', 'user_id'],
  ['two_factor_phonedevice', 'user_id'],
  ['otp_totp_totpdevice', 'user_id'],
  ['otp_static_staticdevice', 'user_id'],
] as const

const PROFILE = `
  update zerver_userprofile t
     set delivery_email = 'deleteduser' || t.id || '@erased.invalid',
         email = 'deleteduser' || t.id || '@erased.invalid', full_name = 'Deleted user ' || t.id,
         password = '!', api_key = md5(random()::text), avatar_source = 'G', avatar_hash = null,
         timezone = '', tos_version = null, third_party_api_state = '{}', is_active = false
    from person p where t.realm_id = $1 and t.id = p.id`
