#!/usr/bin/env bash
# Erases a person from a real Request Tracker 5, and lets it show its tickets afterwards.
#
# For Debian or Ubuntu with a Postgres server that the user `postgres` reaches without a password; as
# root, since it installs packages. Databases and roles are its own: `rt_example`, `rt_example_app`,
# and copies of it: `rt_example_anonymized` and others. They stay when KEEP=1 is set. So does the role
# `unsaid_producer`, if there was none.
#
#   examples/request-tracker/run.sh
#   examples/request-tracker/run.sh --pictures FOLDER       of a ticket's page, before and after
#   FULLTEXT=Attachments examples/request-tracker/run.sh    its search index beside the texts
#
# Pictures need Debian's Chromium, which is installed, and playwright-core, which is fetched into a
# temporary folder.
# Prints what it sees, and ends with exit code 1 when something is not as it should be.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
pictures=''
case "${1:-}" in
  '') ;;
  --pictures) pictures=$(realpath "${2:?--pictures needs a folder}") && mkdir -p "$pictures" ;;
  *) sed -n '2,/^set /s/^# \{0,1\}//p' "$0" && exit 2 ;;
esac
unsaid() { node "$here/../../bin/unsaid.cjs" "$@"; }
folder=$(mktemp -d)
chmod 755 "$folder"
worker=''
made_producer=''
failed=0
# Where Request Tracker keeps the index of its search; this is its own default.
export FULLTEXT="${FULLTEXT:-AttachmentsIndex}"

finish() {
  [ -z "$worker" ] || kill "$worker" 2>/dev/null || true
  [ -z "$worker" ] || wait "$worker" 2>/dev/null || true
  stop_web
  [ "${KEEP:-}" = 1 ] || drop_all
  [ -z "$made_producer" ] || as_postgres <<<'drop role unsaid_producer' >/dev/null 2>&1 || true
  rm -rf "$folder"
}
trap finish EXIT

as_postgres() { (cd / && su postgres -c "psql -qAtX -v ON_ERROR_STOP=1 ${1:-}"); }

drop_all() {
  as_postgres >/dev/null 2>&1 <<'END' || true
drop database if exists rt_example_anonymized with (force);
drop database if exists rt_example_emptied with (force);
drop database if exists rt_example_shredded with (force);
drop database if exists rt_example with (force);
drop role if exists rt_example;
drop role if exists rt_example_app;
END
}

. "$here/web-server.sh"
. "$here/own-deletes.sh"
. "$here/pictures.sh"

say() { printf '\n== %s\n' "$*"; }

# $1 is what is expected of it, the rest a command whose exit code counts.
expect() {
  local what=$1
  shift
  if "$@"; then echo "  ok      $what"; else
    echo "  NOT OK  $what"
    failed=1
  fi
}

export PGPASSWORD=rt_example
in_rt() { psql -qAtX -h localhost -U rt_example -d "${RT_EXAMPLE_DATABASE:-rt_example}" "$@"; }
rt() { "$@" 2> >(grep -v 'internal HTML converter' >&2); }

say 'installing Request Tracker'
if ! command -v rt-setup-database-5 >/dev/null; then
  apt-get update -qq
  debconf-set-selections <<'END'
request-tracker5 request-tracker5/dbconfig-install boolean false
END
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    request-tracker5 rt5-db-postgresql rt5-standalone >/dev/null
fi
dpkg-query -W request-tracker5 rt5-clients
[ -z "$pictures" ] || install_browser

say 'making its database'
drop_all
as_postgres <<'END'
create role rt_example login password 'rt_example';
create role rt_example_app nologin;
grant rt_example_app to rt_example;
create database rt_example owner rt_example encoding 'UTF8' template template0;
END
# Roles are the whole server's: another Unsaid on it may have made this one.
if [ -z "$(as_postgres <<<"select 1 from pg_roles where rolname = 'unsaid_producer'")" ]; then
  as_postgres <<<'create role unsaid_producer nologin nosuperuser nobypassrls'
  made_producer=yes
