# How run.sh sets Request Tracker up. What differs from one run to the next comes from the environment.
Set($rtname, 'example.com');
Set($Organization, 'example.com');
Set($WebDomain, 'localhost');
Set($WebPort, $ENV{RT_EXAMPLE_PORT});
Set($CorrespondAddress, 'help@example.com');
Set($CommentAddress, 'help-comment@example.com');
Set($DatabaseType, 'Pg');
Set($DatabaseHost, 'localhost');
Set($DatabasePort, '');
Set($DatabaseName, $ENV{RT_EXAMPLE_DATABASE} || 'rt_example');
Set($DatabaseUser, 'rt_example');
Set($DatabasePassword, 'rt_example');
Set($MailCommand, 'testfile');
Set($LogToSTDERR, 'warning');
Set($LogToSyslog, undef);
Set($Timezone, 'UTC');
Set(%FullTextSearch, Enable => 1, Indexed => 1, Column => 'ContentIndex', Table => $ENV{FULLTEXT});
1;
