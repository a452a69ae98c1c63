import { checkCertificate } from '../erasure/check-certificate.ts'
import type { DemoCaller, Reply } from './demo-caller.ts'
import { objectIn, textMember } from './members.ts'
import type { Tell } from './tell.ts'

const CONVERSATION = '1911149813'
const EMAIL = 'tobin.wexcombe@example.org'
const JOBS = '/redaction_jobs'

/** Takes back a list of messages as one job: one of them is gone already, one never was there. */
export async function showBulk(caller: DemoCaller, tell: Tell): Promise<void> {
  const items = [
    {
      type: 'conversation_part',
      conversation_id: '1911149812',
      conversation_part_id: '2202737130',
    },
    {
      type: 'conversation_part',
      conversation_id: '1911149811',
      conversation_part_id: '2202737123',
    },
    { type: 'source', conversation_id: '1911149811', source_id: '9999999999' },
  ]
  tell('')
  tell('Redact a list as one job: a message, one that was redacted above, one that is unknown')
  const { body } = await submit(caller, tell, { items }, `{"items": [${items.length} items]}`)
  tell(`  ${textMember(body.state)}: ${countsOf(objectIn(body, 'progress'))}`)
}

/** Erases a contact, named by e-mail, everywhere, and checks the certificate. */
export async function showErasure(caller: DemoCaller, tell: Tell): Promise<void> {
  tell('')
  tell('Erase a contact: everything they wrote, and who they are wherever they took part')
  await tellConversation(caller, tell, 'before')
  const request = { contact: { email: EMAIL }, reason: 'erasure_request' }
  const { body } = await submit(caller, tell, request, JSON.stringify(request))
  tell(`  ${textMember(body.state)}: ${countsOf(objectIn(body, 'progress'))}`)
  await tellConversation(caller, tell, 'after ')
  await tellCertificate(caller, tell, textMember(body.id))
}

async function submit(
  caller: DemoCaller,
  tell: Tell,
  request: unknown,
  shown: string,
): Promise<Reply> {
  const { status, location } = await caller.post(JOBS, request)
  tell(`  POST ${JOBS} ${shown} -> ${String(status)} ${String(location)}`)
  return caller.get(`${String(location)}?wait=30`)
}

async function tellConversation(caller: DemoCaller, tell: Tell, when: string): Promise<void> {
  const { body } = await caller.get(`/conversations/${CONVERSATION}`)
  const source = objectIn(body, 'source')
  const { name, email } = objectIn(source, 'author')
  tell(`  ${when}  author: ${textMember(name)} <${textMember(email)}>`)
  tell(`  ${when}  body: ${textMember(source.body)}`)
}

/** As `unsaid certificate verify` does, without server and database. */
async function tellCertificate(caller: DemoCaller, tell: Tell, job: string): Promise<void> {
  const { status, body } = await caller.get(`${JOBS}/${job}/certificate`)
  const messages = textMember(objectIn(body, 'messages').redacted)
  const conversations = textMember(body.conversations)
  tell(`  GET ${JOBS}/${job}/certificate -> ${String(status)}`)
  tell(
    `  certificate: ${messages} messages, ${conversations} conversations, ${textMember(body.result)}`,
  )
  const issued = JSON.stringify(body)
  const changed = issued.replace(/"redacted":\d+/, '"redacted":1')
  const [asIssued, asChanged] = [await verdictOf(issued), await verdictOf(changed)]
  tell(`  verify: ${asIssued}; with one number changed: ${asChanged}`)
}

async function verdictOf(certificate: string): Promise<string> {
  const { problems } = await checkCertificate(certificate)
  return problems.map(({ code }) => code).join() || 'unchanged'
}

function countsOf(progress: Record<string, unknown>): string {
  return Object.entries(progress)
    .filter(([, count]) => count !== 0)
    .map(([name, count]) => `${name} ${textMember(count)}`)
    .join(', ')
}
