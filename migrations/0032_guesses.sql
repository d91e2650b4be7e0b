-- Failed tries at a known network are counted for each network: after the login and a space stands the network.
update table_rule set rows_of = replace(rows_of, 'key in', 'split_part(key, '' '', 1) in') where name = 'sign_in_failure';
