#!/usr/bin/perl
# Fills a Request Tracker as life does: by its API, and by mails that rt-mailgate hands to its running
# web server. What is SECRET is what Jörg Müßiggang wrote. Prints the ids of tickets by name.
use strict;
use warnings;
use utf8;
use lib '/usr/share/request-tracker5/lib';
use Encode qw(encode);
use MIME::Entity;
use RT;
RT::LoadConfig();
RT::Init();

binmode STDOUT, ':utf8';
my $system = RT->SystemUser;
my $SECRET = 'SECRET Geheimzahl 4711, größer als übliche Zahlen und mit Straße, Hausnummer und Grüßen '
    . 'aus Köln, damit die Zeile gefaltet wird';

sub user {
    my (%args) = @_;
    my $user = RT::User->new($system);
    my ($id, $message) = $user->Create(%args);
    die "user: $message" unless $id;
    return $user;
}

my $agent = user(
    Name => 'tina', EmailAddress => 'tina@example.com', RealName => 'Tina Träger',
    Privileged => 1,
);
$agent->PrincipalObj->GrantRight(Right => 'SuperUser', Object => RT->System);
my $everyone = RT::Group->new($system);
$everyone->LoadSystemInternalGroup('Everyone');
$everyone->PrincipalObj->GrantRight(Right => $_, Object => RT->System)
    for qw(CreateTicket ReplyToTicket CommentOnTicket SeeQueue);
my $queue = RT::Queue->new($system);
$queue->Load('General');
$queue->SetSubjectTag('Hilfe');
$queue->AddWatcher(Type => 'AdminCc', PrincipalId => $agent->PrincipalId);

sub entity {
    my ($subject, $text) = @_;
    return MIME::Entity->build(
        Type => 'text/plain', Charset => 'UTF-8', Encoding => 'quoted-printable',
        Subject => encode('UTF-8', $subject), Data => [encode('UTF-8', $text)],
    );
}

sub ticket_by_api {
    my ($requestor, $subject, $text) = @_;
    my $ticket = RT::Ticket->new($system);
    my ($id, undef, $message) = $ticket->Create(
        Queue => $queue->id, Requestor => [$requestor], Subject => $subject,
        MIMEObj => entity($subject, $text),
    );
    die "ticket: $message" unless $id;
    return $ticket;
}

# As a mail comes in. Of alternatives the last is HTML.
my $mails = 0;
sub mail {
    my (%args) = @_;
    $mails++;
    my %head = (
        From => sprintf('%s <%s>', encode('MIME-Header', $args{From}[0]), $args{From}[1]), To => 'help@example.com',
        Subject => encode('MIME-Header', $args{Subject}),
        'Message-ID' => "<mail-$mails\@kunde.example>",
        ($args{Reply} ? ('In-Reply-To' => $args{Reply}) : ()),
    );
    my $mail;
    if ($args{Html}) {
        $mail = MIME::Entity->build(%head, Type => 'multipart/mixed');
        my $both = $mail->attach(Type => 'multipart/alternative');
        $both->attach(Type => 'text/plain', Charset => 'UTF-8', Encoding => 'quoted-printable',
            Data => [encode('UTF-8', $args{Text})]);
        $both->attach(Type => 'text/html', Charset => 'UTF-8', Encoding => 'quoted-printable',
            Data => [encode('UTF-8', $args{Html})]);
        $mail->attach(Type => 'text/csv', Filename => 'SECRET-Kundendaten.csv', Encoding => 'base64',
            Data => [encode('UTF-8', "SECRET-Konto;DE12 3456\n")]);
    } else {
        $mail = MIME::Entity->build(%head, Type => 'text/plain', Charset => 'UTF-8',
            Encoding => 'quoted-printable', Data => [encode('UTF-8', $args{Text})]);
    }
    deliver($mail->as_string);
    return ticket_of("mail-$mails\@kunde.example");
}

# What a mail server does with a mail to the address of a queue.
sub deliver {
    my ($text) = @_;
    open my $gate, '|-', 'rt-mailgate-5', '--queue', 'General', '--action', 'correspond',
        '--url', $ENV{RT_EXAMPLE_URL} or die "rt-mailgate-5: $!";
    print {$gate} $text;
    close $gate or die "rt-mailgate-5 ended with $?";
    # Another process wrote: what this one remembers is old.
    DBIx::SearchBuilder::Record::Cachable->FlushCache;
}

# rt-mailgate ends with 0, too, when the server says `not ok`: a mail was taken if it is stored.
sub ticket_of {
    my ($id) = @_;
    my $attachments = RT::Attachments->new($system);
    $attachments->Limit(FIELD => 'MessageId', VALUE => $id);
    my $stored = $attachments->First or die "the gateway did not take $id";
    my $ticket = RT::Ticket->new($system);
    $ticket->Load($stored->TransactionObj->ObjectId);
    return $ticket;
}

sub answer {
    my ($ticket, $type, $text) = @_;
    my $own = RT::Ticket->new(RT::CurrentUser->new($agent));
    $own->Load($ticket->id);
    my ($done, $message) = $own->$type(MIMEObj => entity('Re: ' . $own->Subject, $text));
    die "$type: $message" unless $done;
}

my $joerg = ['Jörg Müßiggang', 'joerg@kunde.example'];
my $zoe = ['Zoë Köhler', 'zoe@andere.example'];

# The system makes it: by creator alone it is nobody's.
my $first = ticket_by_api('joerg@kunde.example', 'SECRET Betreff von Jörg', "Guten Tag,\n\n$SECRET\n\nJörg Müßiggang\n");
answer($first, 'Correspond', "Jörg schrieb:\n> Guten Tag,\n>\n> $SECRET\n>\n> Jörg Müßiggang\n\nWir kümmern uns darum, schöne Grüße\n");
mail(From => $joerg, Subject => '[Hilfe #' . $first->id . '] SECRET Betreff von Jörg',
    Text => "SECRET-zweite Antwort mit Prüfnummer 815 und Umlauten äöü\n");
answer($first, 'Comment', "Intern: er meint SECRET-zweite Antwort mit Prüfnummer 815 und Umlauten äöü\nIch rufe zurück\n");

my $second = mail(From => $joerg, Subject => 'SECRET zweiter Fall', Text => "SECRET Rückfrage zur Rechnung über 99 Euro: die Überweisung ist längst ausgeführt, und ich "
        . "möchte wissen, wofür die Mahngebühr ist\n");
answer($second, 'Correspond', "Die Rechnung stimmt, mit freundlichen Grüßen\n");

my $third = mail(
    From => $joerg, Subject => 'SECRET dritter Fall mit Anhang: größere Störung am Gerät, bitte möglichst früh zurückrufen',
    Text => "SECRET dritter Text, in zwei Formen\n",
    Html => "<p>SECRET <b>dritter Text</b>, in zwei Formen, für Jörg</p>\n",
);
answer($third, 'Correspond', "Danke für den Anhang, wir prüfen ihn gründlich.\n");

my $other = mail(From => $zoe, Subject => 'Fall von Zoë', Text => "Frage von Zoë: ist das Gerät verfügbar?\n");
answer($other, 'Correspond', "> Frage von Zoë: ist das Gerät verfügbar?\nJa, natürlich.\n");
my $api = ticket_by_api('zoe@andere.example', 'Zweiter Fall von Zoë', "Noch eine Frage: wie groß ist es?\n");

print join("\n", 'first ' . $first->id, 'second ' . $second->id, 'third ' . $third->id,
    'other ' . $other->id, 'api ' . $api->id), "\n";
