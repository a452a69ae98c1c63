/* Statements and errors hold message text, so the server's log gets neither: `log_min_messages =
 * log` leaves out every ERROR (the client gets it), keeps starts, stops and crashes, and terse
 * verbosity drops "Failed process was running: ..." from the line about a crash. */
const SETTINGS = `# Written by unsaid at every start of its embedded Postgres; changes here are lost.

# Who can connect: this machine, with a password.
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
password_encryption = 'scram-sha-256'
max_connections = 400

# Nothing that was committed is lost.
fsync = on
full_page_writes = on
synchronous_commit = on
wal_level = replica
shared_buffers = 256MB

# No statement, parameter or row in the log.
logging_collector = off
log_destination = 'stderr'
log_min_messages = log
log_min_error_statement = panic
log_error_verbosity = terse
log_statement = none
log_duration = off
log_min_duration_statement = -1
log_min_duration_sample = -1
log_transaction_sample_rate = 0
log_autovacuum_min_duration = -1
log_lock_waits = off
log_temp_files = -1
log_checkpoints = off
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
log_timezone = 'UTC'
timezone = 'UTC'
`

/** The settings file of the server, written anew at every start. */
export function clusterSettings(port: number): string {
  return `${SETTINGS}
# A port that was free when nobody used the server.
port = ${port}
`
}

/** The port in such a file. */
export function portIn(settings: string): number | undefined {
  const port = Number(/^port = (\d+)$/m.exec(settings)?.[1])
  return port > 0 ? port : undefined
}
