-- When the first report of a chain of corrections arrived: of reports about one moment that place decides which is the
-- newest, and a correction keeps it. `corrected` is the report that the last one of the chain corrects.
create function place_of_correction(agency uuid, corrected uuid) returns timestamptz
language plpgsql stable as $$
declare
    arrived timestamptz;
begin
    while corrected is not null loop
        select r.corrects_id, r.received_at into corrected, arrived
        from report r where r.agency_id = agency and r.id = corrected;
    end loop;
    return arrived;
end
$$;
grant execute on function place_of_correction to kinerja_app;