fi
install -m 644 "$here/RT_SiteConfig.pm" "$folder"
export RT_SITE_CONFIG="$folder/RT_SiteConfig.pm" RT_SITE_CONFIG_DIR="$folder/none"
rt rt-setup-database-5 --action init --skip-create --dba rt_example --dba-password rt_example \
  >"$folder/setup.log"
rt rt-setup-fulltext-index-5 --noask --dba rt_example --dba-password rt_example \
  --column ContentIndex --index-type GIN --table "$FULLTEXT" >"$folder/fulltext.log"

say 'writing tickets, by its API and as mails'
start_web
rt perl "$here/make-tickets.pl"
rt rt-fulltext-indexer-5 --all --quiet >/dev/null

printf 'joerg@kunde.example\n' >"$folder/email.txt"
printf '%s\n' 'SECRET' 'Müßiggang' 'Grüßen aus Köln' 'Prüfnummer' 'Rückfrage' >"$folder/words.txt"
url_of() { echo "postgres://rt_example:rt_example@localhost/$1"; }
export DATABASE_URL
DATABASE_URL=$(url_of rt_example)
export UNSAID_APP_ROLE=rt_example_app UNSAID_PEPPER=only-for-this-example-0123456789abcdef
trace() {
  unsaid trace --database-url "$(url_of "$1")" --schema public \
    --email "@$folder/email.txt" --text "@$folder/words.txt"
}

look_at_pages() {
  expect "its web pages are as they should be, $1" \
    perl "$here/look-at-pages.pl" "$1" "$folder/words.txt"
  [ -z "$pictures" ] || expect "so they are in a browser, $1" take_picture "$1"
}
say 'before: what its web pages show'
look_at_pages before

say 'before: where the person is'
if trace rt_example; then expect 'the person is found' false; fi

say 'what Request Tracker itself leaves'
stop_web # a copy is made of a database that nobody uses
compare_own_deletes
start_web

say 'adding the map'
unsaid migrate
unsaid map add request-tracker | grep -v '^note'
unsaid workspace create helpdesk --map request-tracker
node "$here/../../bin/unsaid.cjs" worker >"$folder/worker.log" 2>&1 &
worker=$!

counts() {
  in_rt -c "select relname from pg_class c where relnamespace = 'public'::regnamespace
             and relkind = 'r' order by 1" |
    while read -r table; do printf '%s %s\n' "$table" "$(in_rt -c "select count(*) from $table")"; done
}
# All of other people: their tickets with every mail, and themselves.
others() {
  in_rt <<'END'
select u from users u where u.id not in (select creator from tickets where id = 2) order by id;
select t from tickets t where id in (4, 5) order by id;
select t from transactions t where objecttype = 'RT::Ticket' and objectid in (4, 5) order by id;
select a from attachments a join transactions t on t.id = a.transactionid
 where objecttype = 'RT::Ticket' and objectid in (4, 5) order by a.id;
END
}
say 'erasing the person'
counts >"$folder/counts.before"
others >"$folder/others.before"
expect 'the erasure succeeds' unsaid erase --workspace helpdesk --email "@$folder/email.txt" --yes

counts >"$folder/counts.after"
others >"$folder/others.after"

say 'after: where the person is'
expect 'the person is nowhere' trace rt_example
echo 'rows before and after, of tables that have any:'
join "$folder/counts.before" "$folder/counts.after" | grep -v ' 0 0$' | column -t | sed 's/^/  /'
expect 'no row is gone' cmp -s "$folder/counts.before" "$folder/counts.after"
expect "others' rows are as they were" cmp -s "$folder/others.before" "$folder/others.after"

say 'after: what its web pages show'
look_at_pages after

say 'what Request Tracker says of it'
expect 'rt-validator finds nothing' rt rt-validator-5 --check
expect 'its API reads every mail' rt perl "$here/look-at-tickets.pl"
expect 'and answers' rt perl "$here/look-at-tickets.pl" answer
rt rt-fulltext-indexer-5 --all --quiet >/dev/null
expect 'its search finds the person no more' test 0 = "$(in_rt -c "
  select count(*) from $FULLTEXT where contentindex @@ plainto_tsquery('secret')")"
expect 'after an answer the person is nowhere, either' trace rt_example
expect 'its web server complains of nothing' quiet_web

exit "$failed"
