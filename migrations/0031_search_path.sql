-- Without being named, `pg_temp` comes first: a function with its owner's rights would read a temporary table that its
-- caller made in place of ours.
do $$
declare
    one regprocedure;
begin
    for one in select oid from pg_proc where pronamespace = 'public'::regnamespace and prosecdef loop
        execute format('alter function %s set search_path = public, pg_temp', one);
    end loop;
end
$$;
