/*
 * The counterpart of a status poll: a bare Fastify route and one indexed select, as the app's role
 * behind forced row-level security. DATABASE_URL says where.
 */
import { fastify } from 'fastify'
import { patientPool } from './patient-pool.ts'
import { counterpartPool } from './scene.ts'

const pool = patientPool(counterpartPool(process.env.DATABASE_URL ?? '', 10))
const server = fastify({ logger: false })

server.get<{ Params: { id: string } }>('/jobs/status/:id', async (request, reply) => {
  const { rows } = await pool.query<{ reply: string }>({
    name: 'status',
    text: `select reply from bench_reply where workspace_id = 'default' and id = $1`,
    values: [request.params.id],
  })
  return reply.type('application/json; charset=utf-8').send(rows[0]?.reply)
})

const address = await server.listen({ host: '127.0.0.1', port: 0 })
process.stdout.write(`bare route at ${address}\n`)
process.once('SIGTERM', () => process.exit())
