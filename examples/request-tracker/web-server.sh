# Request Tracker's own web server, for its pages and for mails that come in. Sourced by run.sh, which
# says where `$folder` is.

web=''
RT_EXAMPLE_PORT=$(node -e '
  const server = require("node:net").createServer()
  server.listen(0, "127.0.0.1", () => server.close(console.log(server.address().port)))')
export RT_EXAMPLE_PORT
export RT_EXAMPLE_URL="http://localhost:$RT_EXAMPLE_PORT"

# As www-data: files that root leaves in Debian's cache of pages would lock a real installation out.
start_web() {
  setpriv --reuid=www-data --regid=www-data --clear-groups \
    /usr/share/request-tracker5/libexec/rt-server --host 127.0.0.1 --port "$RT_EXAMPLE_PORT" \
    --max-workers 2 >>"$folder/web.log" 2>&1 &
  web=$!
  curl -fsS --retry 60 --retry-delay 1 --retry-connrefused -o /dev/null \
    "$RT_EXAMPLE_URL/NoAuth/Login.html" 2>>"$folder/curl.log" || { cat "$folder/web.log"; exit 1; }
}

stop_web() {
  [ -n "$web" ] || return 0
  kill "$web" 2>/dev/null || true
  wait "$web" 2>/dev/null || true
  web=''
}

# What it logs as a warning or worse. Of HTML it says that w3m would be quicker; Mail::Mailer's testfile
# forgets that a mail may have no Cc.
quiet_web() {
  ! grep -E '\[(warning|error|critical|alert|emergency)\]' "$folder/web.log" |
    grep -vE 'internal HTML converter|Mail/Mailer/testfile\.pm'
}
