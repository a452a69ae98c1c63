#!/usr/bin/perl
# What Request Tracker's own API says of its tickets, and whether umlauts are whole in it. With
# `answer` root answers the first ticket before, and the mail that goes out to other staff is looked at.
use strict;
use warnings;
use utf8;
use lib '/usr/share/request-tracker5/lib';
use Encode qw(decode encode);
use MIME::Entity;
use RT;
RT::LoadConfig();
RT::Init();

binmode STDOUT, ':utf8';
my $PLACEHOLDER = 'This message was deleted';
my $failures = 0;

sub expect {
    my ($is, $what) = @_;
    print $is ? '  ok      ' : '  NOT OK  ', $what, "\n";
    $failures++ unless $is;
}

sub transactions {
    my ($ticket) = @_;
    my $all = RT::Transactions->new(RT->SystemUser);
    $all->Limit(FIELD => 'ObjectType', VALUE => 'RT::Ticket');
    $all->Limit(FIELD => 'ObjectId', VALUE => $ticket);
    $all->OrderByCols({ FIELD => 'id' });
    return grep { $_->Type =~ /^(?:Create|Correspond|Comment)$/ } @{ $all->ItemsArrayRef };
}

# As a mail reader sees it: every text of the mail, decoded.
sub mail_texts {
    my ($entity) = @_;
    return map { mail_texts($_) } $entity->parts if $entity->parts;
    return $entity->bodyhandle ? ($entity->bodyhandle->as_string) : ();
}

sub parsed {
    my ($transaction) = @_;
    my $mime = $transaction->ContentAsMIME(Children => 1) or return ();
    my $parser = MIME::Parser->new;
    $parser->output_to_core(1);
    $parser->extract_nested_messages('NEST');
    return map { decode('UTF-8', $_) } mail_texts($parser->parse_data($mime->as_string));
}

sub whole { return $_[0] !~ /\x{fffd}|\x{c3}[\x{80}-\x{bf}]/ }

my ($first, $second, $third, $other, $api) = 1 .. 5;
if (($ARGV[0] // '') eq 'answer') {
    my $agent = RT::CurrentUser->new(RT->SystemUser);
    $agent->Load('root');
    my $ticket = RT::Ticket->new($agent);
    $ticket->Load($first);
    my ($done, $message) = $ticket->Correspond(MIMEObj => MIME::Entity->build(
        Type => 'text/plain', Charset => 'UTF-8', Data => [encode('UTF-8', "Schöne Grüße zum Abschluß\n")],
    ));
    die $message unless $done;
    my $sent = RT::Attachments->new(RT->SystemUser);
    $sent->UnLimit;
    $sent->OrderByCols({ FIELD => 'id', ORDER => 'DESC' });
    my ($top) = grep { $_->TransactionObj->Type eq 'EmailRecord' && !$_->Parent } @{ $sent->ItemsArrayRef };
    my $subject = decode('MIME-Header', $top->Subject);
    expect(scalar($subject =~ /^\[Hilfe #$first\]/), "the next mail bears its tag: $subject");
}

for my $ticket ($first, $second, $third) {
    for my $transaction (transactions($ticket)) {
        my $name = "ticket $ticket, " . $transaction->Type . ' ' . $transaction->id;
        my $content = $transaction->Content(Type => 'text/plain');
        my @texts = parsed($transaction);
        my $isTheirs = $transaction->CreatorObj->Name =~ /^anon_|^RT_System$/;
        if ($isTheirs) {
            expect(scalar($content =~ /\Q$PLACEHOLDER\E/), "$name: Content is the placeholder");
            expect(@texts > 0 && !(grep { !/\Q$PLACEHOLDER\E/ } @texts),
                "$name: ContentAsMIME has " . @texts . ' parts, each the placeholder');
        } else {
            expect(scalar(whole($content) && $content =~ /[äöüß]/), "$name: Content of staff has its umlauts");
            expect(scalar(@texts == 1 && whole($texts[0]) && $texts[0] =~ /[äöüß]/),
                "$name: ContentAsMIME of staff has its umlauts");
        }
    }
}
for my $ticket ($other, $api) {
    for my $transaction (transactions($ticket)) {
        my $content = $transaction->Content(Type => 'text/plain');
        my ($text) = parsed($transaction);
        expect(scalar(whole($content) && $content =~ /[äöüßë]/ && $content !~ /\Q$PLACEHOLDER\E/ && whole($text)),
            "ticket $ticket, " . $transaction->Type . ' ' . $transaction->id . ': as it was');
    }
}
exit($failures == 0 ? 0 : 1);
