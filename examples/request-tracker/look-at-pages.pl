#!/usr/bin/perl
# Looks at the tickets in Request Tracker's web interface, signed in over its form as its root: `before`
# the erasure their pages show the person's words, `after` it none of them, and always those of staff.
#   look-at-pages.pl before|after FILE-OF-THE-PERSON'S-WORDS
use strict;
use warnings;
use utf8;
use HTML::Entities qw(decode_entities);
use HTTP::Cookies;
use LWP::UserAgent;
use URI::Escape qw(uri_escape_utf8);

binmode STDOUT, ':utf8';
my ($when, $file) = @ARGV;
my $url = $ENV{RT_EXAMPLE_URL};
my $failures = 0;
open my $lines, '<:encoding(UTF-8)', $file or die "$file: $!";
chomp(my @words = <$lines>);

my %STAFF = (
    1 => ['Wir kümmern uns darum, schöne Grüße', 'Ich rufe zurück'],
    2 => ['Die Rechnung stimmt, mit freundlichen Grüßen'],
    3 => ['Danke für den Anhang, wir prüfen ihn gründlich.'],
);
my %OTHERS = (4 => 'ist das Gerät verfügbar?', 5 => 'wie groß ist es?');

sub expect {
    my ($is, $what) = @_;
    print $is ? '  ok      ' : '  NOT OK  ', $what, "\n";
    $failures++ unless $is;
}

my $browser = LWP::UserAgent->new(cookie_jar => HTTP::Cookies->new);
sub page {
    my ($path) = @_;
    my $reply = $browser->get("$url$path");
    return ($reply->code, $reply->decoded_content);
}
sub has_words { my ($text) = @_; return scalar grep { $text =~ /\Q$_\E/i } @words }

my $form = $browser->post("$url/NoAuth/Login.html", { user => 'root', pass => 'password', next => '' });
die 'signing in: ' . $form->status_line . "\n" if $form->is_error;

my $parts = 0;
my $with_words = 0;
for my $ticket (sort keys %STAFF) {
    # Display.html loads its history by a script, History.html has it.
    my ($status, $top) = page("/Ticket/Display.html?id=$ticket");
    my ($also, $history) = page("/Ticket/History.html?id=$ticket");
    expect($status == 200 && $also == 200, "ticket $ticket: its pages answer 200");
    expect(!(grep { $history !~ /\Q$_\E/ } @{ $STAFF{$ticket} }), "ticket $ticket: the answers of staff are shown");
    my $shown = has_words($top . $history);
    expect($when eq 'before' ? $shown : !$shown,
        "ticket $ticket: words of the person are " . ($when eq 'before' ? 'shown' : 'shown no more'));
    my %links = map { decode_entities($_) => 1 }
        $history =~ m{href="((?:Attachment/|ShowEmailRecord\.html)[^"]*)"}g;
    for my $link (sort keys %links) {
        my ($code, $text) = page("/Ticket/$link");
        $parts++;
        $with_words++ if has_words($text) || $code != 200;
    }
}
expect($parts > 0 && ($when eq 'before' ? $with_words > 0 : $with_words == 0),
    "of $parts files and mails that these pages lead to, $with_words have words of the person or don't open");
for my $ticket (sort keys %OTHERS) {
    my ($status, $history) = page("/Ticket/History.html?id=$ticket");
    expect($status == 200 && $history =~ /\Q$OTHERS{$ticket}\E/, "ticket $ticket, of somebody else: shown as it was");
}
for my $query ("Content LIKE 'SECRET'", "Subject LIKE 'SECRET'", "Requestor.EmailAddress LIKE 'kunde.example'") {
    my ($status, $found) = page('/Search/Results.html?Query=' . uri_escape_utf8($query));
    my ($many) = $found =~ m{<h1>Found (\d+) ticket};
    expect($status == 200 && ($when eq 'before' ? $many > 0 : $many == 0), "a search for $query finds $many tickets");
}
exit($failures == 0 ? 0 : 1);
