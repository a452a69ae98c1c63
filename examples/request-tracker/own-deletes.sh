# What Request Tracker itself has for it, each on a copy of the database. Sourced by run.sh.

staff_answers() {
  in_rt -c "select count(*) from transactions join users u on u.id = transactions.creator
             where objecttype = 'RT::Ticket' and type in ('Correspond', 'Comment')
               and u.name = 'tina'"
}
# $1 names a copy of the database, the rest is run on it.
on_copy() {
  export RT_EXAMPLE_DATABASE="rt_example_$1"
  as_postgres <<<"create database $RT_EXAMPLE_DATABASE template rt_example owner rt_example"
  shift
  (cd "$folder" && "$@" >/dev/null)
  trace "$RT_EXAMPLE_DATABASE" || true
  echo "answers and comments of staff: $(staff_answers)"
  unset RT_EXAMPLE_DATABASE
}
anonymize() {
  rt perl -I/usr/share/request-tracker5/lib -MRT -e '
    RT::LoadConfig(); RT::Init();
    my $user = RT::User->new(RT->SystemUser);
    $user->LoadByEmail("joerg\@kunde.example");
    my ($done, $message) = $user->AnonymizeUser(ClearCustomfields => 1);
    die $message unless $done;'
}
shred_user() {
  rt rt-shredder-5 --force --plugin \
    'Users=status,any;name,joerg@kunde.example;replace_relations,Nobody'
}
shred_tickets() {
  rt rt-shredder-5 --force --plugin "Tickets=query,Requestor.EmailAddress = 'joerg@kunde.example'"
  shred_user
}
compare_own_deletes() {
  echo "answers and comments of staff: $(staff_answers)"
  echo '-- after AnonymizeUser'
  on_copy anonymized anonymize
  echo '-- after rt-shredder of the user'
  on_copy shredded shred_user
  echo '-- after rt-shredder of the tickets and the user'
  on_copy emptied shred_tickets
}
